"""Which days of a question about revenue are read from cells, and which line by line."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from analytics.cover import BY_DAY, DIMENSIONS, Cover, Days
from analytics.order_counts import OF_PRODUCT, bit_of, level_of
from analytics.revenue_query import RevenueQuery
from catalog.category_path import canonical_path
from catalog.clock import start_of_day
from catalog.database import Row

AS_ASKED = {
    *("currency", "partner_id", "category", "brand", "product", "country", "level"),
    *("keeps_gone", "zone"),
}


def parameters_of(query: RevenueQuery, group_by: str, cover: Cover | None) -> Row:
    """Return what to ask of both parts, in the transaction that was asked what the cells cover."""
    category = None if query.category is None else canonical_path(query.category)
    query = query.model_copy(update={"category": category})
    cells = _cells(query, group_by, cover)
    asked = _period(query) | cells | query.model_dump(include=AS_ASKED)
    return asked | {"group_by": group_by}


def _period(query: RevenueQuery) -> Row:
    zone, comparison = ZoneInfo(query.zone), query.comparison
    before = comparison.bounds(zone, query.now) if comparison else (None, None)
    return {
        "from_at": _start(query.from_day, zone),
        "to_at": _start(query.to_day, zone),
        "before_from_at": before[0],
        "before_to_at": before[1],
        "first_day": query.from_day,
        "shift_days": comparison.shift_days if comparison else 0,
        "shift_years": comparison.shift_years if comparison else 0,
        "is_compared": comparison is not None,
    }


def _cells(query: RevenueQuery, group_by: str, cover: Cover | None) -> Row:
    """Return which days are read from which cells, and which from past lines by numbers."""
    zone, dimension = ZoneInfo(query.zone), _dimension(query, group_by)
    now = before = None
    if cover:
        now = cover.days_within(query.from_day, query.to_day)
        if comparison := query.comparison:
            _, to_at = comparison.bounds(zone, query.now)
            end = min(comparison.end, to_at.astimezone(zone).date())
            before = cover.days_within(comparison.first, end)
    return {
        "dimension": dimension,
        "bit": _bit(query, group_by),
        **_bounds("", cover, now, dimension, zone),
        **_bounds("before_", cover, before, dimension, zone),
    }


def _dimension(query: RevenueQuery, group_by: str) -> str | None:
    """Return by what the cells must be that can answer the query; None where none can."""
    if (query.category, query.brand, query.product, query.country) != (None,) * 4:
        return None
    if group_by == "category" and query.level is not None:
        name = f"level {query.level}"
        return name if name in DIMENSIONS else None
    return group_by if group_by in DIMENSIONS else BY_DAY


def _bit(query: RevenueQuery, group_by: str) -> int:
    """Return the bit of past lines by which the query's orders are counted."""
    if group_by == "product" or query.product is not None:
        return OF_PRODUCT
    return bit_of(
        level=level_of(query.category, query.level, by_category=group_by == "category"),
        by_brand=group_by == "brand" or query.brand is not None,
        by_partner=group_by == "partner" or query.partner_id is not None,
    )


def _bounds(
    name: str, cover: Cover | None, days: Days | None, dimension: str | None, zone: ZoneInfo
) -> Row:
    """Return the days that are covered, and those of them in cells, which are none at the end."""
    cells = days
    if cover and days and dimension != BY_DAY:
        cells = (cover.months_within(days) if dimension else None) or Days(days.end, days.end)
    return {
        f"{name}covered_first": days and days.first,
        f"{name}covered_end": days and days.end,
        f"{name}covered_from_at": _start(days and days.first, zone),
        f"{name}covered_to_at": _start(days and days.end, zone),
        f"{name}cells_first": cells and cells.first,
        f"{name}cells_end": cells and cells.end,
    }


def _start(day: date | None, zone: ZoneInfo) -> datetime | None:
    return None if day is None else start_of_day(day, zone)
