"""What feeds did to a product: each change with its feed, the insert included."""

import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from catalog.database import Database, Row
from catalog.paging import Page, cut_page, decode_cursor
from catalog.products import get_product
from catalog.statements import Statements

SQL = Statements(__file__)


@dataclass(frozen=True)
class ProductChange:
    """
    What one feed did to a product.

    `before` and `after` hold every column by name, and are empty for `inserted`.
    """

    feed_id: str
    action: str
    changed_at: datetime
    columns: tuple[str, ...]
    before: Row
    after: Row


@dataclass(frozen=True)
class PricePoint:
    """The price of a product from a moment on, and what set it: an action of its history."""

    since: datetime
    action: str
    price: Decimal | None
    currency: str | None


def list_prices(database: Database, product_id: int, limit: int) -> list[PricePoint]:
    """Return the last prices of the product, the oldest first; none if there is no such product."""
    parameters = {"product_id": product_id, "limit": limit}
    return [PricePoint(**row) for row in database.rows(SQL["select_prices"], parameters)]


def list_changes(
    database: Database,
    product_id: int,
    limit: int,
    cursor: str | None = None,
    partner_id: int | None = None,
) -> Page[ProductChange]:
    """
    Return a page of the product's changes, the newest first and its insert last.

    Raises:
        ProductNotFound: there is no such product, or not for this caller.
    """
    get_product(database, product_id, partner_id)
    after = decode_cursor(cursor, str, str)
    parameters = {
        "product_id": product_id,
        "after_at": after[0] if after else None,
        "after_feed_id": after[1] if after else None,
        "limit": limit + 1,
    }
    found = [_change(row) for row in database.rows(SQL["select_product_changes"], parameters)]
    return cut_page(found, limit, lambda change: [change.changed_at.isoformat(), change.feed_id])


def _change(row: Row) -> ProductChange:
    return ProductChange(
        feed_id=str(row["feed_id"]),
        action=row["action"],
        changed_at=row["changed_at"],
        columns=tuple(row["changed_columns"]),
        before=_image(row["before"]),
        after=_image(row["after"]),
    )


def _image(image: Row | None) -> Row:
    if image is None:
        return {}
    return {**image, "attributes": json.loads(image["attributes"] or "{}")}
