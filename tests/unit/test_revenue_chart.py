"""The revenue chart: every bar that belongs there, and no mark where nothing was."""

from datetime import date
from decimal import Decimal
from typing import Any

from analytics.revenue import RevenueRow
from pages.periods import Period
from pages.revenue_chart import MOST_BARS, MOST_EMPTY, draw_revenue

MARCH = Period(date(2026, 3, 1), date(2026, 3, 5))


def sold(key: str, net: str = "10.00", before: str | None = None) -> RevenueRow:
    previous = None if before is None else Decimal(before)
    return RevenueRow(key, "USD", 1, 2, Decimal(net), Decimal(0), Decimal(net), previous)


def drawn(rows: list[RevenueRow], group_by: str, period: Period = MARCH) -> dict[str, Any]:
    return dict(draw_revenue(rows, group_by, period, "USD").to_dict())


def bars(chart: dict[str, Any]) -> dict[str, float]:
    (values,) = chart["datasets"].values()
    return {bar["key"]: bar["net"] for bar in values}


def test_day_without_sales_is_a_gap_and_not_left_out() -> None:
    chart = drawn([sold("2026-03-02"), sold("2026-03-04")], "day")

    assert bars(chart) == {
        "2026-03-01": 0,
        "2026-03-02": 10,
        "2026-03-03": 0,
        "2026-03-04": 10,
    }


def test_all_time_goes_from_the_first_sale_to_the_last() -> None:
    rows = [sold("2025-11"), sold("2026-02")]

    assert list(bars(drawn(rows, "month", Period(None, None)))) == [
        "2025-11",
        "2025-12",
        "2026-01",
        "2026-02",
    ]


def test_centuries_without_a_sale_are_not_drawn() -> None:
    rows = [sold("2026-03-02"), sold("2026-03-04")]

    drawn_days = bars(drawn(rows, "day", Period(date(1970, 1, 1), date(3000, 1, 1))))

    assert sum(drawn_days.values()) == 20
    assert len(drawn_days) == 2 * MOST_EMPTY.days + 3


def test_only_the_best_are_drawn() -> None:
    rows = [sold(f"lumen/{number}", str(100 - number)) for number in range(30)]

    assert len(bars(drawn(rows, "product"))) == MOST_BARS


def test_sales_without_a_brand_have_a_bar_too() -> None:
    assert bars(drawn([sold("Oslo"), sold("", "5")], "brand")) == {"Oslo": 10, "(none)": 5}


def test_period_before_is_marked_only_where_something_was_sold() -> None:
    without, with_before = (
        drawn([sold("2026-03-02", before=before)], "day") for before in ("0", "8.00")
    )

    assert len(without["layer"]) == 1
    assert len(with_before["layer"]) == 2
