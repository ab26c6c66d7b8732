"""Feeds as a list of links, each with its ledger in a line."""

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

import streamlit as st

from ingestion.feeds import Feed
from jobs.queue import Job, read_jobs_of
from pages.feed_pace import pace_of_feed
from pages.ledger_view import ledger_line
from pages.links import linked_code, show_link
from pages.parts_view import is_waiting
from pages.plain_text import one_line, plain, shortened
from pages.services import services
from pages.statuses import badge
from pages.times import shown_time

NAME_LENGTH = 60


def show_feed_rows(feeds: Iterable[Feed], zone: ZoneInfo) -> None:
    """Show each feed as a link to its page, with partner, mode, time, ledger and pace."""
    shown = tuple(feeds)
    jobs = read_jobs_of(services().database, [feed.feed_id for feed in shown])
    for feed in shown:
        with st.container(border=True, gap="xsmall"):
            with st.container(horizontal=True, vertical_alignment="center"):
                name = shortened(one_line(feed.filename), NAME_LENGTH)
                show_link("feeds.py", name, feed=feed.feed_id)
                st.markdown(badge(feed.status), width="content")
            st.caption(" · ".join(filter(None, _facts(feed, jobs[feed.feed_id], zone))))


def _facts(feed: Feed, jobs: Sequence[Job], zone: ZoneInfo) -> tuple[str, ...]:
    deactivated = feed.counters["deactivated"]
    return (
        f"**{plain(feed.partner)}**",
        feed.mode,
        shown_time(feed.received_at, zone),
        "waits for its parts" if is_waiting(feed) else "",
        ledger_line(feed),
        f"{deactivated:,} deactivated" if deactivated else "",
        pace_of_feed(feed, jobs),
        ", ".join(linked_code(code) for code in feed.held_by) if feed.status == "HELD" else "",
    )
