"""
Price changes beside what was ordered before and after.

They stand beside each other; that the one made the other happen, sales cannot tell.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Self
from zoneinfo import ZoneInfo

from catalog.clock import start_of_day
from catalog.database import Database, Row
from catalog.paging import Page, cut_page, decode_cursor
from catalog.statements import Statements

SQL = Statements(__file__)
DAYS = 14
HUNDREDTH = Decimal("0.01")
SECONDS_OF_DAY = 86_400


@dataclass(frozen=True)
class PriceChange:
    """
    One change of a product's price, the sale price where there is one.

    The windows go up to 14 days back and on, cut where another change of the price comes, where
    the product came in, and now. `units_a_day_…` are None for a window without length.
    """

    product_id: int
    partner: str
    sku: str
    product_name: str | None
    changed_at: datetime
    feed_id: str
    by_revert: bool
    price_before: Decimal | None
    price_after: Decimal | None
    currency_before: str | None
    currency_after: str | None
    before_from: datetime
    after_to: datetime
    units_before: int
    units_after: int

    @classmethod
    def of(cls, row: Row) -> Self:
        """Return what stands in a row of select_price_changes."""
        action = row.pop("action")
        told = {"feed_id": str(row["feed_id"]), "by_revert": action == "reverted"}
        return cls(**{**row, **told})

    @property
    def units_a_day_before(self) -> Decimal | None:
        """The units ordered a day before the change."""
        return _a_day(self.units_before, self.changed_at - self.before_from)

    @property
    def units_a_day_after(self) -> Decimal | None:
        """The units ordered a day since the change."""
        return _a_day(self.units_after, self.after_to - self.changed_at)


@dataclass(frozen=True)
class PriceChangeQuery:
    """Which price changes: by the day of the zone, the partner, the product; None is any."""

    zone: ZoneInfo
    from_day: date | None = None
    to_day: date | None = None
    partner_id: int | None = None
    product_id: int | None = None


def list_price_changes(
    database: Database,
    query: PriceChangeQuery,
    now: datetime,
    limit: int,
    cursor: str | None = None,
) -> Page[PriceChange]:
    """
    Return a page of price changes, the newest first.

    Raises:
        MalformedCursor: the cursor is none that a page handed out.
    """
    after = decode_cursor(cursor, str, int)
    parameters = {
        "from_at": start_of_day(query.from_day, query.zone) if query.from_day else None,
        "to_at": start_of_day(query.to_day, query.zone) if query.to_day else None,
        "partner_id": query.partner_id,
        "product_id": query.product_id,
        "after_at": after[0] if after else None,
        "after_product": after[1] if after else None,
        "days": DAYS,
        "now": now,
        "limit": limit + 1,
    }
    found = [PriceChange.of(row) for row in database.rows(SQL["select_price_changes"], parameters)]
    return cut_page(found, limit, lambda each: [each.changed_at.isoformat(), each.product_id])


def _a_day(units: int, window: timedelta) -> Decimal | None:
    if window <= timedelta(0):
        return None
    days = Decimal(window // timedelta(seconds=1)) / SECONDS_OF_DAY
    return (units / days).quantize(HUNDREDTH, ROUND_HALF_UP) if days else None
