"""Active products that nobody orders, and since when they could have been."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from catalog.clock import start_of_day
from catalog.database import Database
from catalog.paging import Page, cut_page, decode_cursor
from catalog.statements import Statements

SQL = Statements(__file__)


@dataclass(frozen=True)
class Unsold:
    """
    An active product without a line placed in the period; `price` is the sale price if any.

    `last_sold_at` is when it was ordered before or after that, None for never.
    """

    product_id: int
    partner: str
    sku: str
    product_name: str | None
    price: Decimal | None
    currency: str | None
    availability: str | None
    in_catalog_since: datetime
    last_sold_at: datetime | None


def list_unsold(  # noqa: PLR0913 - the period, and which page of the answer
    database: Database,
    from_day: date | None,
    to_day: date | None,
    *,
    zone: ZoneInfo,
    limit: int,
    partner_id: int | None = None,
    cursor: str | None = None,
) -> Page[Unsold]:
    """
    Return a page of the products not sold in the period, the longest in the catalog first.

    Without both days, of those never sold.

    Raises:
        MalformedCursor: the cursor is none that a page handed out.
    """
    after = decode_cursor(cursor, int)
    parameters = {
        "from_at": start_of_day(from_day, zone) if from_day else None,
        "to_at": start_of_day(to_day, zone) if to_day else None,
        "partner_id": partner_id,
        "after_product": after[0] if after else None,
        "limit": limit + 1,
    }
    found = [Unsold(**row) for row in database.rows(SQL["select_unsold"], parameters)]
    return cut_page(found, limit, lambda product: [product.product_id])
