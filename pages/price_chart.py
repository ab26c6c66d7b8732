"""A product's price as steps over time, with a mark at each change and what made it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import altair as alt

from catalog.history import PricePoint
from pages.amounts import shown_money
from pages.chart_colours import BLUE, GREEN, GREY, ORANGE, colour_scale, painted

Drawn = alt.LayerChart | alt.FacetChart

HEIGHT_PX = 220
# what made a price, and the colour of its mark
CAUSES = {"Inserted": GREEN, "Updated": BLUE, "Reverted": ORANGE}
KINDS = {**CAUSES, "Price": GREY}
TOOLTIP = [
    alt.Tooltip("since:T", title="Since", format="%Y-%m-%d %H:%M"),
    alt.Tooltip("shown:N", title="Price"),
    alt.Tooltip("what:N", title="What"),
]


def draw_prices(prices: Sequence[PricePoint], currency: str | None, now: datetime) -> Drawn:
    """Return the chart of the prices in that currency, up to now, in the zone of `now`."""
    known = [each for each in prices if each.price is not None and each.currency == currency]
    values = [_value(each, each.since.astimezone(now.tzinfo), each.action) for each in known]
    line = [*values, *([_value(known[-1], now, "now")] if known else [])]
    title = f"Price ({currency})" if currency else "Price"
    zone = str(now.tzinfo)
    legend = alt.Legend(orient="top", values=list(CAUSES))
    return alt.layer(
        painted(
            _base(line, title, zone).mark_line(interpolate="step-after"), "Price", KINDS, legend
        ),
        _base(values, title, zone)
        .mark_point(filled=True, size=70, opacity=1)
        .encode(
            color=alt.Color("what:N", title=None, scale=colour_scale(KINDS), legend=legend),
            tooltip=TOOLTIP,
        ),
    ).properties(height=HEIGHT_PX)


def _base(values: list[dict[str, Any]], title: str, zone: str) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=values)).encode(
        x=alt.X(
            "since:T", title=f"Since ({zone})", axis=alt.Axis(labelOverlap="greedy", tickCount=5)
        ),
        y=alt.Y("price:Q", title=title, scale=alt.Scale(zero=False, padding=12)),
    )


def _value(point: PricePoint, at: datetime, action: str) -> dict[str, Any]:
    return {
        "since": at.replace(tzinfo=None).isoformat(timespec="milliseconds"),
        "price": float(point.price or 0),
        "shown": shown_money(point.price, point.currency),
        "what": action.capitalize(),
    }
