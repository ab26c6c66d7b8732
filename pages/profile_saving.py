"""Saving an edited profile: what that will do, said before, and done by one button."""

from collections.abc import Callable

import streamlit as st

from catalog.partners import Partner
from ingestion.profile_changes import ProfileChange, compare_profiles
from ingestion.profile_store import save_profile
from ingestion.profiles import Profile
from pages.clicks import current_clicks
from pages.failures import show_kept_failure
from pages.plain_text import plain
from pages.profile_draft import drop_draft
from pages.services import services
from pages.visitor import visitor_name

SAVED = "save profile"
LABEL = "Save as the partner's profile"


def offer_saving(
    partner: Partner,
    stored: Profile,
    draft: Profile,
    show_effect: Callable[[], None] = lambda: None,
) -> bool:
    """
    Say what saving the draft would do, and do it at a click; return whether it is unsaved.

    `show_effect` shows below the changes what they come to.
    """
    _show_saved(partner)
    changes = compare_profiles(stored, draft)
    if not changes:
        return False
    st.warning(
        f"**Your changes are not saved.** Saving makes version {stored.version + 1} of the profile"
        f" of {plain(partner.name)}. It is for feeds that are delivered from now on; those that"
        " came before keep theirs, and no product changes by it."
    )
    show_changes(changes)
    show_effect()
    with st.container(horizontal=True):
        is_wanted = st.button(LABEL, type="primary")
        st.button("Drop these changes", on_click=drop_draft)
    if is_wanted:
        _save(partner, draft)
    return True


def show_changes(
    changes: tuple[ProfileChange, ...], before: str = "Before", after: str = "After"
) -> None:
    """Show what differs, entry by entry, under the names of both."""
    st.dataframe(
        [{"Entry": each.entry, before: each.before, after: each.after} for each in changes],
        hide_index=True,
        height="content",
        placeholder="",
        alt="What differs between two versions of a profile",
    )


def _save(partner: Partner, draft: Profile) -> None:
    clicks, actor = current_clicks(), visitor_name()
    if clicks.do(
        (SAVED, partner.code, draft.model_dump_json()),
        lambda: save_profile(services().database, partner.code, draft, actor),
    ):
        st.rerun()
    show_kept_failure()


def _show_saved(partner: Partner) -> None:
    version: int | None = current_clicks().told(SAVED, partner.code)
    if version is not None:
        st.success(
            f"Version {version} of the profile is saved: feeds of {plain(partner.name)} are read"
            " by it from now on."
        )
