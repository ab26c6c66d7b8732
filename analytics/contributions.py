"""What explains a change of net revenue: each key's share of it, and for products why."""

from dataclasses import dataclass, fields
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, Self

import pyarrow as pa

from analytics.comparison import Comparison
from analytics.past_revenue import ReadPast, read_past
from analytics.revenue import read_revenue_table
from analytics.revenue_query import RevenueQuery
from catalog.currencies import MINOR_UNITS
from catalog.database import Database, Row, rows_of
from catalog.statements import Statements

SQL = Statements(__file__)

ExplainedBy = Literal["product", "category", "brand", "partner", "country"]

NOTHING = Decimal(0)
EXPLAINING = ("key", "units", "gross", "net", "previous_units", "previous_gross", "previous_net")
SHARE_UNIT = Decimal("0.0001")


class ChangeQuery(RevenueQuery):
    """Which change of revenue: of one currency, between a whole period and another."""

    from_day: date
    to_day: date
    currency: str
    keeps_gone: Literal[True] = True

    @property
    def comparison(self) -> Comparison:
        """What the period is compared with."""
        return self._compared(self.from_day, self.to_day)


@dataclass(frozen=True)
class Parts:
    """
    Why the net of a product changed; the parts sum to its change.

    With u units, g gross and r refunds, 0 before and 1 now: `volume` is (u1 - u0) times the
    average price before, `price` what else the gross changed by, `refunds` r0 - r1, `new` the
    gross of what did not sell before, `gone` that of what does not sell now, negative.
    u1 times the average price before is rounded half up to the currency's minor unit, so that
    the rounding is in `price`.
    """

    volume: Decimal = NOTHING
    price: Decimal = NOTHING
    refunds: Decimal = NOTHING
    new: Decimal = NOTHING
    gone: Decimal = NOTHING

    @classmethod
    def of(cls, row: Row) -> Self:
        """Return the parts that a row has among others."""
        return cls(**{part.name: row[part.name] for part in fields(cls)})

    def __add__(self, other: "Parts") -> "Parts":
        """Return the sums, part by part."""
        return Parts(
            **{part.name: getattr(self, part.name) + getattr(other, part.name) for part in PARTS}
        )


PARTS = fields(Parts)


@dataclass(frozen=True)
class Contribution:
    """
    What a key adds to the change; without key, what the `keys` others do together.

    `share` is its part of the whole change, to four decimals, None of no change; shares of a
    change have either sign and can be beyond 1. Parts are those of products alone.
    """

    key: str | None
    keys: int
    net: Decimal
    previous_net: Decimal
    change: Decimal
    share: Decimal | None
    parts: Parts | None


@dataclass(frozen=True)
class Change:
    """The net of a period and of what it is compared with; the contributions sum to `change`."""

    currency: str
    comparison: Comparison
    net: Decimal
    previous_net: Decimal
    change: Decimal
    parts: Parts | None
    contributions: tuple[Contribution, ...]


def explain_change(
    database: Database, query: ChangeQuery, limit: int, past: ReadPast = read_past
) -> Change:
    """Return the `limit` keys that moved the net most, the greatest first, then the others."""
    table = read_revenue_table(database, query, EXPLAINING, past)
    return explain_table(database, query, table, limit)


def explain_table(database: Database, query: ChangeQuery, table: pa.Table, limit: int) -> Change:
    """Return what `explain_change` does of what `read_revenue_table` has read of the query."""
    rows = _explained(database, table, query.currency, limit)
    change = sum((row["change"] for row in rows), NOTHING)
    is_split = query.group_by == "product"
    return Change(
        currency=query.currency,
        comparison=query.comparison,
        net=sum((row["net"] for row in rows), NOTHING),
        previous_net=sum((row["previous_net"] for row in rows), NOTHING),
        change=change,
        parts=sum(map(Parts.of, rows), Parts()) if is_split else None,
        contributions=tuple(_contribution(row, change, is_split=is_split) for row in rows),
    )


def _explained(database: Database, table: pa.Table, currency: str, limit: int) -> list[Row]:
    minor_unit = min(MINOR_UNITS.get(currency, 2), 4)
    with database.cursor() as cursor:
        cursor.register("revenue_row", table)
        parameters = {"limit": limit, "minor_unit": minor_unit}
        return rows_of(cursor.execute(SQL["explain_change"], parameters))


def _contribution(row: Row, change: Decimal, *, is_split: bool) -> Contribution:
    share = (row["change"] / change).quantize(SHARE_UNIT, ROUND_HALF_UP) if change else None
    return Contribution(
        key=row["key"],
        keys=row["keys"],
        net=row["net"],
        previous_net=row["previous_net"],
        change=row["change"],
        share=share,
        parts=Parts.of(row) if is_split else None,
    )
