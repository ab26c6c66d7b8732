"""
Revenue by time, partner, product and country, each currency by itself.

The measures are those of definitions.py, over the view `sales_line`; the page and the API of
revenue read them from here.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from operator import itemgetter
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import pyarrow as pa
from duckdb import DuckDBPyConnection

from analytics.cover import read_cover
from analytics.past_revenue import BATCH_ROWS, ReadPast, read_past
from analytics.revenue_days import parameters_of
from analytics.revenue_query import RevenueQuery
from catalog.database import Database, Row
from catalog.statements import Statements

SQL = Statements(__file__)


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
    return _told(RevenueRow, *_fetch(database, query, query.group_by))


def read_most(
    database: Database, query: RevenueQuery, most: int | None, past: ReadPast = read_past
) -> Most:
    """Return the first `most` of the rows, all where it is None, and how many there are."""
    names, rows = _fetch(database, query, query.group_by, most, past)
    found = rows[0][names.index("found")] if rows else 0
    return Most(_told(RevenueRow, names, rows), found)


def read_totals(
    database: Database, query: RevenueQuery, past: ReadPast = read_past
) -> list[Totals]:
    """Return the totals of each currency, the best first, whatever the query groups by."""
    return _told(Totals, *_fetch(database, query, "currency", past=past))


def read_revenue_table(
    database: Database,
    query: RevenueQuery,
    columns: Sequence[str] = COLUMNS,
    past: ReadPast = read_past,
) -> pa.Table:
    """
    Return what `read_revenue` does as an Arrow table, for statements over any number of keys.

    Columns that are not asked for are not worked out.
    """
    with _asking(database, query, query.group_by, None, past) as (cursor, asked):
        found = cursor.sql(SQL["revenue"], params=asked).select(", ".join(columns))
        return found.to_arrow_reader(BATCH_ROWS).read_all()


def most_of(table: pa.Table, most: int) -> Most:
    """Return the first `most` rows of a table with all columns, as `read_most` does."""
    columns = table.select(COLUMNS).slice(0, most).to_pydict().values()
    return Most([RevenueRow(*row) for row in zip(*columns, strict=True)], table.num_rows)


def _fetch(
    database: Database,
    query: RevenueQuery,
    group_by: str,
    most: int | None = None,
    past: ReadPast = read_past,
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return the names of the columns, and the rows."""
    with _asking(database, query, group_by, most, past) as (cursor, asked):
        found = cursor.execute(SQL["revenue"], asked)
        return [column[0] for column in found.description], found.fetchall()


@contextmanager
def _asking(
    database: Database, query: RevenueQuery, group_by: str, most: int | None, past: ReadPast
) -> Iterator[tuple[DuckDBPyConnection, Row]]:
    """Lend a cursor that has the past, in one transaction with it, and what to ask of the rest."""
    with database.transaction() as cursor:
        cover = read_cover(cursor, ZoneInfo(query.zone))
        asked = parameters_of(query, group_by, cover) | {"most": most}
        cursor.register("past_sale", past(cursor, cover, asked))
        yield cursor, {name: asked[name] for name in SQL.parsed("revenue").named_parameters}


def _told(kind: type[Told], names: list[str], rows: list[tuple[Any, ...]]) -> list[Told]:
    wanted = itemgetter(*(names.index(name) for name in kind.__dataclass_fields__))
    return [kind(*wanted(row)) for row in rows]
