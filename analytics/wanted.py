"""Lost demand: what was wanted while it could not be ordered."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Self
from zoneinfo import ZoneInfo

from analytics.refused import note_refused
from analytics.turns import Turn
from catalog.clock import start_of_day
from catalog.database import Database, Row, rows_of
from catalog.statements import Statements

SQL = Statements(__file__)


@dataclass(frozen=True)
class Wanted:
    """
    The refused lines of one product; `because` is what it was refused because of the last time.

    `product_id` is None for an SKU that the catalog does not have. `lost` is what the units would
    have cost at the price of then, in `currency`; both are None where no price is known.
    """

    product_id: int | None
    partner: str
    sku: str
    product_name: str | None
    currency: str | None
    lines: int
    units: int
    lost: Decimal | None
    codes: tuple[str, ...]
    last_refused_at: datetime
    because: Turn | None

    @classmethod
    def of(cls, row: Row) -> Self:
        """Return what stands in a row of select_wanted."""
        told = {"codes": tuple(row["codes"]), "because": Turn.of(row["because"])}
        return cls(**{**row, **told})


def list_wanted(  # noqa: PLR0913 - the period and what narrows it
    database: Database,
    from_day: date | None,
    to_day: date | None,
    *,
    zone: ZoneInfo,
    limit: int,
    currency: str | None = None,
    partner_id: int | None = None,
) -> tuple[Wanted, ...]:
    """
    Return what was refused in the period, the most lost first, `limit` products at most.

    With a currency, also what has no known price. An order that was sent again and refused
    again counts again.
    """
    from_at = start_of_day(from_day, zone) if from_day else None
    to_at = start_of_day(to_day, zone) if to_day else None
    with database.cursor() as lent:
        note_refused(lent, from_at, to_at, partner_id)
        asked = {"limit": limit, "currency": currency}
        found = rows_of(lent.execute(SQL["select_wanted"], asked))
    return tuple(Wanted.of(row) for row in found)
