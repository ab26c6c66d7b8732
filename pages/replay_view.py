"""Replay on a feed's page: its stored file, read once more as a new feed."""

import streamlit as st

from catalog.partners import get_partner
from ingestion.feeds import Feed
from ingestion.replay import Replay, ReplayProfile, replay_feed
from pages.clicks import current_clicks
from pages.links import show_link
from pages.services import services
from pages.visitor import visitor_name

KIND = "replay"


def show_replay(feed: Feed) -> None:
    """Offer to replay a finished feed; the page then shows the new one."""
    if not feed.is_finished or not feed.has_raw:
        return
    st.subheader("Replay")
    st.caption(f"Reads the stored file once more, as a new {feed.mode} feed. This one stays as is.")
    _ask_profile(feed)
    st.checkbox("Hold it until it is approved", key=f"replay_hold_{feed.feed_id}")
    st.button("Replay this feed", on_click=_replay, args=(feed.feed_id,))


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


def replayed_anew(feed_id: str) -> str:
    """Return the feed to show in place of one that was just replayed, else that one."""
    replayed: Feed | None = current_clicks().told(KIND, feed_id, is_new=True)
    return replayed.feed_id if replayed else feed_id


def show_replayed(feed: Feed) -> None:
    """Lead to the feed that the last click made of this one, if it did."""
    replayed: Feed | None = current_clicks().told(KIND, feed.feed_id)
    if replayed is not None:
        st.success("**It was replayed as a new feed.** This one stays as it is.")
        show_link("feeds.py", "The new feed", feed=replayed.feed_id)


def _replay(feed_id: str) -> None:
    """Deliver the file anew."""
    clicks = current_clicks()
    asked = Replay(
        visitor_name(),
        st.session_state.get(f"replay_profile_{feed_id}", "today"),
        hold=st.session_state[f"replay_hold_{feed_id}"],
    )
    with st.spinner("Reading the stored file…"):
        clicks.do((KIND, feed_id, asked), lambda: replay_feed(services().ingestion, feed_id, asked))
