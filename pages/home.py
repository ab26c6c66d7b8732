"""Home: what needs somebody, and what came in last."""

import streamlit as st

from catalog.partners import list_partners
from ingestion.alerts import count_open_alerts
from ingestion.feeds import FeedFilter, list_feeds
from pages.disk_notice import show_disk_notice
from pages.feed_rows import show_feed_rows
from pages.links import show_link
from pages.services import services
from pages.statuses import shown_status

NEEDS_SOMEBODY = ("HELD", "FAILED", "VALIDATION_FAILED")
FEW = 5


def show_open_alerts() -> None:
    """Lead to the alerts that are open; show nothing where none is."""
    count = count_open_alerts(services().database)
    if count:
        show_link("alerts.py", "1 alert is open" if count == 1 else f"{count} alerts are open")


def show_urgent() -> None:
    """Show the feeds that somebody has to see to, those that wait for a decision first."""
    urgent = {
        status: list_feeds(services().database, FeedFilter(status=status), FEW).items
        for status in NEEDS_SOMEBODY
    }
    held = urgent["HELD"]
    failed = [feed for status in NEEDS_SOMEBODY[1:] for feed in urgent[status]]
    shown = [*held, *sorted(failed, key=lambda feed: -feed.feed_no)][:FEW]
    if not shown:
        st.success("Nothing: no feed has failed, and none waits for approval.")
    show_feed_rows(shown, services().settings.zone)
    if len(held) + len(failed) > FEW:
        with st.container(horizontal=True):
            for status in NEEDS_SOMEBODY:
                if urgent[status]:
                    label = shown_status(status)
                    show_link("feeds.py", f"All: {label.lower()}", status=label)


def show_page() -> None:
    """Show what needs somebody and the newest feeds, or the first step where there is nothing."""
    st.title("Feedledger")
    show_disk_notice()
    show_open_alerts()
    database, zone = services().database, services().settings.zone
    if not list_partners(database, 1).items:
        st.info("Nothing is here yet. Begin with the partner whose products you want to load.")
        show_link("partners.py", "Create the first partner")
        return
    newest = list_feeds(database, FeedFilter(), FEW).items
    if not newest:
        st.info("No feed has come in yet.")
        show_link("upload.py", "Upload the first feed")
        return
    st.subheader("Needs attention")
    show_urgent()
    st.subheader("Newest feeds")
    show_feed_rows(newest, zone)
    show_link("feeds.py", "All feeds")


show_page()
