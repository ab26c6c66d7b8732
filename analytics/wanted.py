"""Lost demand: what was wanted while it could not be ordered."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Self
from zoneinfo import ZoneInfo

from analytics.refused import note_refused
from analytics.turns import Turn
from catalog.clock import start_of_day
from catalog.database import Database, Row, rows_of
from catalog.paging import Key, MalformedCursor, Page, cut_page, decode_cursor
from catalog.statements import Statements

SQL = Statements(__file__)
AMOUNT = re.compile(r"(\d{1,34}(\.\d{1,4})?)?", re.ASCII)  # or none that is known


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


def list_wanted(  # noqa: PLR0913 - the period, what narrows it, and which page of the answer
    database: Database,
    from_day: date | None,
    to_day: date | None,
    *,
    zone: ZoneInfo,
    limit: int,
    currency: str | None = None,
    partner_id: int | None = None,
    cursor: str | None = None,
) -> Page[Wanted]:
    """
    Return a page of what was refused in the period, the most lost first.

    With a currency, also what has no known price. An order that was sent again and refused
    again counts again.

    Raises:
        MalformedCursor: the cursor is none that a page handed out.
    """
    from_at = start_of_day(from_day, zone) if from_day else None
    to_at = start_of_day(to_day, zone) if to_day else None
    asked = {**_after(cursor), "limit": limit + 1, "currency": currency}
    with database.cursor() as lent:
        note_refused(lent, from_at, to_at, partner_id)
        found = rows_of(lent.execute(SQL["select_wanted"], asked))
    return cut_page([Wanted.of(row) for row in found], limit, _key)


def _key(row: Wanted) -> Key:
    lost = "" if row.lost is None else str(row.lost)
    return [lost, row.units, row.partner, row.sku, row.currency or "", row.product_id or 0]


def _after(cursor: str | None) -> Row:
    after = decode_cursor(cursor, str, int, str, str, str, int)
    names = ("lost", "units", "partner", "sku", "currency", "product")
    if after is None:
        return {f"after_{name}": None for name in names}
    if not AMOUNT.fullmatch(str(after[0])):
        raise MalformedCursor("send the cursor as next_cursor gave it")
    return {
        f"after_{name}": value
        for name, value in zip(names, [after[0] or None, *after[1:]], strict=True)
    }
