"""How the figures of revenue went from day to day, week to week or month to month."""

from collections.abc import Sequence
from decimal import Decimal

from analytics.revenue import RevenueRow
from analytics.revenue_query import TIMES
from pages.amounts import money_cell
from pages.periods import Period
from pages.revenue_chart import times_of
from pages.revenue_table import COUNTS
from pages.sparkline import draw_sparkline

FEWEST_POINTS, MOST_POINTS = 3, 400  # between them a line of the width of a tile says something

Point = tuple[str, RevenueRow | None]


def trend_of(rows: Sequence[RevenueRow], group_by: str, period: Period) -> list[Point]:
    """
    Return each time of the period with its row, None where nothing was sold.

    Nothing of rows that are not of times, and of so few or many that no line can be seen.
    """
    if group_by not in TIMES or not rows:
        return []
    found = {row.key: row for row in rows}
    points = [(key, found.get(key)) for key in times_of(rows, group_by, period)]
    return points if FEWEST_POINTS <= len(points) <= MOST_POINTS else []


def draw_trend(trend: Sequence[Point], measure: str, name: str, currency: str) -> str:
    """Return HTML of the measure's line; '' where it has no points."""
    values = [(key, _measure(row, measure)) for key, row in trend]
    known = [(key, value) for key, value in values if value is not None]
    if not known:
        return ""
    least, most = (end(known, key=lambda point: point[1]) for end in (min, max))
    told = (
        f"{name} from {trend[0][0]} to {trend[-1][0]}:"
        f" least {_told(least, currency)}, most {_told(most, currency)},"
        f" last {_told(known[-1], currency)}"
    )
    return draw_sparkline([None if value is None else float(value) for _, value in values], told)


def _measure(row: RevenueRow | None, measure: str) -> Decimal | int | None:
    """Return the measure of one time; an average of no orders is none."""
    if measure == "average_order":
        return row.gross / row.orders if row and row.orders else None
    if row is None:
        return 0 if measure in COUNTS else Decimal(0)
    amount: Decimal | int = getattr(row, measure)
    return amount


def _told(point: tuple[str, Decimal | int], currency: str) -> str:
    key, value = point
    amount = f"{value:,}" if isinstance(value, int) else money_cell(value, currency)
    return f"{amount} ({key})"
