"""What a profile is previewed on: the partner's last feed, or a file that is dropped."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from catalog.errors import FeedledgerError
from catalog.partners import Partner
from ingestion.checking import Trial
from ingestion.feeds import Feed, FeedFilter, list_feeds
from ingestion.precheck import PreCheck, pre_check, pre_check_feed
from ingestion.profiles import Mode, Profile
from pages.failures import show_failure
from pages.links import show_link
from pages.plain_text import one_line, plain, shortened
from pages.services import services
from pages.times import shown_time
from pages.uploaded_file import Uploaded

KEPT = "sample_checks"
MOST_KEPT = 2  # by the profile in force, and by the draft
LOOKED_BACK = 20
NAME_LENGTH = 60
MODES: tuple[Mode, ...] = ("full", "delta", "supplemental")


@dataclass(frozen=True)
class Sample:
    """A file under a name of its own, and how it is read by a profile."""

    name: str
    mode: Mode
    check: Callable[[Profile], PreCheck]


def ask_sample(partner: Partner, extensions: tuple[str, ...]) -> Sample | None:
    """Show on what is previewed, and let another file take its place; None if there is nothing."""
    feed = _last_feed(partner)
    if feed is None:
        st.info(
            "No feed of this partner is kept to preview the profile on. Choose a file below: it is"
            " looked at and not kept."
        )
    with st.expander("Preview it on a file of yours", expanded=feed is None):
        mode = st.selectbox("Mode", MODES, format_func=str.title, key=f"mode {partner.code}")
        file = st.file_uploader("File", type=extensions, key=f"sample {partner.code}")
        st.caption("Its first MiB is looked at. Nothing of it is kept or loaded.")
    if file is not None:
        st.caption(plain(f"Previewed on {one_line(file.name)}, read as a {mode} feed."))
        return _of_file(partner, mode, file)
    if feed is None:
        return None
    with st.container(horizontal=True, vertical_alignment="center"):
        at = shown_time(feed.received_at, services().settings.zone)
        st.caption(
            plain(f"Previewed on its last feed, a {feed.mode} one of {at}:"), width="content"
        )
        show_link("feeds.py", shortened(one_line(feed.filename), NAME_LENGTH), feed=feed.feed_id)
    return _of_feed(feed)


def checked_sample(sample: Sample, profile: Profile) -> PreCheck | None:
    """Return the sample's pre-check by the profile, kept while it is asked; None if it failed."""
    kept: dict[tuple[str, Mode, str], PreCheck] = st.session_state.setdefault(KEPT, {})
    asked = (sample.name, sample.mode, profile.model_dump_json())
    if asked in kept:
        kept[asked] = kept.pop(asked)  # the last one asked for goes last
        return kept[asked]
    try:
        found = sample.check(profile)
    except FeedledgerError as error:
        show_failure(error)
        return None
    kept[asked] = found
    while len(kept) > MOST_KEPT:
        kept.pop(next(iter(kept)))
    return found


def _last_feed(partner: Partner) -> Feed | None:
    """Return the newest feed whose raw file is kept."""
    wanted = FeedFilter(partner_id=partner.partner_id)
    feeds = list_feeds(services().database, wanted, LOOKED_BACK).items
    return next((feed for feed in feeds if feed.has_raw), None)


def _of_feed(feed: Feed) -> Sample:
    def check(profile: Profile) -> PreCheck:
        return pre_check_feed(services().ingestion, feed, profile)

    return Sample(feed.feed_id, feed.mode, check)


def _of_file(partner: Partner, mode: Mode, file: Uploaded) -> Sample:
    def check(profile: Profile) -> PreCheck:
        file.seek(0)
        return pre_check(services().ingestion, Trial(partner, mode, profile=profile), file)

    return Sample(file.file_id, mode, check)
