"""Refused order lines: what was wanted and could not be sold, and the change behind it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Self

from duckdb import DuckDBPyConnection

from analytics.turns import Turn
from catalog.database import Row, rows_of
from catalog.statements import Statements

SQL = Statements(__file__)


@dataclass(frozen=True)
class RefusedProduct:
    """
    The refused lines of one product with one code and one reason.

    `product_id` is None where the catalog had no such product. `lost` is what the units would
    have cost at the price of then, in `currency`; both are None where no price is known. An
    order that is sent again and refused again counts again.
    """

    product_id: int | None
    partner: str
    sku: str
    product_name: str | None
    code: str
    lines: int
    units: int
    currency: str | None
    lost: Decimal | None
    last_refused_at: datetime
    because: Turn | None

    @classmethod
    def of(cls, row: Row) -> Self:
        """Return what stands in a row of select_refused."""
        names = cls.__dataclass_fields__.keys() - {"because"}
        return cls(**{name: row[name] for name in names}, because=Turn.of(row))


def note_refused(
    cursor: DuckDBPyConnection,
    from_at: datetime | None,
    to_at: datetime | None,
    partner_id: int | None,
) -> None:
    """Fill the temporary table `refused` with the refused lines of the period."""
    period = {"from_at": from_at, "to_at": to_at, "partner_id": partner_id}
    cursor.execute(SQL["ask_refused"], period)
    cursor.execute(SQL["ask_products_refused"])
    cursor.execute(SQL["note_turns"], {"since": None, "to_at": None})
    cursor.execute(SQL["note_refused"])


def read_refused(
    cursor: DuckDBPyConnection, limit: int, feed_id: str | None = None
) -> tuple[RefusedProduct, ...]:
    """
    Return what `note_refused` noted, by product, code and reason, most lost first.

    With `feed_id`, what was refused because of that feed alone.
    """
    asked = {"limit": limit, "of_feed": feed_id}
    found = rows_of(cursor.execute(SQL["select_refused"], asked))
    return tuple(RefusedProduct.of(row) for row in found)
