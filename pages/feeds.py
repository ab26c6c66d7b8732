"""Feeds: all that came in, and one of them with its ledger, issues, jobs and row report."""

from dataclasses import replace

import streamlit as st

from catalog.errors import FeedledgerError
from ingestion.feeds import Feed, FeedFilter, get_feed, list_feeds
from pages.cancel_view import show_cancel
from pages.deciding import show_too_late
from pages.diff_view import show_diff
from pages.failures import show_failure, show_kept_failure
from pages.feed_filter import ask_filter, latest
from pages.feed_quality_view import show_quality
from pages.feed_rows import show_feed_rows
from pages.feed_view import show_jobs, show_outcome, show_report, show_standing, show_ways_back
from pages.held_view import show_decision
from pages.links import show_link
from pages.parts_view import is_waiting
from pages.plain_text import one_line, plain, shortened
from pages.progress import follow_feed, is_moving, jobs_of
from pages.recency import since
from pages.replay_view import replayed_anew, show_replayed
from pages.services import services
from pages.turner import current_cursor, show_turner

FEEDS_A_PAGE = 20
QUALITY = "Quality"
VIEWS = ("History", QUALITY)
TITLE_LENGTH = 120


def show_page() -> None:
    """Show the feed that the address names, else the list."""
    feed_id = st.query_params.get("feed")
    if feed_id:
        feed_id = replayed_anew(feed_id)
        # a link from the list to this same page leaves the browser's address as it was
        st.query_params["feed"] = feed_id
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
    st.title(plain(shortened(one_line(feed.filename), TITLE_LENGTH)))
    show_kept_failure()
    show_too_late(feed)
    show_replayed(feed)
    if is_moving(jobs_of(feed)):
        follow_feed(feed.feed_id)
        show_cancel(feed)
    else:
        # read again: a job may have ended between
        show_whole(get_feed(services().database, feed.feed_id))
    show_jobs(feed)
    show_report(feed)
    digest = f" · SHA-256 `{feed.sha256}`" if feed.is_whole else ""
    st.caption(f"Feed `{feed.feed_id}`{digest}")


def show_whole(feed: Feed) -> None:
    """Show where a feed that does not move stands, and what can be done with it."""
    show_standing(feed)
    if is_waiting(feed):
        show_cancel(feed)
    elif feed.status == "HELD":
        show_decision(feed)
        show_diff(feed)
        show_outcome(feed)
    else:
        show_outcome(feed)
        show_diff(feed)
        show_ways_back(feed)


def show_list() -> None:
    """Show the feeds that the filters name, the newest first, or how good each partner's are."""
    st.title("Feeds")
    view = st.radio("Show", VIEWS, horizontal=True, key="view", bind="query-params")
    if view == QUALITY:
        show_quality()
        return
    wanted, recency = ask_filter()
    cursor = current_cursor("feeds", (wanted, recency))
    recent = replace(wanted, since=latest(wanted.since, since(recency)))
    page = list_feeds(services().database, recent, FEEDS_A_PAGE, cursor)
    if not page.items:
        filtered = recent != FeedFilter()
        st.info("No feed fits the filters." if filtered else "No feed has come in yet.")
        show_link("upload.py", "Upload a feed")
    show_feed_rows(page.items, services().settings.zone)
    show_turner("feeds", page)


def leave_feed() -> None:
    """Show the list."""
    st.query_params.pop("feed", None)


show_page()
