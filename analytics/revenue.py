"""
Revenue by time, partner, product and country, each currency by itself.

The measures are defined once, in sql/revenue.sql over the view `sales_line`; every screen reads
them from here.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, model_validator

from catalog.clock import start_of_day
from catalog.currencies import MINOR_UNITS
from catalog.database import Database, Row
from catalog.statements import Statements

SQL = Statements(__file__)

GroupBy = Literal["day", "week", "month", "partner", "category", "brand", "product", "country"]


class RevenueQuery(BaseModel):
    """Which revenue; days are those of the zone, and what is None filters nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    from_day: date | None = Field(None, description="The first day, itself included.")
    to_day: date | None = Field(None, description="The day after the last.")
    group_by: GroupBy = "day"
    currency: str | None = None
    partner_id: int | None = None
    zone: str = "UTC"

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.from_day and self.to_day and self.from_day > self.to_day:
            raise ValueError("the first day comes after the last: swap them")
        return self

    @property
    def days(self) -> int | None:
        """How many days the period has, None for one without an end or a beginning."""
        if self.from_day is None or self.to_day is None:
            return None
        return (self.to_day - self.from_day).days


@dataclass(frozen=True)
class RevenueRow:
    """
    The revenue of one key in one currency, exact.

    `key` is the day (2026-11-23), the Monday of the ISO week, the month (2026-11), the partner's
    code, the category or the brand as it was sold, the order's country ('' for none of them), or
    partner/sku of the product.
    `previous_net` is the net of the same key in the period of as many days just before (for a
    time: of the day, week or month that many days earlier), None for a query without both ends.
    """

    key: str
    currency: str
    orders: int
    units: int
    gross: Decimal
    refunds: Decimal
    net: Decimal
    previous_net: Decimal | None


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


def read_revenue(database: Database, query: RevenueQuery) -> list[RevenueRow]:
    """Return a row for each key and currency with sales or refunds, by time or the best first."""
    return [RevenueRow(**row) for row in _read(database, query, query.group_by)]


def read_totals(database: Database, query: RevenueQuery) -> list[Totals]:
    """Return the totals of each currency, the best first, whatever the query groups by."""
    return [_totals(row) for row in _read(database, query, "currency")]


def _read(database: Database, query: RevenueQuery, group_by: str) -> list[Row]:
    zone, days = ZoneInfo(query.zone), query.days
    earliest = query.from_day
    if earliest is not None and days is not None:
        earliest = date.fromordinal(max(earliest.toordinal() - days, 1))
    parameters = {
        "earliest_at": _start(earliest, zone),
        "from_at": _start(query.from_day, zone),
        "to_at": _start(query.to_day, zone),
        "shift_days": days or 0,
        "is_compared": days is not None,
        "currency": query.currency,
        "partner_id": query.partner_id,
        "zone": query.zone,
        "group_by": group_by,
    }
    return database.rows(SQL["revenue"], parameters)


def _start(day: date | None, zone: ZoneInfo) -> datetime | None:
    return None if day is None else start_of_day(day, zone)


def _totals(row: Row) -> Totals:
    unit = Decimal(1).scaleb(-MINOR_UNITS.get(row["currency"], 2))
    average = (
        (row["gross"] / row["orders"]).quantize(unit, ROUND_HALF_UP) if row["orders"] else None
    )
    measures = {name: value for name, value in row.items() if name != "key"}
    return Totals(**measures, average_order=average)
