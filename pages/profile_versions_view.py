"""The versions of a profile: who saved which and when, what differs, and the way back."""

from collections.abc import Sequence

import streamlit as st

from catalog.partners import Partner
from ingestion.profile_changes import compare_profiles
from ingestion.profile_versions import ProfileVersion, list_versions
from ingestion.profiles import Profile
from pages.plain_text import one_line
from pages.profile_draft import take_version
from pages.profile_saving import show_changes
from pages.services import services
from pages.times import shown_time, time_cell
from pages.turner import current_cursor, show_turner

VERSIONS_A_PAGE = 50
TURNER = "profile_versions"


def show_versions(partner: Partner, stored: Profile) -> None:
    """Show the versions, the newest first, and what differs between two of them."""
    st.subheader("Versions")
    page = list_versions(
        services().database,
        partner.partner_id,
        VERSIONS_A_PAGE,
        current_cursor(TURNER, (partner.code, stored.version)),
    )
    _show_table(page.items)
    show_turner(TURNER, page)
    if len(page.items) > 1:
        _compare(partner, stored, page.items)


def _show_table(versions: Sequence[ProfileVersion]) -> None:
    zone = services().settings.zone
    st.dataframe(
        [
            {
                "Version": str(each.version),
                f"Saved ({zone.key})": time_cell(each.saved_at, zone),
                "By": one_line((each.saved_by or "not known").replace(":", " ", 1)),
                "Feeds read by it": each.feeds,
            }
            for each in versions
        ],
        hide_index=True,
        height="content",
        placeholder="",
        alt="Versions of the profile with who saved them",
        column_config={"Feeds read by it": st.column_config.NumberColumn(format="localized")},
    )


def _compare(partner: Partner, stored: Profile, versions: Sequence[ProfileVersion]) -> None:
    by_number = {each.version: each for each in versions}
    numbers = tuple(by_number)
    first, second = st.columns(2)
    with first:
        older = _choose("Version", numbers, 1, by_number)
    with second:
        newer = _choose("Compared with", numbers, 0, by_number)
    changes = compare_profiles(by_number[older].profile, by_number[newer].profile)
    if changes:
        show_changes(changes, f"Version {older}", f"Version {newer}")
    else:
        st.caption("They say the same.")
    if older == stored.version:
        return
    st.button(
        f"Take version {older} into the editor",
        on_click=take_version,
        args=(partner, older),
        help="Nothing is saved by it: you see first what it would do. Saved, it is the next"
        " version; no version is ever changed or lost.",
    )


def _choose(
    label: str, numbers: tuple[int, ...], index: int, versions: dict[int, ProfileVersion]
) -> int:
    zone = services().settings.zone

    def shown(number: int) -> str:
        return f"{number}, of {shown_time(versions[number].saved_at, zone)}"

    return st.selectbox(label, numbers, index, shown)
