"""The parts of a feed on its page: which are there, and which it waits for."""

import streamlit as st

from ingestion.batches import Parts, read_parts_of
from ingestion.feeds import Feed
from pages.plain_text import plain
from pages.services import services

MOST_SHOWN = 20


def is_waiting(feed: Feed) -> bool:
    """Return whether parts of the feed are missing, and may come."""
    return feed.status == "RECEIVED" and not feed.is_whole and feed.completed_no is None


def show_parts(feed: Feed) -> None:
    """Show which parts of the feed are there and which are missing; nothing of any other."""
    parts = read_parts_of(services().database, [feed.feed_id]).get(feed.feed_id)
    if parts is None:
        return
    there = f"Batch {plain(parts.batch)}: **{_counted(parts)}**"
    if parts.is_complete:
        st.markdown(f"{there}.")
    elif is_waiting(feed):
        st.info(f"{there}. {_awaited(parts)} It is read once all are there; {_deadline()}.")
    else:
        st.markdown(f"{there}. {_awaited(parts)}")


def _counted(parts: Parts) -> str:
    total = f" of {parts.last:,}" if parts.last else ""
    noun = "part is" if len(parts.received) == 1 and not parts.last else "parts are"
    return f"{len(parts.received):,}{total} {noun} there"


def _awaited(parts: Parts) -> str:
    named = ", ".join(str(part) for part in parts.missing[:MOST_SHOWN])
    more = len(parts.missing) - MOST_SHOWN
    missing = f"Missing: {named}{f' and {more:,} more' if more > 0 else ''}." if named else ""
    return f"{missing} {'' if parts.last else 'Which one is the last is not known.'}".strip()


def _deadline() -> str:
    hours = services().settings.batch_expires_h
    return f"without a further part for {hours:g} hours it ends"
