"""From a bar or a row of revenue to what is in it."""

from datetime import date
from typing import Any

import streamlit as st

from analytics.category_path import canonical_path, parts_of
from analytics.revenue import NO_NAME
from pages.periods import DAY, keys_between
from pages.revenue_filters import FILTERS, set_filter

INSIDE = {"partner": "category", "brand": "product", "country": "product", "product": "month"}
PARTS_OF_TIME = {"month": "week", "week": "day", "day": "product"}


def inside(by: str, key: str, level: int | None) -> dict[str, Any]:
    """
    Return what to ask for to see what is in the bar of this key, by the names in the address.

    A category leads to its next level, and to its products where it has none.
    """
    if by in PARTS_OF_TIME:
        return _days_of(by, key) | {"by": PARTS_OF_TIME[by]}
    found: dict[str, Any] = {by: key or NO_NAME, "by": INSIDE.get(by, "product")}
    if by == "partner":
        found["level"] = "1"
    if by == "category" and level is not None and len(parts_of(canonical_path(key))) == level:
        found |= {"by": "category", "level": str(level + 1)}
    return found


def go_inside(element: str, by: str, level: int | None, keys: tuple[str, ...]) -> None:
    """Take up what was chosen in the chart or the table of that name."""
    chosen = st.session_state[element].selection
    places = chosen.get("rows", [])
    marks = [mark["id"] for mark in chosen.get("chosen", [])]
    found = marks or [keys[place] for place in places]
    if not found:
        return
    for name, value in inside(by, found[0], level).items():
        if name in FILTERS:
            set_filter(name, value)
        else:
            st.session_state[name] = value


def _days_of(by: str, key: str) -> dict[str, Any]:
    first = date.fromisoformat(key if by != "month" else f"{key}-01")
    later = keys_between(by, first, first + 31 * DAY)
    after = [each for each in later if each != key]
    end = date.fromisoformat(after[0] if by != "month" else f"{after[0]}-01")
    return {"period": "custom", "from": first, "to": end - DAY}
