"""What the page of revenue is asked: the widgets, whose answers are in the address."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args

import streamlit as st

from analytics.comparison import Compare
from analytics.revenue_query import GroupBy, RevenueQuery
from catalog.category_path import canonical_path, parts_of
from pages.choices import ask_choice
from pages.periods import DAY, FIRST_DAY, LAST_DAY, PERIODS, USUAL, Period, period_of
from pages.services import services

# one currency is shown at a time
GROUPS = {name: name.capitalize() for name in get_args(GroupBy) if name != "currency"}
COMPARISONS: dict[Compare | Literal["none"], str] = {
    "previous": "Period before",
    "week": "Same weekdays, a week earlier",
    "year": "Same dates, a year earlier",
    "52weeks": "Same weekdays, 52 weeks earlier",
    "none": "Nothing",
}
ENDS = ("from", "to")
WHOLE_PATH = "all"
PERIOD_BEFORE = "period_before"  # from which a click on a bar led to its days
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
    compare = ask_choice(
        "Compared with",
        tuple(COMPARISONS),
        COMPARISONS.__getitem__,
        "compare",
        help="A period that is not over is compared as far as it has come.",
    )
    by = ask_choice("By", tuple(GROUPS), GROUPS.__getitem__, "by")
    level = _ask_level(category) if by == "category" else None
    if period is None:
        return None
    if compare == "none" or period.first is None or period.end is None:
        return Asked(period, None, by, level)
    return Asked(period, compare, by, level)


def ask_period() -> Period | None:
    """Ask for the period; None while its first day is after its last."""
    today = datetime.now(services().settings.zone).date()
    name = ask_choice(
        "Period", tuple(PERIODS), PERIODS.__getitem__, "period", index=list(PERIODS).index(USUAL)
    )
    period = period_of(name, today)
    if name != "custom":
        for end in ENDS:
            st.query_params.pop(end, None)
        return period
    first, last = _ask_day("From", "from", period.first or today), _ask_day("To", "to", today)
    if first > last:
        st.error("The first day is after the last one: swap them.")
        return None
    return Period(first, last + DAY)


def regrouped(query: RevenueQuery, by: str, level: int | None = None) -> RevenueQuery:
    """Return the query by something else, compared with the same days as before."""
    is_by_weeks = query.group_by == "week" and query.compare == "year"
    compare = "52weeks" if is_by_weeks else query.compare
    return query.model_copy(update={"group_by": by, "level": level, "compare": compare})


def drop_days() -> None:
    """Go back from days of one's own to the period before, or to the usual one."""
    st.session_state["period"] = st.session_state.pop(PERIOD_BEFORE, USUAL)


def set_day(name: str, day: date) -> None:
    """Have the address say this end of the period."""
    st.query_params[name] = day.isoformat()


def _ask_day(label: str, name: str, usual: date) -> date:
    """
    Ask for an end of the period; the address has the answer.

    The widget is not bound to the address: a day that a click on a chart sets before the widget is
    there would not be in it.
    """
    key = f"day_{name}"
    try:
        day = date.fromisoformat(st.query_params.get(name, ""))
    except ValueError:
        day = usual
    day = min(max(day, FIRST_DAY), LAST_DAY)
    st.session_state[key] = day
    st.date_input(
        label,
        min_value=FIRST_DAY,
        max_value=LAST_DAY,
        key=key,
        format="YYYY-MM-DD",
        on_change=lambda: _note_day(name, key),
    )
    return day


def _note_day(name: str, key: str) -> None:
    if chosen := st.session_state[key]:
        set_day(name, chosen)


def _ask_level(category: str | None) -> int | None:
    depth = len(parts_of(canonical_path(category or "")))
    usual = min(depth, len(LEVELS) - 2)
    level = ask_choice(
        "Level",
        LEVELS,
        _shown_level,
        "level",
        index=usual,
        help="How many parts of the category's path are told apart.",
    )
    return None if level == WHOLE_PATH else int(level)


def _shown_level(level: str) -> str:
    return "Whole path" if level == WHOLE_PATH else f"Level {level}"
