"""The chart of a product's price: no line where there was no price."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from catalog.history import PricePoint
from pages.price_chart import currency_of, draw_prices

NOW = datetime(2026, 3, 9, tzinfo=UTC)


def point(day: int, price: str | None, currency: str | None = "USD") -> PricePoint:
    """Return the price from a day of March on."""
    known = None if price is None else Decimal(price)
    return PricePoint(datetime(2026, 3, day, tzinfo=UTC), "updated", known, currency)


def line_of(prices: Sequence[PricePoint], currency: str) -> list[tuple[int, float | None]]:
    """Return the day and the price of each value of the line."""
    drawn: dict[str, Any] = draw_prices(prices, currency, NOW).to_dict()
    values = drawn["datasets"][drawn["layer"][0]["data"]["name"]]
    return [(datetime.fromisoformat(each["since"]).day, each["price"]) for each in values]


def test_line_ends_where_the_price_was_taken_away() -> None:
    prices = [point(1, "5"), point(3, None), point(6, "7")]

    assert line_of(prices, "USD") == [(1, 5.0), (3, 5.0), (3, None), (6, 7.0), (9, 7.0)]


def test_prices_of_another_currency_are_no_part_of_the_line() -> None:
    prices = [point(1, "5", "EUR"), point(3, "6")]

    assert line_of(prices, "USD") == [(1, None), (3, 6.0), (9, 6.0)]


@pytest.mark.parametrize(
    ("prices", "currency"),
    [
        ([], None),
        ([point(1, None), point(2, None)], None),
        ([point(1, None, "EUR"), point(2, None)], None),
        ([point(1, "5", "EUR"), point(2, None, None)], "EUR"),
        ([point(1, "5", "EUR"), point(2, "6")], "USD"),
    ],
)
def test_currency_is_that_of_the_last_price(prices: list[PricePoint], currency: str | None) -> None:
    assert currency_of(prices) == currency
