"""The orders of one product, line by line, the newest first."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from pydantic import AwareDatetime, TypeAdapter, ValidationError

from catalog.database import Database
from catalog.paging import Key, MalformedCursor, Page, cut_page, decode_cursor
from catalog.statements import Statements
from orders.order import OrderStatus

SQL = Statements(__file__)
PLACE = TypeAdapter(tuple[AwareDatetime, UUID, int])


@dataclass(frozen=True)
class ProductOrder:
    """A line that ordered the product, and its order as it stands; amounts are in `currency`."""

    order_id: str
    order_number: str
    status: OrderStatus
    customer_ref: str
    line: int
    quantity: int
    unit_price: Decimal
    line_total: Decimal
    currency: str
    ordered_at: datetime


def list_product_orders(
    database: Database, product_id: int, limit: int, cursor: str | None = None
) -> Page[ProductOrder]:
    """
    Return a page of the lines that ordered the product, those of past orders included.

    Raises:
        MalformedCursor: the cursor is none that a page handed out.
    """
    after_at, after_id, after_line = _decode(cursor)
    parameters = {
        "product_id": product_id,
        "after_at": after_at,
        "after_id": after_id,
        "after_line": after_line,
        "limit": limit + 1,
    }
    rows = database.rows(SQL["select_product_orders"], parameters)
    found = [ProductOrder(**{**row, "order_id": str(row["order_id"])}) for row in rows]
    return cut_page(found, limit, _key)


def _key(order: ProductOrder) -> Key:
    return [order.ordered_at.isoformat(), order.order_id, order.line]


def _decode(cursor: str | None) -> tuple[datetime, UUID, int] | tuple[None, None, None]:
    key = decode_cursor(cursor, str, str, int)
    if key is None:
        return None, None, None
    try:
        return PLACE.validate_python(key)
    except ValidationError as error:
        raise MalformedCursor("send the cursor as next_cursor gave it") from error
