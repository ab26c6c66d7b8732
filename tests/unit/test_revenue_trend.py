"""The lines on the tiles of revenue: where they go, and what they say to who cannot see them."""

import re
from base64 import b64decode
from datetime import date
from decimal import Decimal

from analytics.revenue import RevenueRow
from pages.periods import Period
from pages.revenue_trend import MOST_POINTS, Point, draw_trend, trend_of
from pages.sparkline import draw_sparkline

WEEK = Period(date(2026, 3, 1), date(2026, 3, 5))


def sold(key: str, net: str, orders: int = 1) -> RevenueRow:
    amount = Decimal(net)
    gross, refunds = max(amount, Decimal(0)), max(-amount, Decimal(0))
    return RevenueRow(key, "USD", orders, 2, gross, refunds, amount, None)


def trend(*rows: RevenueRow) -> list[Point]:
    return trend_of(rows, "day", WEEK)


def points(html: str) -> list[tuple[float, float]]:
    """Return where the line goes, from left to right and from the top."""
    image = b64decode(re.findall(r"base64,([^)]+)\)", html)[0]).decode()
    found = re.findall(r"([-\d.]+),([-\d.]+)", re.findall(r'points="([^"]*)"', image)[0])
    return [(float(x), float(y)) for x, y in found]


def test_line_stands_on_nothing_and_ends_at_the_edges() -> None:
    assert points(draw_sparkline([0, 5, 10], "told")) == [(0, 22), (50, 12), (100, 2)]


def test_amount_below_nothing_is_the_lower_end() -> None:
    assert points(draw_sparkline([-10, 0, 10], "told")) == [(0, 22), (50, 12), (100, 2)]


def test_line_of_nothing_is_flat() -> None:
    assert {y for _, y in points(draw_sparkline([0, 0, 0], "told"))} == {22}


def test_what_it_says_cannot_leave_its_attribute() -> None:
    assert 'aria-label="&quot;&gt;&lt;b&gt;"' in draw_sparkline([1, 2, 3], '"><b>')


def test_day_without_sales_is_a_point_at_nothing() -> None:
    html = draw_trend(
        trend(sold("2026-03-01", "10"), sold("2026-03-03", "20")), "net", "Net", "USD"
    )

    assert points(html) == [(0, 12), (33.3, 22), (66.7, 2), (100, 22)]
    assert (
        "Net from 2026-03-01 to 2026-03-04: least 0.00 (2026-03-02), most 20.00 (2026-03-03),"
        " last 0.00 (2026-03-04)" in html
    )


def test_average_of_no_orders_is_no_point() -> None:
    rows = trend(sold("2026-03-01", "10", 2), sold("2026-03-02", "-5", 0), sold("2026-03-04", "8"))

    assert [x for x, _ in points(draw_trend(rows, "average_order", "Average", "USD"))] == [0, 100]


def test_currency_without_minor_unit_is_told_without_decimals() -> None:
    rows = trend(sold("2026-03-01", "1200"))

    assert "most 1,200 (2026-03-01)" in draw_trend(rows, "net", "Net", "JPY")


def test_there_is_no_line_of_no_times_or_too_few_or_too_many() -> None:
    row = sold("2026-03-01", "10")

    assert trend_of([row], "brand", WEEK) == []
    assert trend_of([], "day", WEEK) == []
    assert trend_of([row], "day", Period(date(2026, 3, 1), date(2026, 3, 3))) == []
    assert trend_of([row], "day", Period(date(2026, 3, 1), date(2028, 3, 1))) == []
    assert len(trend_of([row], "day", Period(date(2026, 3, 1), date(2027, 4, 5)))) == MOST_POINTS


def test_average_where_nobody_ordered_has_no_line() -> None:
    assert draw_trend(trend(sold("2026-03-02", "-5", 0)), "average_order", "Average", "USD") == ""
