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


def currency_of(prices: Sequence[PricePoint]) -> str | None:
    """Return the currency of the last price, None where there never was a price."""
    return next((each.currency for each in reversed(prices) if each.price is not None), None)


def draw_prices(prices: Sequence[PricePoint], currency: str | None, now: datetime) -> Drawn:
    """
    Return the chart of the prices in that currency, up to now, in the zone of `now`.

    While there was no price, or one of another currency, there is no line.
    """
    known = [each for each in prices if _is_in(currency, each)]
    values = [_value(each, each.since.astimezone(now.tzinfo), each.action) for each in known]
    title = f"Price ({currency})" if currency else "Price"
    zone = str(now.tzinfo)
    legend = alt.Legend(orient="top", values=list(CAUSES))
    return alt.layer(
        painted(
            _base(_line(prices, currency, now), title, zone).mark_line(interpolate="step-after"),
            "Price",
            KINDS,
            legend,
        ),
        _base(values, title, zone)
        .mark_point(filled=True, size=70, opacity=1)
        .encode(
            color=alt.Color("what:N", title=None, scale=colour_scale(KINDS), legend=legend),
            tooltip=TOOLTIP,
        ),
    ).properties(height=HEIGHT_PX)


def _is_in(currency: str | None, point: PricePoint) -> bool:
    return point.price is not None and point.currency == currency


def _line(
    prices: Sequence[PricePoint], currency: str | None, now: datetime
) -> list[dict[str, Any]]:
    """Return where each price begins and ends, and a value without a price where there is none."""
    ends = [*(each.since for each in prices[1:]), now]
    line: list[dict[str, Any]] = []
    for price, end in zip(prices, ends, strict=True):
        since, until = (at.astimezone(now.tzinfo) for at in (price.since, end))
        if _is_in(currency, price):
            line += [_value(price, since, price.action), _value(price, until, "now")]
        else:
            line.append(_value(price, since, price.action) | {"price": None})
    return line


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
