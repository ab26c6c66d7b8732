"""Schedules: when which feed is pulled or expected, and how each went last."""

import streamlit as st

from catalog.errors import FeedledgerError
from catalog.paging import MAX_LIMIT
from catalog.partners import list_partners
from ingestion.schedules import Schedule, get_schedule, list_schedules
from pages.clicks import current_clicks
from pages.failures import show_failure, show_kept_failure
from pages.links import show_link
from pages.schedule_form import SAVED, show_form
from pages.schedule_rows import show_schedule_rows
from pages.schedule_view import DELETED, show_schedule
from pages.services import services
from pages.turner import current_cursor, show_turner

SCHEDULES_A_PAGE = 20
NEW = "new"


def show_page() -> None:
    """Show the schedule that the address names, the form for a new one, or the list."""
    clicks, asked = current_clicks(), st.query_params.get("schedule")
    saved: Schedule | None = clicks.told(SAVED)
    if asked == NEW and saved is not None and clicks.told(SAVED, is_new=True):
        asked = saved.schedule_id
    if asked is not None and clicks.did(DELETED, asked):
        asked = None
    if asked is None:
        show_list()
        return
    # a link from the list to this same page leaves the browser's address as it was
    st.query_params["schedule"] = asked
    st.button("← All schedules", on_click=leave)
    if asked == NEW:
        show_new(saved)
        return
    try:
        schedule = get_schedule(services().database, asked)
    except FeedledgerError as error:
        show_failure(error)
        return
    show_kept_failure()
    if saved is not None and saved.schedule_id == asked:
        st.success("The schedule is saved.")
    show_schedule(schedule)


def show_list() -> None:
    """Show all schedules by name."""
    st.title("Schedules")
    show_kept_failure()
    page = list_schedules(
        services().database, limit=SCHEDULES_A_PAGE, cursor=current_cursor("schedules", None)
    )
    if not page.items:
        st.info(
            "No feed comes by schedule yet. A schedule pulls a file at its times, or says when a"
            " partner should send one."
        )
    show_link("schedules.py", "New schedule", schedule=NEW)
    show_schedule_rows(page.items)
    show_turner("schedules", page)


def show_new(saved: Schedule | None) -> None:
    """Show the form for a new schedule, and the way to one that was just saved."""
    st.title("New schedule")
    if saved is not None:
        st.success("The schedule is saved.")
        show_link("schedules.py", saved.name, schedule=saved.schedule_id)
    partners = list_partners(services().database, MAX_LIMIT).items
    if not partners:
        st.info("A schedule belongs to a partner, and there is none yet.")
        show_link("partners.py", "Create the first partner")
        return
    show_form([partner.code for partner in partners])


def leave() -> None:
    """Show the list."""
    st.query_params.pop("schedule", None)


show_page()
