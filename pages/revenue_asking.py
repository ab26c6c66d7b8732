"""What the page of revenue is asked: the widgets, whose answers are in the address."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

import streamlit as st

from analytics.category_path import canonical_path, parts_of
from analytics.comparison import Compare
from analytics.revenue import GroupBy
from pages.periods import DAY, PERIODS, USUAL, Period, period_of
from pages.services import services

# one currency is shown at a time
GROUPS = {name: name.capitalize() for name in get_args(GroupBy) if name != "currency"}
COMPARISONS: dict[Compare | Literal["none"], str] = {
    "previous": "Period before",
    "year": "Same dates, a year earlier",
    "52weeks": "Same weekdays, 52 weeks earlier",
    "none": "Nothing",
}
WHOLE_PATH = "all"
LEVELS = ("1", "2", "3", "4", "5", WHOLE_PATH)


@dataclass(frozen=True)
class Asked:
    """The period, what to compare it with (None: nothing), and what each row is of."""

    period: Period
    compare: Compare | None
    group_by: GroupBy
    level: int | None


def ask(category: str | None) -> Asked | None:
    """Ask for all of it, below that category; None while the first day is after the last."""
    period = ask_period()
    compare = st.selectbox(
        "Compared with",
        tuple(COMPARISONS),
        format_func=COMPARISONS.__getitem__,
        key="compare",
        bind="query-params",
        help="A period that is not over is compared as far as it has come.",
    )
    by = st.selectbox(
        "By", tuple(GROUPS), format_func=GROUPS.__getitem__, key="by", bind="query-params"
    )
    level = _ask_level(category) if by == "category" else None
    if period is None:
        return None
    if compare == "none" or period.first is None or period.end is None:
        return Asked(period, None, by, level)
    return Asked(period, compare, by, level)


def ask_period() -> Period | None:
    """Ask for the period; None while its first day is after its last."""
    today = datetime.now(services().settings.zone).date()
    name = st.selectbox(
        "Period",
        tuple(PERIODS),
        index=list(PERIODS).index(USUAL),
        format_func=PERIODS.__getitem__,
        key="period",
        bind="query-params",
    )
    period = period_of(name, today)
    if name != "custom":
        return period
    first = st.date_input("From", period.first, key="from", bind="query-params") or today
    last = st.date_input("To", today, key="to", bind="query-params") or today
    if first > last:
        st.error("The first day is after the last one: swap them.")
        return None
    return Period(first, last + DAY)


def _ask_level(category: str | None) -> int | None:
    depth = len(parts_of(canonical_path(category or "")))
    usual = min(depth, len(LEVELS) - 2)
    level = st.selectbox(
        "Level",
        LEVELS,
        index=usual,
        format_func=_shown_level,
        key="level",
        bind="query-params",
        help="How many parts of the category's path are told apart.",
    )
    return None if level == WHOLE_PATH else int(level)


def _shown_level(level: str) -> str:
    return "Whole path" if level == WHOLE_PATH else f"Level {level}"
