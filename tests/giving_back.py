"""Cancelling and refunding in a shop, and what they may have written."""

from itertools import count

from catalog.database import Row
from orders.order import Order
from orders.refunds import Settled, cancel_order, refund_order
from tests.shop import Shop

ANN = {"owner": "ann", "actor": "user:ann"}
KEYS = count()


def cancel(shop: Shop, order: Order, key: str | None = None, **named: object) -> Settled:
    """Cancel the order as `ann`, under a new key unless one is named."""
    asked = {**ANN, "idempotency_key": key or f"new-{next(KEYS)}", **named}
    return cancel_order(shop.desk, order.order_id, **asked)  # type: ignore[arg-type]


def refund(
    shop: Shop, order: Order, *lines: tuple[int, int], key: str | None = None, **named: object
) -> Settled:
    """Refund these (line, quantity) of the order as `ann`, under a new key unless one is named."""
    asked = {**ANN, "idempotency_key": key or f"new-{next(KEYS)}", **named}
    return refund_order(shop.desk, order.order_id, lines, **asked)  # type: ignore[arg-type]


def books(shop: Shop) -> list[list[Row]]:
    """Return every row that an order, a cancellation or a refund may write."""
    tables = ("customer_order", "order_item", "order_refund", "order_event", "idempotency_key")
    return [shop.database.rows(f"from {table} order by all") for table in tables]


def make_imported(shop: Shop, order: Order) -> None:
    """Make the order one that was placed elsewhere and brought here."""
    with shop.database.transaction() as cursor:
        cursor.execute(
            "update customer_order set imported_from = 'old shop', imported_at = $at"
            " where order_id = $order_id",
            {"at": shop.wait(days=1), "order_id": order.order_id},
        )
        cursor.execute(
            "update order_item set is_imported = true where order_id = ?", [order.order_id]
        )
