"""Whose feed it is, how it came, and where it stands."""

from typing import Literal

import streamlit as st

from ingestion.feeds import Feed
from jobs.queue import read_jobs_of
from pages.feed_pace import pace_of_feed
from pages.links import show_link
from pages.plain_text import one_line, plain
from pages.services import services
from pages.statuses import badge
from pages.times import shown_time

Decided = Literal["approved", "rejected", "cancelled"]
WAYS = {
    "api": "the API",
    "upload": "the browser",
    "inbox": "the inbox",
    "replay": "a replay",
    "pull": "a scheduled pull",
}
SENDERS = {"inbox": "the file's owner"}
ENDED: dict[str, Decided] = {"REJECTED": "rejected", "CANCELLED": "cancelled"}


def decided(feed: Feed) -> Decided | None:
    """Return what somebody decided of the feed; None if nobody did."""
    return ENDED.get(feed.status, "approved") if feed.decided_by else None


def shown_decision(feed: Feed) -> str:
    """Return what was decided and by whom, such as `rejected by user anna`; empty if nothing."""
    by = (feed.decided_by or "").replace(":", " ", 1)
    return f"{decided(feed)} by {by}" if by else ""


def show_facts(feed: Feed) -> None:
    """Show state, partner and mode, when and by whom it came, and how it is written."""
    zone = services().settings.zone
    st.markdown(f"{badge(feed.status)} **{plain(feed.partner)}** · {feed.mode} feed")
    dialect = feed.dialect or {}
    kind, _, name = one_line(feed.delivered_by).partition(":")
    way = WAYS.get(feed.origin, feed.origin)
    facts = (
        f"Received {shown_time(feed.received_at, zone)} through {way}",
        f"delivered by {SENDERS.get(kind, kind)} {name}",
        shown_decision(feed),
        f"finished {shown_time(feed.finished_at, zone)}" if feed.finished_at else "",
        pace_of_feed(feed, read_jobs_of(services().database, [feed.feed_id])[feed.feed_id]),
        f"{feed.size_bytes:,} bytes",
        f"{dialect['encoding']}, delimiter {dialect['delimiter']!r}" if dialect else "",
    )
    st.caption(plain(" · ".join(filter(None, facts))))
    if offered := dialect.get("offered_preset"):
        st.info(
            f"The headers are those of a **{offered}** export: with the preset `{offered}` in the"
            " partner's profile, its columns feed the right fields. Then replay the feed."
        )
    if gone := _gone(feed):
        st.caption(f"Deleted, as it was not kept any longer: {gone}. The counters stay.")
    if feed.replays_feed_id:
        show_link("feeds.py", "The feed that it replays", feed=feed.replays_feed_id)


def _gone(feed: Feed) -> str:
    zone = services().settings.zone
    gone = {"the raw file": feed.raw_expired_at, "the report": feed.report_deleted_at}
    return ", ".join(f"{name} on {shown_time(at, zone)}" for name, at in gone.items() if at)
