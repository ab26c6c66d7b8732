"""Alerts: what is the matter now, who is told of it, and what was."""

import streamlit as st

from ingestion.alert_channels import Channel
from ingestion.alerts import list_alerts
from pages.alert_channels_view import show_channels
from pages.alert_form import SAVED, show_new_form
from pages.alert_rows import show_alert_rows
from pages.clicks import current_clicks
from pages.failures import show_kept_failure
from pages.plain_text import plain
from pages.services import services
from pages.turner import current_cursor, show_turner

ALERTS_A_PAGE = 20
MOST_OPEN = 100


def show_page() -> None:
    """Show open alerts on top, then the channels, then what is over."""
    st.title("Alerts")
    show_kept_failure()
    saved: Channel | None = current_clicks().told(SAVED)
    if saved is not None:
        st.success(
            f"Channel **{plain(saved.name)}** is saved. Send it a test to see that it works."
        )
    database, zone = services().database, services().settings.zone
    st.subheader("Open")
    is_open = list_alerts(database, "open", MOST_OPEN)
    if not is_open.items:
        st.success("Nothing is the matter.")
    show_alert_rows(is_open.items, zone)
    if is_open.next_cursor:
        st.caption(f"These are the newest {MOST_OPEN}. The API lists all.")
    st.subheader("Channels")
    show_channels(zone)
    show_new_form()
    st.subheader("Over")
    over = list_alerts(database, "resolved", ALERTS_A_PAGE, current_cursor("alerts", "resolved"))
    if not over.items:
        st.caption("No alert was resolved yet.")
    show_alert_rows(over.items, zone)
    show_turner("alerts", over)


show_page()
