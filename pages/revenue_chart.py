"""Net revenue as bars, with a mark where the period before stood."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import altair as alt

from analytics.revenue import RevenueRow
from analytics.revenue_query import NO_NAME, TIMES
from pages.amounts import shown_money
from pages.chart_colours import ORANGE, painted
from pages.chart_heights import height_of_bars
from pages.chart_rows import axis_of_rows, in_rows
from pages.periods import DAY, Period, keys_between
from pages.plain_text import shortened

Values = dict[str, Any]
Drawn = alt.LayerChart | alt.FacetChart

MOST_BARS = 20
CHOSEN = "chosen"  # the bar that was clicked
LONGEST_NAME = 60
MOST_EMPTY = timedelta(days=3660)  # are drawn before the first sale of a period, and after the last
KINDS = {"before": ORANGE}
TOOLTIP = [
    alt.Tooltip("key:N", title="Key"),
    alt.Tooltip("shown:N", title="Net"),
    alt.Tooltip("before:N", title="Compared with"),
    alt.Tooltip("orders:Q", title="Orders"),
    alt.Tooltip("units:Q", title="Units"),
]


def draw_revenue(
    rows: Sequence[RevenueRow],
    group_by: str,
    period: Period,
    currency: str,
    names: Mapping[str, str] | None = None,
) -> Drawn:
    """Return the chart: over time with every day, week or month, else the best twenty."""
    if group_by in TIMES:
        return _columns(_over_time(rows, group_by, period, currency), currency)
    return _bars([_bar(row, currency, names or {}) for row in rows[:MOST_BARS]], currency)


def _columns(values: list[Values], currency: str) -> Drawn:
    # a label at the end would be cut by a phone
    axis = alt.Axis(title=None, labelAngle=0, labelOverlap="greedy", labelBound=True, tickSize=0)
    base = _base(values).encode(x=alt.X("key:O", axis=axis))
    net = _chosen(base.mark_bar().encode(y=alt.Y("net:Q", title=_title(currency))))
    return alt.layer(net, *(mark.encode(y="previous_net:Q") for mark in _marks(base, values)))


def _bars(values: list[Values], currency: str) -> Drawn:
    axis = axis_of_rows(values, "key", labelLimit=180, labelFlush=False)
    base = _base(in_rows(values)).encode(y=axis)
    amount = alt.X("net:Q", title=_title(currency), axis=alt.Axis(tickCount=6))
    net = _chosen(base.mark_bar().encode(x=amount))
    marks = (mark.encode(x="previous_net:Q") for mark in _marks(base, values))
    return alt.layer(net, *marks).properties(height=height_of_bars(len(values)))


def _base(values: list[Values]) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=values)).encode(tooltip=TOOLTIP)


def _chosen(bars: alt.Chart) -> alt.Chart:
    return bars.add_params(alt.selection_point(name=CHOSEN, fields=["id"]))


def _marks(base: alt.Chart, values: list[Values]) -> list[alt.Chart]:
    """Return the marks of the period before, none where nothing was sold in it."""
    if not any(value["previous_net"] for value in values):
        return []
    compared = base.transform_filter("datum.previous_net")
    return [painted(compared.mark_tick(thickness=3), "before", KINDS)]


def _title(currency: str) -> str:
    return f"Net ({currency})"


def _over_time(
    rows: Sequence[RevenueRow], group_by: str, period: Period, currency: str
) -> list[Values]:
    found = {row.key: _bar(row, currency, {}) for row in rows}
    nothing = {"net": 0.0, "shown": shown_money(rows[0].net * 0, currency), "before": "-"}
    empty = {**nothing, "orders": 0, "units": 0, "previous_net": None}
    return [
        found.get(key, {"id": key, "key": key, **empty}) for key in times_of(rows, group_by, period)
    ]


def times_of(rows: Sequence[RevenueRow], group_by: str, period: Period) -> Iterator[str]:
    """Return the key of every day, week or month of the period, those without a row, too."""
    keys = [row.key for row in rows]
    first, last = (date.fromisoformat(_whole(end(keys))) for end in (min, max))
    if period.first:
        first = max(period.first, first - MOST_EMPTY)
    if period.end:
        last = min(period.end - DAY, last + MOST_EMPTY)
    return keys_between(group_by, first, last)


def _whole(key: str) -> str:
    return key if len(key) > len("2026-11") else f"{key}-01"


def _bar(row: RevenueRow, currency: str, names: Mapping[str, str]) -> Values:
    return {
        "id": row.key,
        "key": named(row.key, names),
        "net": float(row.net),
        "previous_net": None if row.previous_net is None else float(row.previous_net),
        "shown": shown_money(row.net, currency),
        "before": shown_money(row.previous_net, currency),
        "orders": row.orders,
        "units": row.units,
    }


def named(key: str, names: Mapping[str, str]) -> str:
    """Return how a key is called in a chart: a product by its name, if it has one."""
    name = names.get(key)
    return shortened(name, LONGEST_NAME) if name else key or NO_NAME
