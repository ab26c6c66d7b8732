"""What came in during the last day, and what became of it."""

import streamlit as st

from ingestion.feeds import Feed, count_feeds
from pages.amounts import counted
from pages.feed_rows import show_feed_rows
from pages.links import show_link
from pages.recency import DAY, since
from pages.services import services
from pages.statuses import FEED_STATUSES, shown_status


def show_day() -> None:
    """Show how many feeds came in the last 24 hours by status, each number as a link to them."""
    counts = count_feeds(services().database, since(DAY))
    st.subheader("Feeds of the last 24 hours")
    if not counts:
        st.caption("None came in.")
        return
    with st.container(horizontal=True, gap="medium"):
        show_link("feeds.py", counted(sum(counts.values()), "feed"), received=DAY)
        for status in FEED_STATUSES:
            if status in counts:
                label = shown_status(status)
                asked = {"status": label, "received": DAY}
                show_link("feeds.py", f"{label}: {counts[status]:,}", **asked)


def show_newest(newest: tuple[Feed, ...]) -> None:
    """Show the newest feeds."""
    st.subheader("Newest feeds")
    show_feed_rows(newest, services().settings.zone)
    show_link("feeds.py", "All feeds")
