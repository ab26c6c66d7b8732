"""Replay on a feed's page: its stored file, read once more as a new feed."""

import streamlit as st

from catalog.errors import FeedledgerError
from catalog.partners import get_partner
from ingestion.feeds import Feed
from ingestion.replay import Replay, ReplayProfile, replay_feed
from pages.failures import keep_failure
from pages.services import services
from pages.visitor import visitor_name

ROUND = "replay_round"


def show_replay(feed: Feed) -> None:
    """Offer to replay a finished feed; the page then shows the new one."""
    if not feed.is_finished or not feed.has_raw:
        return
    st.subheader("Replay")
    st.caption(f"Reads the stored file once more, as a new {feed.mode} feed. This one stays as is.")
    _ask_profile(feed)
    st.checkbox("Hold it until it is approved", key=f"replay_hold_{feed.feed_id}")
    number = st.session_state.setdefault(ROUND, 0)
    st.button("Replay this feed", on_click=_replay, args=(feed.feed_id, number))


def _ask_profile(feed: Feed) -> None:
    """Ask for the profile, where there has been another since."""
    now = get_partner(services().database, feed.partner).profile_version
    if now == feed.profile_version:
        return
    named: dict[ReplayProfile, str] = {
        "today": f"as it is today (version {now})",
        "then": f"as it was then (version {feed.profile_version})",
    }
    st.radio(
        "The partner's profile",
        tuple(named),
        format_func=named.__getitem__,
        key=f"replay_profile_{feed.feed_id}",
    )


def _replay(feed_id: str, number: int) -> None:
    """Deliver the file anew; a second click of the same round comes too late."""
    if st.session_state[ROUND] != number:
        return
    st.session_state[ROUND] += 1
    asked = Replay(
        visitor_name(),
        st.session_state.get(f"replay_profile_{feed_id}", "today"),
        hold=st.session_state[f"replay_hold_{feed_id}"],
    )
    try:
        with st.spinner("Reading the stored file…"):
            replayed = replay_feed(services().ingestion, feed_id, asked)
    except FeedledgerError as error:
        keep_failure(error)
    else:
        st.query_params["feed"] = replayed.feed_id
