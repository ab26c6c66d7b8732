"""Feeds: all that came in, and one of them with its ledger, issues, jobs and row report."""

import streamlit as st

from catalog.errors import FeedledgerError
from catalog.paging import MAX_LIMIT
from catalog.partners import list_partners
from ingestion.feeds import FeedFilter, get_feed, list_feeds
from pages.failures import show_failure, show_kept_failure
from pages.feed_rows import show_feed_rows
from pages.feed_view import show_jobs, show_report, show_result, show_ways_back
from pages.links import show_link
from pages.plain_text import plain
from pages.services import services
from pages.statuses import FEED_STATUSES, shown_status
from pages.turner import current_cursor, show_turner

FEEDS_A_PAGE = 20


def show_page() -> None:
    """Show the feed that the address names, else the list."""
    feed_id = st.query_params.get("feed")
    if feed_id:
        show_feed(feed_id)
    else:
        show_list()


def show_feed(feed_id: str) -> None:
    """Show everything about one feed."""
    try:
        feed = get_feed(services().database, feed_id)
    except FeedledgerError as error:
        st.title("Feeds")
        show_failure(error)
        st.button("← All feeds", on_click=leave_feed)
        return
    st.button("← All feeds", on_click=leave_feed)
    st.title(plain(feed.filename))
    show_kept_failure()
    show_result(feed)
    show_ways_back(feed)
    show_jobs(feed)
    show_report(feed)
    st.caption(f"Feed `{feed.feed_id}` · SHA-256 `{feed.sha256}`")


def show_list() -> None:
    """Show the feeds that the filters name, the newest first."""
    st.title("Feeds")
    wanted = ask_filter()
    page = list_feeds(services().database, wanted, FEEDS_A_PAGE, current_cursor("feeds", wanted))
    if not page.items:
        filtered = wanted != FeedFilter()
        st.info("No feed fits the filters." if filtered else "No feed has come in yet.")
        show_link("upload.py", "Upload a feed")
    show_feed_rows(page.items, services().settings.zone)
    show_turner("feeds", page)


def ask_filter() -> FeedFilter:
    """Ask which feeds to list; the answer is in the address, too."""
    codes = [partner.code for partner in list_partners(services().database, MAX_LIMIT).items]
    with st.container(horizontal=True):
        partner = st.selectbox(
            "Partner", codes, index=None, placeholder="Any", key="from", bind="query-params"
        )
        status = st.selectbox(
            "Status",
            FEED_STATUSES,
            index=None,
            placeholder="Any",
            format_func=shown_status,
            key="status",
            bind="query-params",
        )
    return FeedFilter(partner=partner, status=status)


def leave_feed() -> None:
    """Show the list."""
    st.query_params.pop("feed", None)


show_page()
