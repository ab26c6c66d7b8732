"""
Revenue by time, partner, product and country, each currency by itself.

The measures are those of definitions.py, over the view `sales_line`; the page and the API of
revenue read them from here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from operator import itemgetter
from typing import Any, Literal, Self, TypeVar
from zoneinfo import ZoneInfo

import pyarrow as pa
from duckdb import DuckDBPyConnection
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from analytics.comparison import Compare, Comparison, compare_period
from analytics.cover import BY_DAY, DIMENSIONS, Cover, Days, read_cover
from analytics.order_counts import OF_PRODUCT, bit_of, level_of
from catalog.category_path import canonical_path
from catalog.clock import start_of_day
from catalog.database import Database, Row
from catalog.statements import Statements

SQL = Statements(__file__)
BATCH_ROWS = 100_000
NO_NAME = "(none)"  # how a filter, a page and a file call what has no category, brand or country
AS_ASKED = {
    *("currency", "partner_id", "category", "brand", "product", "country", "level"),
    *("keeps_gone", "zone"),
}

GroupBy = Literal[
    "day", "week", "month", "partner", "category", "brand", "product", "country", "currency"
]
TIMES: tuple[GroupBy, ...] = ("day", "week", "month")


class RevenueQuery(BaseModel):
    """
    Which revenue; days are those of the zone, and what is None filters nothing.

    A filter that is '' wants what has no category, brand or country. With `keeps_gone`, keys that
    only the comparison has are rows too, of nothing now. A period that is not over at `now` is
    compared as far as it has come.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    from_day: date | None = Field(None, description="The first day, itself included.")
    to_day: date | None = Field(None, description="The day after the last.")
    group_by: GroupBy = "day"
    currency: str | None = None
    partner_id: int | None = None
    category: str | None = Field(None, description="A path; what is below it counts too.")
    brand: str | None = None
    product: str | None = Field(None, description="partner/sku")
    country: str | None = None
    level: int | None = Field(None, ge=1, le=20, description="Of a category, its first parts.")
    compare: Compare = "previous"
    keeps_gone: bool = False
    now: AwareDatetime | None = None
    zone: str = "UTC"

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.from_day and self.to_day and self.from_day > self.to_day:
            raise ValueError("the first day comes after the last: swap them")
        if self.level is not None and self.group_by != "category":
            raise ValueError("a level is one of categories: group by category")
        return self

    @property
    def comparison(self) -> Comparison | None:
        """What the period is compared with, None for one without an end or a beginning."""
        if self.from_day is None or self.to_day is None:
            return None
        return self._compared(self.from_day, self.to_day)

    def _compared(self, first: date, end: date) -> Comparison:
        is_by_weeks = self.group_by == "week" and self.compare == "year"
        return compare_period(first, end, "52weeks" if is_by_weeks else self.compare)


@dataclass(frozen=True)
class RevenueRow:
    """
    The revenue of one key in one currency, exact.

    `key` is the day (2026-11-23), the Monday of the ISO week, the month (2026-11), the partner's
    code, the category or the brand as it was sold, the order's country ('' for none of them),
    partner/sku of the product, or the currency. With a level, the category is its first parts,
    divided by ` > `.
    `previous_…` is of the same key in what the period is compared with (for a time: of the days
    that stand beside those of this one), None for a query without both ends.
    """

    key: str
    currency: str
    orders: int
    units: int
    gross: Decimal
    refunds: Decimal
    net: Decimal
    previous_net: Decimal | None
    previous_orders: int | None = None
    previous_units: int | None = None
    previous_gross: Decimal | None = None


COLUMNS = tuple(RevenueRow.__dataclass_fields__)


@dataclass(frozen=True)
class Totals:
    """The revenue of a whole period in one currency; an average order is gross over orders."""

    currency: str
    orders: int
    units: int
    gross: Decimal
    refunds: Decimal
    net: Decimal
    previous_net: Decimal | None
    average_order: Decimal | None
    previous_orders: int | None = None
    previous_units: int | None = None
    previous_gross: Decimal | None = None
    previous_average_order: Decimal | None = None


@dataclass(frozen=True)
class Most:
    """The first rows of an answer, and how many it has."""

    rows: Sequence[RevenueRow]
    found: int


Told = TypeVar("Told", RevenueRow, Totals)


def read_revenue(database: Database, query: RevenueQuery) -> list[RevenueRow]:
    """Return a row for each key and currency with sales or refunds, by time or the best first."""
    return _read(database, query, query.group_by, RevenueRow)


def read_most(database: Database, query: RevenueQuery, most: int | None) -> Most:
    """Return the first `most` of the rows, all where it is None, and how many there are."""
    names, rows = _fetch(database, query, query.group_by, most)
    found = rows[0][names.index("found")] if rows else 0
    return Most(_told(RevenueRow, names, rows), found)


def read_totals(database: Database, query: RevenueQuery) -> list[Totals]:
    """Return the totals of each currency, the best first, whatever the query groups by."""
    return _read(database, query, "currency", Totals)


def read_revenue_table(
    database: Database, query: RevenueQuery, columns: Sequence[str] = COLUMNS
) -> pa.Table:
    """
    Return what `read_revenue` does as an Arrow table, for statements over any number of keys.

    Columns that are not asked for are not worked out.
    """
    with database.transaction() as cursor:
        asked = _parameters(cursor, query, query.group_by) | {"most": None}
        found = cursor.sql(SQL["revenue"], params=asked).select(", ".join(columns))
        return found.to_arrow_reader(BATCH_ROWS).read_all()


def most_of(table: pa.Table, most: int) -> Most:
    """Return the first `most` rows of a table with all columns, as `read_most` does."""
    columns = table.select(COLUMNS).slice(0, most).to_pydict().values()
    return Most([RevenueRow(*row) for row in zip(*columns, strict=True)], table.num_rows)


def _read(database: Database, query: RevenueQuery, group_by: str, kind: type[Told]) -> list[Told]:
    return _told(kind, *_fetch(database, query, group_by, None))


def _fetch(
    database: Database, query: RevenueQuery, group_by: str, most: int | None
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return the names of the columns, and the rows."""
    with database.transaction() as cursor:
        asked = _parameters(cursor, query, group_by) | {"most": most}
        found = cursor.execute(SQL["revenue"], asked)
        return [column[0] for column in found.description], found.fetchall()


def _told(kind: type[Told], names: list[str], rows: list[tuple[Any, ...]]) -> list[Told]:
    wanted = itemgetter(*(names.index(name) for name in kind.__dataclass_fields__))
    return [kind(*wanted(row)) for row in rows]


def _parameters(cursor: DuckDBPyConnection, query: RevenueQuery, group_by: str) -> Row:
    """Return what to ask in the transaction that was asked what the cells cover."""
    category = None if query.category is None else canonical_path(query.category)
    query = query.model_copy(update={"category": category})
    cells = _cells(cursor, query, group_by)
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


def _cells(cursor: DuckDBPyConnection, query: RevenueQuery, group_by: str) -> Row:
    """Return which days are read from which cells, and which from past lines by numbers."""
    zone, dimension = ZoneInfo(query.zone), _dimension(query, group_by)
    cover = read_cover(cursor, zone)
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
