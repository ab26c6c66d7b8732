"""
What each product sold in a period, beside the period that it is compared with.

A product is a partner's SKU in one currency: past orders count too that name what the catalog
never had. The measures are the macros of definitions.py.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, Self

import pyarrow as pa
from duckdb import DuckDBPyConnection
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from analytics.comparison import Compare
from analytics.past_revenue import BATCH_ROWS, ReadPast, read_past
from analytics.revenue import COLUMNS, read_revenue_table, read_totals
from analytics.revenue_query import RevenueQuery
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


def read_sold(database: Database, query: PerformanceQuery, past: ReadPast = read_past) -> pa.Table:
    """
    Return what each product sold in both periods, for the lists and the totals of one screen.

    The rows are those of revenue by product: past days come from what was worked out before.
    """
    told = read_revenue_table(database, _revenue_of(query), (*COLUMNS, "is_now"), past)
    with database.cursor() as lent:
        lent.register("told", told)
        return lent.sql(SQL["select_sold"]).to_arrow_reader(BATCH_ROWS).read_all()


def read_sold_currencies(
    database: Database, query: PerformanceQuery, past: ReadPast = read_past
) -> tuple[str, ...]:
    """Return the currencies in which anything sold in one of both periods, the best first."""
    return tuple(each.currency for each in read_totals(database, _revenue_of(query), past))


def read_performance(  # noqa: PLR0913 - the question, and which page of the answer
    database: Database,
    query: PerformanceQuery,
    wanted: ProductList,
    units_left: UnitsLeft,
    *,
    limit: int,
    cursor: str | None = None,
    sold: pa.Table | None = None,
) -> Page[Performance]:
    """
    Return a page of products: the best, or those that fell or rose most.

    `sold` is what `read_sold` returned of the query, where it was read.

    Raises:
        MalformedCursor: the cursor is of another list, or none that a page handed out.
    """
    after = decode_cursor(cursor, str, str, int, str, str)
    if after and (after[0] != wanted or not _is_amount(str(after[1]))):
        raise MalformedCursor("send the cursor as next_cursor gave it")
    names = ("after_rank", "after_partner", "after_sku", "after_currency")
    asked = dict(zip(names, after[1:] if after else (None,) * len(names), strict=True))
    with _told(database, query, sold) as lent:
        found = rows_of(
            lent.execute(SQL["select_performed"], {**asked, "list": wanted, "limit": limit + 1})
        )
        page = cut_page(found, limit, lambda row: _key(wanted, row))
        items = [_performance(row, query) for row in page.items]
        items = _with_standing(lent, query, items, units_left)
    return Page(tuple(items), page.next_cursor)


def read_performance_totals(
    database: Database, query: PerformanceQuery, sold: pa.Table | None = None
) -> tuple[PerformanceTotals, ...]:
    """Return a row for each currency, that of the most products first; `sold` as in the lists."""
    with _told(database, query, sold) as lent:
        found = rows_of(lent.execute(SQL["select_performed_totals"]))
    return tuple(PerformanceTotals(**row) for row in found)


def _revenue_of(query: PerformanceQuery) -> RevenueQuery:
    asked = query.model_dump(exclude={"has_rivals"}) | {"group_by": "product", "keeps_gone": True}
    return RevenueQuery.model_validate(asked)


@contextmanager
def _told(
    database: Database, query: PerformanceQuery, sold: pa.Table | None
) -> Iterator[DuckDBPyConnection]:
    """Lend a cursor that knows what was sold as `performed`."""
    sold = read_sold(database, query) if sold is None else sold
    with database.cursor() as lent:
        lent.register("performed", sold)
        yield lent


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
