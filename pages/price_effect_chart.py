"""A price change as a chart: units of each day as bars, the price as steps over them."""

from datetime import datetime, timedelta
from typing import Any

import altair as alt

from analytics.price_changes import PriceChange
from analytics.revenue import read_revenue
from analytics.revenue_query import RevenueQuery
from pages.chart_colours import ORANGE, TEAL, painted
from pages.periods import DAY
from pages.services import services

HEIGHT_PX = 240
KINDS = {"units": TEAL, "price": ORANGE}


def draw_effect(row: PriceChange, now: datetime) -> alt.LayerChart | alt.FacetChart:
    """Return the chart of the days around the change, in the reporting zone."""
    zone = services().settings.zone
    first = row.before_from.astimezone(zone).date()
    last = min(max(row.after_to, row.changed_at), now).astimezone(zone).date()
    units = _units(row, RevenueQuery(from_day=first, to_day=last + DAY, zone=zone.key))
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    bars = [{"day": day.isoformat(), "units": units.get(day.isoformat(), 0)} for day in days]
    x = alt.X("day:O", axis=alt.Axis(title=None, labelAngle=0, labelOverlap="greedy", tickSize=0))
    drawn = painted(alt.Chart(alt.InlineData(values=bars)).mark_bar(), "units", KINDS)
    steps = alt.Chart(alt.InlineData(values=_steps(row, bars)))
    price = painted(steps.mark_line(interpolate="step-after", strokeWidth=3), "price", KINDS)
    title = f"Price ({row.currency_after})"
    both: alt.LayerChart | alt.FacetChart = (
        alt.layer(
            drawn.encode(x=x, y=alt.Y("units:Q", title="Units", axis=alt.Axis(tickMinStep=1))),
            price.encode(x=x, y=alt.Y("price:Q", title=title, axis=alt.Axis(orient="right"))),
        )
        .resolve_scale(y="independent")
        .properties(height=HEIGHT_PX)
    )
    return both


def _units(row: PriceChange, query: RevenueQuery) -> dict[str, int]:
    """Return the units of each day, of all currencies that it was sold in."""
    wanted = query.model_copy(update={"product": f"{row.partner}/{row.sku}"})
    units: dict[str, int] = {}
    for each in read_revenue(services().database, wanted):
        units[each.key] = units.get(each.key, 0) + each.units
    return units


def _steps(row: PriceChange, bars: list[dict[str, Any]]) -> list[dict[str, Any]]:
    changed = row.changed_at.astimezone(services().settings.zone).date().isoformat()
    return [
        {"day": bar["day"], "price": float(price)}
        for bar in bars
        if (price := row.price_before if bar["day"] < changed else row.price_after) is not None
    ]
