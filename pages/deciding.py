"""Decisions of a feed on its page: made in the visitor's name, or told why they came too late."""

import streamlit as st

from catalog.errors import FeedledgerError
from ingestion.decisions import approve_feed, cancel_feed, reject_feed
from ingestion.feeds import Feed, FeedSuperseded, FeedWrongState
from pages.failures import keep_failure
from pages.feed_facts import Decided, decided, shown_decision
from pages.plain_text import plain
from pages.services import services
from pages.statuses import shown_status
from pages.visitor import visitor_name

ASKED = "decision_asked"
TOO_LATE = "decision_too_late"
DECISIONS = {"approved": approve_feed, "rejected": reject_feed, "cancelled": cancel_feed}


def ask(question: str | None) -> None:
    """See that the page asks this once more; None takes the question back."""
    st.session_state[ASKED] = question


def is_asked(question: str) -> bool:
    """Return whether the page asks just this."""
    return bool(st.session_state.get(ASKED) == question)


def decide(wanted: Decided, feed_id: str) -> None:
    """Decide of the feed; where that fails, the page says why."""
    ask(None)
    try:
        DECISIONS[wanted](services().ingestion, feed_id, visitor_name())
    except FeedWrongState:
        st.session_state[TOO_LATE] = (feed_id, wanted)
    except FeedSuperseded:
        pass  # the page says so in place of the approval
    except FeedledgerError as error:
        keep_failure(error)


def show_too_late(feed: Feed) -> None:
    """Say what was decided before the visitor's click, once; a second click of it is no news."""
    feed_id, wanted = st.session_state.pop(TOO_LATE, (None, None))
    is_own = feed.decided_by == visitor_name() and decided(feed) == wanted
    if feed_id != feed.feed_id or is_own:
        return
    now = shown_decision(feed) or f"its state is {shown_status(feed.status)}"
    st.info(f"**You came too late: {plain(now)}.** Your click changed nothing.")
