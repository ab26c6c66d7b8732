"""Jobs: what is queued, runs or has ended, of every kind; cancelled or run again by hand."""

from dataclasses import replace

import streamlit as st

from jobs.kinds import KIND_NAMES, kind_name
from jobs.queue import JobFilter, list_jobs
from pages.choices import ask_choice
from pages.clicks import current_clicks
from pages.failures import show_kept_failure
from pages.following import shown_every
from pages.job_rows import show_job_rows
from pages.progress import EVERY_S, is_moving
from pages.recency import ask_recency, since
from pages.services import services
from pages.statuses import JOB_STATUSES, shown_status
from pages.turner import current_cursor, show_turner

JOBS_A_PAGE = 20
ROUTINE = "PUBLISH"


def show_page() -> None:
    """Show the jobs that the filters name, the newest first; again and again while one moves."""
    st.title("Jobs")
    st.caption(
        "Feeds of one partner run in the order they came; partners run side by side."
        " What was published is listed by its kind alone."
    )
    asked, recency = ask_filter()
    cursor = current_cursor("jobs", (asked, recency))
    wanted = replace(asked, since=since(recency))
    page = list_jobs(services().database, wanted, JOBS_A_PAGE, cursor)
    if not page.items:
        show_kept_failure()
        filtered = wanted != JobFilter(routine=ROUTINE)
        st.info("No job fits the filters." if filtered else "No job was queued yet.")
    elif is_moving(page.items):
        follow_jobs(wanted, cursor)
    else:
        show_kept_failure()
        show_job_rows(page.items, services().settings.zone)
    show_turner("jobs", page)


@shown_every(EVERY_S)
def follow_jobs(wanted: JobFilter, cursor: str | None) -> None:
    """Show the jobs as they are now; run the page anew once none of them moves."""
    jobs = list_jobs(services().database, wanted, JOBS_A_PAGE, cursor).items
    if not is_moving(jobs):
        st.rerun()
    with current_clicks().shown():
        show_kept_failure()
        show_job_rows(jobs, services().settings.zone)


def ask_filter() -> tuple[JobFilter, str | None]:
    """Ask which jobs to list, and how far back; the answer is in the address, too."""
    with st.container(horizontal=True):
        status = ask_choice(
            "Status", JOB_STATUSES, shown_status, "job_status", index=None, placeholder="Any"
        )
        kind = ask_choice(
            "Kind", tuple(KIND_NAMES), kind_name, "job_kind", index=None, placeholder="Any"
        )
        recency = ask_recency("Queued", "queued")
    # thousands a day: who wants to see them asks for their kind
    return JobFilter(status=status, kind=kind, routine=None if kind else ROUTINE), recency


show_page()
