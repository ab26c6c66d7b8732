"""An order as it was placed, whatever the catalog says since."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from catalog.errors import NotFound

OrderStatus = Literal["CONFIRMED", "CANCELLED", "PARTIALLY_REFUNDED", "REFUNDED"]


class OrderNotFound(NotFound):
    """No order has that id, or not for this caller."""

    code = "order/not_found"


@dataclass(frozen=True)
class OrderItem:
    """
    A line with the price it was sold at; `feed_id` is the feed that had set it.

    An imported line has no feed, and a product only if the catalog had it.
    """

    line: int
    product_id: int | None
    partner: str
    sku: str
    product_name: str
    unit_price: Decimal
    quantity: int
    line_total: Decimal
    feed_id: str | None


@dataclass(frozen=True)
class Order:
    """
    An order with its items by line; amounts are in its currency.

    `imported_from` is the source of a past order, in which alone its number is the only one of
    its kind; of such an order nothing but refunds may be known, then it has no items.
    """

    order_id: str
    order_number: str
    status: OrderStatus
    currency: str
    total: Decimal
    refunded: Decimal
    customer_ref: str
    created_at: datetime
    items: tuple[OrderItem, ...]
    country: str | None = None
    imported_from: str | None = None
