"""What a changed profile comes to: the same records read by it and by the one in force."""

from collections.abc import Iterator

import streamlit as st

from catalog.partners import Partner
from ingestion.guard_trials import try_guards
from ingestion.precheck import PreCheck
from ingestion.profiles import Profile
from pages.amounts import counted
from pages.plain_text import plain
from pages.services import services

FEEDS_TRIED = 20
OUTCOMES = {
    "rows_read": "Records looked at",
    "inserted": "Would be inserted",
    "updated": "Would be updated",
    "unchanged": "Would be unchanged",
    "skipped": "Would be skipped",
}
NOTHING = "cannot be read"


def show_effect(before: PreCheck, after: PreCheck) -> None:
    """Show what becomes of the records by both, where that differs."""
    rows = [row for row in _rows(before, after) if row["In force"] != row["With your changes"]]
    if not rows:
        st.caption("The counts of the previewed records stay as they are.")
        return
    st.dataframe(
        rows,
        hide_index=True,
        height="content",
        placeholder="",
        alt="What becomes of the previewed records by the profile in force and by the changed one",
    )


def show_guard_effect(partner: Partner, stored: Profile, draft: Profile) -> None:
    """Say in a sentence what changed guards would have done, where they are changed."""
    if (stored.guards, stored.review_first) == (draft.guards, draft.review_first):
        return
    trials = try_guards(services().database, partner.partner_id, draft, FEEDS_TRIED)
    if not trials:
        return
    by_now = try_guards(services().database, partner.partner_id, stored, FEEDS_TRIED)
    would, do = (sum(bool(each.would_hold) for each in tried) for tried in (trials, by_now))
    st.caption(
        plain(
            f"Of its last {counted(len(trials), 'feed')} these guards would have held {would:,};"
            f" those in force would hold {do:,}."
        )
    )


def _rows(before: PreCheck, after: PreCheck) -> Iterator[dict[str, str]]:
    for counter, title in OUTCOMES.items():
        yield _row(title, *(_count(each.checked.counters[counter]) for each in (before, after)))
    codes = {each.code: each.message for pre in (before, after) for each in pre.checked.issues}
    for code, message in codes.items():
        found = (
            next((each.count for each in pre.checked.issues if each.code == code), 0)
            for pre in (before, after)
        )
        yield _row(f"{message} ({code})", *(f"{count:,}" for count in found))


def _row(what: str, in_force: str, changed: str) -> dict[str, str]:
    return {"What": what, "In force": in_force, "With your changes": changed}


def _count(count: int | None) -> str:
    return NOTHING if count is None else f"{count:,}"
