"""The guards of a partner, edited beside what they would have done to the last feeds."""

from collections.abc import Sequence

import streamlit as st

from catalog.partners import Partner
from ingestion.findings import CODES
from ingestion.guard_trials import GuardTrial, try_guards
from ingestion.guards import DEFAULT_SHARES
from ingestion.profiles import GuardName, Profile
from pages.amounts import counted
from pages.plain_text import one_line, plain
from pages.profile_draft import key_of
from pages.profile_effect import FEEDS_TRIED
from pages.services import services
from pages.table_columns import FEED, FEED_ADDRESS
from pages.times import time_cell

LABELS: dict[GuardName, tuple[str, str]] = {
    "too_many_skipped": (
        "Rows skipped: more than (%)",
        "Of all rows. Records that come again in every cell do not count.",
    ),
    "mass_deactivation": (
        "Products deactivated: more than (%)",
        "Of the active products, by a full feed. Ten or fewer never hold a feed.",
    ),
    "price_moves": (
        "Prices moved by more than half: more than (%)",
        "Of the products that are in the feed and in the catalog. Ten or fewer never hold a feed.",
    ),
    "row_count_drop": (
        "Rows of a full feed: fewer than (%)",
        "Of the rows of the last full feed that was loaded. 0 switches it off.",
    ),
    "currency_change": (
        "Currencies changed: more than (%)",
        "Of the products that are in the feed and in the catalog. 0: any.",
    ),
}
A_ROW = 3


def edit_guards(stored: Profile, prefix: str) -> None:
    """Ask from where on a feed is held; what is set is a draft over the profile in force."""
    st.subheader("What holds a feed")
    st.caption(
        "A feed that looks wrong as a whole is held until somebody approves or rejects it. 100"
        " switches a guard off, where its help does not say otherwise."
    )
    names = tuple(LABELS)
    for start in range(0, len(names), A_ROW):
        for place, name in zip(st.columns(A_ROW), names[start : start + A_ROW], strict=False):
            with place:
                _edit_guard(name, stored, prefix)
    st.checkbox(
        "Hold every feed, whatever is in it",
        stored.review_first,
        key=key_of(prefix, "profile", "review_first"),
    )


def show_trials(partner: Partner, draft: Profile) -> None:
    """Show which of the partner's last feeds the draft's guards would have held."""
    st.subheader("What these guards would have done")
    trials = try_guards(services().database, partner.partner_id, draft, FEEDS_TRIED)
    if not trials:
        st.info(
            "No feed was checked yet since the numbers that guards look at are kept. The next one"
            " is tried here."
        )
        return
    held = [trial for trial in trials if trial.would_hold]
    st.markdown(plain(_summary(trials, held)))
    if held or any(trial.held_by for trial in trials):
        _show_table(trials)
    st.caption(
        "They are tried on what was counted when each feed was checked, with the mapping and the"
        " catalog of then. Where at most 2 % of the rows were skipped, those that are no fault are"
        " counted, too."
    )


def _edit_guard(name: GuardName, stored: Profile, prefix: str) -> None:
    label, told = LABELS[name]
    default = DEFAULT_SHARES[name]
    st.number_input(
        label,
        min_value=0.0,
        max_value=100.0,
        value=_percent(stored.guards.get(name, default)),
        step=1.0,
        format="%.6g",
        key=key_of(prefix, "guard", name),
        help=f"{told} Without an entry: {_percent(default):g} %.",
    )


def _percent(share: float) -> float:
    return round(100 * share, 6)


def _summary(trials: Sequence[GuardTrial], held: Sequence[GuardTrial]) -> str:
    was_held = sum(bool(trial.held_by) for trial in trials)
    of = "the last feed" if len(trials) == 1 else f"the last {len(trials):,} feeds"
    if not held:
        return f"None of {of} would have been held; {was_held:,} were."
    return f"Of {of} {counted(len(held), 'feed')} would have been held; {was_held:,} were."


def _show_table(trials: Sequence[GuardTrial]) -> None:
    zone = services().settings.zone
    st.dataframe(
        [
            {
                "File": one_line(trial.filename),
                "Would be held by": _reasons(trial),
                "Was held by": ", ".join(_name(code) for code in trial.held_by) or "nothing",
                f"Received ({zone.key})": time_cell(trial.received_at, zone),
                "Mode": trial.mode,
                "Feed": f"{FEED_ADDRESS}{trial.feed_id}",
            }
            for trial in trials
        ],
        hide_index=True,
        height="content",
        placeholder="",
        alt="The last feeds with what would have held each of them",
        column_config={"Feed": FEED},
    )


def _reasons(trial: GuardTrial) -> str:
    told = (f"{_name(each.code)}{_detail(each.detail)}" for each in trial.reasons)
    return "; ".join(told) or "nothing"


def _detail(detail: str | None) -> str:
    return f" ({detail})" if detail else ""


def _name(code: str) -> str:
    return CODES[code].message if code in CODES else code
