"""What was ordered at the prices that each feed set, and refused because of what it changed."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Self

from analytics.refused import note_refused
from catalog.database import Database, Row, rows_of
from catalog.paging import Page, cut_page, decode_cursor
from catalog.statements import Statements

SQL = Statements(__file__)


@dataclass(frozen=True)
class Sales:
    """What was ordered and given back in one currency."""

    currency: str
    orders: int
    units: int
    gross: Decimal
    refunds: Decimal
    net: Decimal


@dataclass(frozen=True)
class FeedSales:
    """
    A loaded feed and what came of it.

    `sales` are of the order lines whose price it had set, also where later feeds changed other
    things of the product. `refused_…` are the order lines that could not be met because of what
    it changed last: deactivated, out of stock, too few left, or inserted so.
    """

    feed_id: str
    receipt_no: int
    partner: str
    filename: str
    mode: str
    status: str
    received_at: datetime
    finished_at: datetime | None
    reverted_at: datetime | None
    inserted: int
    updated: int
    deactivated: int
    prices_moved: int
    sales: tuple[Sales, ...]
    refused_lines: int
    refused_units: int

    @classmethod
    def of(cls, row: Row) -> Self:
        """Return what stands in a row of select_feed_sales."""
        return cls(**{**row, "sales": tuple(Sales(**each) for each in row["sales"])})


def list_feed_sales(
    database: Database,
    limit: int,
    cursor: str | None = None,
    *,
    partner_id: int | None = None,
    feed_id: str | None = None,
) -> Page[FeedSales]:
    """
    Return a page of loaded feeds, the newest first; with `feed_id`, that one if it is loaded.

    Raises:
        MalformedCursor: the cursor is none that a page handed out.
    """
    after = decode_cursor(cursor, int)
    asked = {
        "partner_id": partner_id,
        "feed_id": feed_id,
        "after_no": after[0] if after else None,
        "limit": limit + 1,
    }
    with database.cursor() as lent:
        found = lent.execute(SQL["find_feed_page_start"], asked).fetchone()
        if found is None or found[0] is None:
            return Page((), None)
        note_refused(lent, found[0], None, partner_id)
        rows = rows_of(lent.execute(SQL["select_feed_sales"], asked))
    return cut_page([FeedSales.of(row) for row in rows], limit, lambda feed: [feed.receipt_no])
