"""What a group of orders writes: the orders and their items, each table in one statement."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from duckdb import DuckDBPyConnection

from catalog.database import Row
from catalog.statements import Statements
from orders.calls import Call
from orders.order import Order
from orders.pricing import PricedLine, PricedOrder
from orders.refusals import RefusedLine

SQL = Statements(__file__)


@dataclass(frozen=True)
class Placement:
    """An accepted order, with the call that asked for it and what it was priced by."""

    call: Call
    priced: PricedOrder
    order: Order


def write_orders(cursor: DuckDBPyConnection, placements: Sequence[Placement]) -> None:
    """Append the orders with their keys and items, in the caller's transaction."""
    if not placements:
        return
    cursor.execute(SQL.parsed("insert_orders"), _columns([_order_row(each) for each in placements]))
    items = [_item_row(each.order, line) for each in placements for line in each.priced.lines]
    cursor.execute(SQL.parsed("insert_items"), _columns(items))


def write_refusals(
    cursor: DuckDBPyConnection, refused: Iterable[tuple[datetime, RefusedLine]]
) -> None:
    """Append lines that could not be met as lost demand, in the caller's transaction."""
    lines = [{**_refusal_row(line), "refused_at": refused_at} for refused_at, line in refused]
    cursor.execute(SQL["insert_refusals"], {"lines": lines})


def _columns(rows: Sequence[Row]) -> dict[str, list[object]]:
    """Return rows, of which there are some, as a list for each column."""
    columns = zip(*(row.values() for row in rows), strict=True)
    return dict(zip(rows[0], map(list, columns), strict=True))


def _order_row(placed: Placement) -> Row:
    call, order = placed.call, placed.order
    return {
        "order_id": order.order_id,
        "order_number": order.order_number,
        "status": order.status,
        "currency": order.currency,
        "total": order.total,
        "customer_ref": order.customer_ref,
        "owner": call.owner,
        "partner_ids": sorted({line.offer.partner_id for line in placed.priced.lines}),
        "ordered_at": order.created_at,
        "idempotency_key": call.idempotency_key,
        "key_hash": call.key_hash,
        "body_sha256": call.body_sha256,
    }


def _item_row(order: Order, line: PricedLine) -> Row:
    return {
        "order_id": order.order_id,
        "line": line.line,
        "product_id": line.offer.product_id,
        "partner_id": line.offer.partner_id,
        "sku": line.offer.sku,
        "product_name": line.offer.product_name,
        "category": line.offer.category,
        "brand": line.offer.brand,
        "unit_price": line.unit_price,
        "quantity": line.quantity,
        "line_total": line.line_total,
        "currency": order.currency,
        "feed_id": line.offer.price_feed_id,
        "ordered_at": order.created_at,
    }


def _refusal_row(line: RefusedLine) -> Row:
    return {
        "product_id": line.product_id,
        "partner": line.partner,
        "sku": line.sku,
        "requested": line.requested,
        "code": line.code,
        "feed_id": line.feed_id,
    }
