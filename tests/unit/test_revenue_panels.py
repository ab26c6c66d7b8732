"""Bars that stand side by side: what each shows of what the page is narrowed down to."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from analytics.revenue import RevenueRow, Totals
from analytics.revenue_query import RevenueQuery
from pages.revenue_panel_bars import bars_of_currencies, bars_of_rows, with_chosen
from pages.revenue_panel_chart import FADED, Bar, draw_panel
from pages.revenue_panels import Panels

MARCH = {"from_day": date(2026, 3, 1), "to_day": date(2026, 4, 1), "currency": "USD"}
TOTALS = Totals("USD", 3, 4, Decimal(9), Decimal(1), Decimal(8), Decimal(5), Decimal(3), 2)


def panels(filters: dict[str, str] | None = None, **asked: Any) -> Panels:  # noqa: ANN401
    query = RevenueQuery.model_validate({**MARCH, "keeps_gone": True, **asked})
    return Panels((), query, filters or {}, {"USD": TOTALS}, is_compared=True)


def sold(key: str, net: str = "10.00", before: str = "4.00") -> RevenueRow:
    return RevenueRow(key, "USD", 1, 2, Decimal(net), Decimal(0), Decimal(net), Decimal(before))


@pytest.mark.parametrize("name", ["brand", "product", "country"])
def test_all_stands_beside_what_was_chosen_of_it(name: str) -> None:
    asked = panels({name: "x"}, **{name: "x"}, category="Home", partner_id=7).asked(name)

    assert (asked.group_by, getattr(asked, name)) == (name, None)
    assert (asked.category, asked.partner_id, asked.currency) == ("Home", 7, "USD")
    assert not asked.keeps_gone


def test_partners_stand_beside_the_chosen_one() -> None:
    asked = panels({"partner": "lumen"}, partner_id=7, brand="Lux").asked("partner")

    assert (asked.group_by, asked.partner_id, asked.brand) == ("partner", None, "Lux")


@pytest.mark.parametrize(
    ("chosen", "above", "level"),
    [
        (None, None, 1),
        ("(none)", None, 1),
        ("Home", None, 1),
        ("Home > Light", "Home", 2),
        ("Home>Light>Desk", "Home > Light", 3),
    ],
)
def test_categories_stand_beside_those_of_the_same_parent(
    chosen: str | None, above: str | None, level: int
) -> None:
    filters = {"category": chosen} if chosen else {}

    asked = panels(filters, category=chosen).asked("category")

    assert (asked.category, asked.level) == (above, level)


def test_weeks_beside_a_year_before_are_compared_as_the_page_does() -> None:
    asked = panels(group_by="week", compare="year").asked("brand")

    assert asked.comparison == panels(group_by="week", compare="year").query.comparison


def test_chosen_key_has_a_bar_wherever_it_stands() -> None:
    rows = [sold("Oslo")]

    assert with_chosen(rows, None, TOTALS) == rows
    assert with_chosen(rows, "Oslo", TOTALS) == rows
    added = with_chosen(rows, "Lux", TOTALS)[-1]
    assert (added.key, added.net, added.previous_net) == ("Lux", Decimal(8), Decimal(5))


def test_bar_says_its_amount_in_full() -> None:
    (bar,) = bars_of_rows([sold("Home > Light", "1234.50")], "category", {}, is_compared=True)

    assert bar == Bar("Home > Light", "Light", 1234.5, "1,234", "1,234.50 USD", 4.0, "4.00 USD")


def test_bar_without_comparison_has_no_mark() -> None:
    (bar,) = bars_of_rows([sold("")], "brand", {}, is_compared=False)

    assert (bar.label, bar.before, bar.exact_before) == ("(none)", None, "-")
    assert len(layers([bar])) == 2


def test_currencies_are_measured_by_orders_and_never_added() -> None:
    yen = replace(TOTALS, currency="JPY", orders=1, net=Decimal(500), previous_orders=None)

    bars = bars_of_currencies([TOTALS, yen], is_compared=True)

    assert [(bar.id, bar.length, bar.exact) for bar in bars] == [
        ("USD", 3, "3 orders, 8.00 USD"),
        ("JPY", 1, "1 order, 500 JPY"),
    ]


def test_all_but_the_chosen_bar_are_faint() -> None:
    bars = bars_of_rows([sold("Oslo"), sold("Lux", "5.00")], "brand", {}, is_compared=True)

    assert shades(bars, None) == [1, 1]
    assert shades(bars, "Lux") == [FADED, 1]
    assert len(layers(bars)) == 3


def layers(bars: list[Bar]) -> list[Any]:
    return list(draw_panel(bars, None).to_dict()["layer"])


def shades(bars: list[Bar], chosen: str | None) -> list[float]:
    (values,) = draw_panel(bars, chosen).to_dict()["datasets"].values()
    return [value["shade"] for value in values]
