"""Bars below each other: each has a row of its own, also where two are called the same."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

Values = Mapping[str, Any]
PLACE = "place"


def in_rows(values: Sequence[Values]) -> list[dict[str, Any]]:
    """Return the values in their order, each with the place of its row."""
    return [{**value, PLACE: place} for place, value in enumerate(values)]


def axis_of_rows(values: Sequence[Values], name: str, **axis: Any) -> alt.Y:  # noqa: ANN401 - the fields of an axis
    """Return the axis of such values: each row is called by the value of that name."""
    labels = json.dumps([value[name] for value in values])
    calls = f"{labels}[datum.value]"
    drawn = alt.Axis(title=None, labelExpr=calls, labelOverlap=False, **axis)
    return alt.Y(f"{PLACE}:O", sort=None, axis=drawn)
