"""
What can explain the sales of a day: which products lost, and which feed changed them.

It explains, it does not prove: a change and a loss that meet may have nothing to do with each
other. The rules stand in sql/compare_day.sql and sql/note_causes.sql.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Self
from zoneinfo import ZoneInfo

from duckdb import DuckDBPyConnection

from analytics.refused import RefusedProduct, note_refused, read_refused
from analytics.turns import Turn
from catalog.clock import days_after, start_of_day
from catalog.database import Database, Row, rows_of
from catalog.statements import Statements

SQL = Statements(__file__)
WINDOW_DAYS = 28


@dataclass(frozen=True)
class DayQuery:
    """Which day of the zone; with `partner_id`, of that partner's products alone."""

    day: date
    zone: ZoneInfo
    currency: str | None = None
    partner_id: int | None = None


@dataclass(frozen=True)
class DayTotals:
    """
    The day in one currency; `usual` is the average of the same weekday of four weeks.

    `lost` is what the products that sold less than usual lost, `explained` how much of it some
    change can explain.
    """

    currency: str
    net: Decimal
    week_before: Decimal
    usual: Decimal
    units: int
    lost: Decimal
    losing_products: int
    explained: Decimal


@dataclass(frozen=True)
class BlamedFeed:
    """
    A feed with what its changes can explain of the day's losses in one currency.

    `alone` is what no other feed can explain, too. `currency` is None for a feed that only had
    order lines refused; those are counted in all currencies together.
    """

    feed_id: str
    by_revert: bool
    partner: str | None
    filename: str | None
    mode: str | None
    status: str | None
    reverted_at: datetime | None
    changed_at: datetime
    currency: str | None
    explained: Decimal
    alone: Decimal
    products: int
    kinds: tuple[str, ...]
    refused_lines: int
    refused_units: int

    @classmethod
    def of(cls, row: Row) -> Self:
        """Return what stands in a row of select_blamed_feeds."""
        return cls(**{**row, "feed_id": str(row["feed_id"]), "kinds": tuple(row["kinds"])})


@dataclass(frozen=True)
class Cause:
    """A turn of a product, and what of its loss that can explain."""

    turn: Turn
    explained: Decimal


@dataclass(frozen=True)
class LosingProduct:
    """A product that sold less than usual; without causes, nothing that matters was changed."""

    product_id: int | None
    partner: str
    sku: str
    product_name: str | None
    currency: str
    units: int
    net: Decimal
    week_before: Decimal
    usual: Decimal
    loss: Decimal
    causes: tuple[Cause, ...]

    @classmethod
    def of(cls, row: Row) -> Self:
        """Return what stands in a row of select_losing."""
        return cls(**{**row, "causes": tuple(_causes(row["causes"]))})


@dataclass(frozen=True)
class DayCauses:
    """
    A day's sales with what can explain its losses, each list the worst first.

    `until` is where the day was cut, as it is not over; the weeks before are cut there, too.
    """

    day: date
    until: datetime | None
    totals: tuple[DayTotals, ...]
    feeds: tuple[BlamedFeed, ...]
    products: tuple[LosingProduct, ...]
    refused: tuple[RefusedProduct, ...]


def read_causes(database: Database, query: DayQuery, now: datetime, limit: int) -> DayCauses:
    """Return the day's causes; each list has `limit` rows at most, the sums are of all."""
    from_at = start_of_day(query.day, query.zone)
    end = start_of_day(days_after(query.day, 1), query.zone)
    to_at = max(from_at, min(end, now))
    asked = {"limit": limit}
    with database.transaction() as cursor:  # what is listed and what is summed is one state
        _note(cursor, query, from_at, to_at)
        return DayCauses(
            day=query.day,
            until=to_at if to_at < end else None,
            totals=tuple(DayTotals(**row) for row in _rows(cursor, "select_day_totals", {})),
            feeds=tuple(BlamedFeed.of(row) for row in _rows(cursor, "select_blamed_feeds", asked)),
            products=tuple(LosingProduct.of(row) for row in _rows(cursor, "select_losing", asked)),
            refused=read_refused(cursor, limit),
        )


def _note(cursor: DuckDBPyConnection, query: DayQuery, from_at: datetime, to_at: datetime) -> None:
    """Fill the temporary tables `compared`, `refused` and `cause`."""
    since = start_of_day(days_after(query.day, -WINDOW_DAYS), query.zone)
    of_day = {"day": query.day, "zone": query.zone.key, "since": since, "to_at": to_at}
    scope = {"partner_id": query.partner_id, "currency": query.currency}
    cursor.execute(SQL["compare_day"], {**of_day, **scope, **_weeks_before(query)})
    note_refused(cursor, from_at, to_at, query.partner_id)
    cursor.execute(SQL["ask_losing"])
    cursor.execute(SQL["note_turns"], {"since": since, "to_at": to_at})
    cursor.execute(SQL["note_causes"], {**of_day, "from_at": from_at})


def _weeks_before(query: DayQuery) -> Row:
    """Return where the day and the same weekday of the four weeks before start and end."""
    days = [days_after(query.day, -past) for past in range(0, WINDOW_DAYS + 1, 7)]
    starts = [start_of_day(day, query.zone) for day in days]
    ends = [start_of_day(days_after(day, 1), query.zone) for day in days]
    return {"starts": starts, "ends": ends}


def _rows(cursor: DuckDBPyConnection, name: str, parameters: Row) -> list[Row]:
    return rows_of(cursor.execute(SQL[name], parameters))


def _causes(rows: list[Row]) -> list[Cause]:
    turns = [(Turn.of(row), row["explained"]) for row in rows]
    return [Cause(turn, explained) for turn, explained in turns if turn]
