"""From a bar or a row of revenue to what is in it."""

from datetime import date
from typing import Any

import streamlit as st

from analytics.revenue_query import NO_NAME
from catalog.category_path import canonical_path, parts_of
from pages.periods import DAY, USUAL, Period, keys_between
from pages.revenue_asking import PERIOD_BEFORE, Asked, set_day
from pages.revenue_chart import CHOSEN
from pages.revenue_filters import FILTERS, set_filter

INSIDE = {"partner": "category", "brand": "product", "country": "product", "product": "month"}
ALL_TIME = Period(None, None)
PARTS_OF_TIME = {"month": "week", "week": "day", "day": "product"}


def inside(by: str, key: str, level: int | None, period: Period = ALL_TIME) -> dict[str, Any]:
    """
    Return what to ask for to see what is in the bar of this key, by the names in the address.

    A category leads to its next level, and to its products where it has none; a week or a month to
    the days of it that are in the period.
    """
    if by in PARTS_OF_TIME:
        return _days_of(by, key, period) | {"by": PARTS_OF_TIME[by]}
    found: dict[str, Any] = {by: key or NO_NAME, "by": INSIDE.get(by, "product")}
    if by == "partner":
        found["level"] = "1"
    if by == "category" and level is not None and len(parts_of(canonical_path(key))) == level:
        found |= {"by": "category", "level": str(level + 1)}
    return found


def go_inside(element: str, asked: Asked, keys: tuple[str, ...]) -> None:
    """Take up what was chosen in the chart or the table of that name."""
    chosen = st.session_state[element].selection
    places = chosen.get("rows", [])
    marks = [mark["id"] for mark in chosen.get(CHOSEN, [])]
    found = marks or [keys[place] for place in places]
    if not found:
        return
    for name, value in inside(asked.group_by, found[0], asked.level, asked.period).items():
        if name == "period" and st.session_state.get("period") != value:
            st.session_state[PERIOD_BEFORE] = st.session_state.get("period", USUAL)
        if name in FILTERS:
            set_filter(name, value)
        elif isinstance(value, date):
            set_day(name, value)
        else:
            st.session_state[name] = value


def keep_to(element: str, by: str) -> None:
    """Narrow all of the page down to the key that was chosen in the chart of that name."""
    marks = [mark["id"] for mark in st.session_state[element].selection.get(CHOSEN, [])]
    if marks:
        set_filter(by, marks[0] or NO_NAME)


def _days_of(by: str, key: str, period: Period) -> dict[str, Any]:
    first = date.fromisoformat(key if by != "month" else f"{key}-01")
    later = keys_between(by, first, first + 31 * DAY)
    after = [each for each in later if each != key]
    end = date.fromisoformat(after[0] if by != "month" else f"{after[0]}-01")
    first, end = max(first, period.first or first), min(end, period.end or end)
    return {"period": "custom", "from": first, "to": end - DAY}
