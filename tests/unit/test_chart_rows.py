"""Bars below each other: two that are called the same are two, each with its own length."""

import json
from decimal import Decimal
from typing import Any

import altair as alt
import pytest

from analytics.contributions import Contribution
from analytics.performance import Performance
from analytics.revenue import RevenueRow
from pages.performance_view import draw_products
from pages.periods import Period
from pages.revenue_change_chart import draw_contributions
from pages.revenue_chart import LONGEST_NAME, draw_revenue
from pages.revenue_panel_bars import bars_of_rows
from pages.revenue_panel_chart import draw_panel

KEYS = ("lumen/A", "nord/A")
LAMP = 'L"amp' * LONGEST_NAME
NAMES = {key: f"{LAMP} ({key})" for key in KEYS}
CALLED = LAMP[: LONGEST_NAME - 1] + "…"
NOTHING, TWO = Decimal(0), Decimal(2)


def sold(key: str, net: Decimal = TWO) -> RevenueRow:
    return RevenueRow(key, "USD", 1, 2, net, NOTHING, net, None)


def changed(key: str) -> Contribution:
    return Contribution(key, 1, TWO, NOTHING, TWO, None, None)


def performed(key: str) -> Performance:
    partner, sku = key.split("/")
    names = ("orders", "units", "gross", "refunds", "net")
    before: dict[str, Any] = {f"previous_{name}": None for name in names}
    return Performance(
        product_id=None,
        partner=partner,
        sku=sku,
        product_name="Lamp",
        currency="USD",
        orders=1,
        units=2,
        gross=TWO,
        refunds=NOTHING,
        net=TWO,
        change=None,
        is_active=True,
        in_catalog_since=None,
        **before,
    )


def panel(keys: tuple[str, ...], by: str, names: dict[str, str]) -> alt.TopLevelMixin:
    return draw_panel(bars_of_rows([sold(key) for key in keys], by, names, is_compared=False), None)


DRAWN = {
    "panel": (panel(KEYS, "product", NAMES), CALLED),
    "brand that is called as none": (panel(("", "(none)"), "brand", {}), "(none)"),
    "revenue": (
        draw_revenue([sold(key) for key in KEYS], "product", Period(None, None), "USD", NAMES),
        CALLED,
    ),
    "contributions": (draw_contributions([changed(key) for key in KEYS], "USD", NAMES), CALLED),
    "performance": (draw_products([performed(key) for key in KEYS], "best"), "A · Lamp"),
}


def rows_of(chart: dict[str, Any]) -> dict[str, Any]:
    """Return what the chart says of its rows: each layer says the same."""
    (said,) = {json.dumps(each["encoding"]["y"]) for each in chart.get("layer", [chart])}
    return dict(json.loads(said))


@pytest.mark.parametrize("name", DRAWN)
def test_two_that_are_called_the_same_have_a_row_each(name: str) -> None:
    drawn, called = DRAWN[name]
    chart = drawn.to_dict()

    (values,) = chart["datasets"].values()
    rows = rows_of(chart)

    assert [value[rows["field"]] for value in values] == [0, 1]
    labels = rows["axis"]["labelExpr"].removesuffix("[datum.value]")
    assert json.loads(labels) == [called, called]
