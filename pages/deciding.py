"""Decisions of a feed on its page: made in the visitor's name, or told why they came too late."""

from dataclasses import dataclass

import streamlit as st

from ingestion.decisions import approve_feed, cancel_feed, reject_feed
from ingestion.feeds import Feed, FeedSuperseded, FeedWrongState
from pages.clicks import current_clicks
from pages.feed_facts import Decided, decided, shown_decision
from pages.plain_text import plain
from pages.services import services
from pages.statuses import shown_status
from pages.visitor import visitor_name

DECISIONS = {"approved": approve_feed, "rejected": reject_feed, "cancelled": cancel_feed}
KIND = "decide"


@dataclass(frozen=True)
class TooLate:
    """The feed was not in the state any more to be decided so."""

    wanted: Decided


def decide(wanted: Decided, feed_id: str) -> None:
    """Decide of the feed; where that fails, the page says why."""
    clicks, actor = current_clicks(), visitor_name()

    def write() -> TooLate | None:
        try:
            DECISIONS[wanted](services().ingestion, feed_id, actor)
        except FeedWrongState:
            return TooLate(wanted)
        except FeedSuperseded:
            pass  # the page says so in place of the approval
        return None

    clicks.answer((KIND, feed_id, wanted), write)


def show_too_late(feed: Feed) -> None:
    """Say what was decided before the visitor's click; a second click of it is no news."""
    late = current_clicks().told(KIND, feed.feed_id)
    if late is None or (feed.decided_by == visitor_name() and decided(feed) == late.wanted):
        return
    now = shown_decision(feed) or f"its state is {shown_status(feed.status)}"
    st.info(f"**You came too late: {plain(now)}.** Your click changed nothing.")
