"""
What each product sold in a period, beside the period that it is compared with.

A product is a partner's SKU in one currency: past orders count too that name what the catalog
never had. The measures are the macros of definitions.py.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, Self
from zoneinfo import ZoneInfo

from duckdb import DuckDBPyConnection
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from analytics.comparison import Compare, compare_period
from catalog.clock import start_of_day
from catalog.database import Database, Row, rows_of
from catalog.paging import Key, MalformedCursor, Page, cut_page, decode_cursor
from catalog.statements import Statements

SQL = Statements(__file__)
ProductList = Literal["best", "falling", "rising"]
# by product id how many units can be ordered now, None for as many as one likes; the orders' to say
UnitsLeft = Callable[[Iterable[int]], Mapping[int, int | None]]


class PerformanceQuery(BaseModel):
    """
    Which products; days are those of the zone, and what is None filters nothing.

    `has_rivals` asks for the price index, which tells something of what other partners ask.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    from_day: date | None = Field(None, description="The first day, itself included.")
    to_day: date | None = Field(None, description="The day after the last.")
    currency: str | None = None
    partner_id: int | None = None
    compare: Compare = "previous"
    has_rivals: bool = True
    now: AwareDatetime | None = None
    zone: str = "UTC"

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.from_day and self.to_day and self.from_day > self.to_day:
            raise ValueError("the first day comes after the last: swap them")
        return self

    @property
    def is_compared(self) -> bool:
        """Whether there is a period to compare with: not for one without an end or a beginning."""
        return self.from_day is not None and self.to_day is not None


@dataclass(frozen=True)
class Performance:
    """
    What a product sold in one currency; `previous_…` is of what the period is compared with.

    `product_id` is None where the catalog never had it. `sell_through` and `price_index` are in
    percent, None where they cannot be told; they are of the catalog as it is now.
    """

    product_id: int | None
    partner: str
    sku: str
    product_name: str | None
    currency: str
    orders: int
    units: int
    gross: Decimal
    refunds: Decimal
    net: Decimal
    previous_orders: int | None
    previous_units: int | None
    previous_gross: Decimal | None
    previous_refunds: Decimal | None
    previous_net: Decimal | None
    change: Decimal | None
    is_active: bool
    in_catalog_since: datetime | None
    sell_through: Decimal | None = None
    price_index: Decimal | None = None


@dataclass(frozen=True)
class PerformanceTotals:
    """How many products sold, fell, and sold nothing any more, in one currency."""

    currency: str
    products_sold: int
    products_falling: int
    products_stopped: int
    lost: Decimal
    gained: Decimal


def read_performance(  # noqa: PLR0913 - the question, and which page of the answer
    database: Database,
    query: PerformanceQuery,
    wanted: ProductList,
    units_left: UnitsLeft,
    *,
    limit: int,
    cursor: str | None = None,
) -> Page[Performance]:
    """
    Return a page of products: the best, or those that fell or rose most.

    Raises:
        MalformedCursor: the cursor is of another list, or none that a page handed out.
    """
    after = decode_cursor(cursor, str, str, int, str, str)
    if after and (after[0] != wanted or not _is_amount(str(after[1]))):
        raise MalformedCursor("send the cursor as next_cursor gave it")
    names = ("after_rank", "after_partner", "after_sku", "after_currency")
    asked = dict(zip(names, after[1:] if after else (None,) * len(names), strict=True))
    with database.cursor() as lent:
        bounds = _note(lent, query)
        named = {**asked, **bounds, "list": wanted, "limit": limit + 1}
        page = cut_page(
            rows_of(lent.execute(SQL["select_performed"], named)),
            limit,
            lambda row: _key(wanted, row),
        )
        items = [_performance(row, query) for row in page.items]
        items = _with_standing(lent, query, items, units_left)
    return Page(tuple(items), page.next_cursor)


def read_performance_totals(
    database: Database, query: PerformanceQuery
) -> tuple[PerformanceTotals, ...]:
    """Return a row for each currency, that of the most products first."""
    with database.cursor() as lent:
        _note(lent, query)
        found = rows_of(lent.execute(SQL["select_performed_totals"]))
    return tuple(PerformanceTotals(**row) for row in found)


def _note(cursor: DuckDBPyConnection, query: PerformanceQuery) -> Row:
    """Fill the temporary table `performed`, and return the moments that bound both periods."""
    zone = ZoneInfo(query.zone)
    from_at = start_of_day(query.from_day, zone) if query.from_day else None
    to_at = start_of_day(query.to_day, zone) if query.to_day else None
    before: tuple[datetime | None, datetime | None] = (None, None)
    if query.from_day and query.to_day:
        comparison = compare_period(query.from_day, query.to_day, query.compare)
        before = comparison.bounds(zone, query.now)
    bounds: Row = {
        "from_at": from_at,
        "before_from_at": before[0],
        "before_to_at": before[1],
        "earliest_at": min(filter(None, (from_at, before[0])), default=None),
        "latest_at": to_at,
    }
    scope = {"to_at": to_at, "currency": query.currency, "partner_id": query.partner_id}
    cursor.execute(SQL["note_performed"], {**bounds, **scope})
    return bounds


def _key(wanted: ProductList, row: Row) -> Key:
    return [wanted, str(row["rank_by"]), row["partner_id"], row["sku"], row["currency"]]


def _is_amount(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdecimal() and text.isascii()


def _performance(row: Row, query: PerformanceQuery) -> Performance:
    known = {name: row[name] for name in Performance.__dataclass_fields__ if name in row}
    if not query.is_compared:
        known |= {name: None for name in known if name.startswith("previous_")}
        known["change"] = None
    return Performance(**known)


def _with_standing(
    cursor: DuckDBPyConnection,
    query: PerformanceQuery,
    items: Sequence[Performance],
    units_left: UnitsLeft,
) -> list[Performance]:
    left = units_left([item.product_id for item in items if item.product_id is not None])
    asked = {
        "rows": list(range(len(items))),
        "product_ids": [item.product_id for item in items],
        "currencies": [item.currency for item in items],
        "units": [item.units for item in items],
        "units_left": [left.get(item.product_id or 0) for item in items],
    }
    found = cursor.execute(SQL["select_product_standing"], asked).fetchall()
    standing = {row_no: (sell_through, index) for row_no, sell_through, index in found}
    return [
        replace(
            item,
            sell_through=standing[number][0],
            price_index=standing[number][1] if query.has_rivals else None,
        )
        for number, item in enumerate(items)
    ]
