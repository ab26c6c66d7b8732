"""What a group of orders writes: orders, items and keys, each table in one statement."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa
from duckdb import DuckDBPyConnection

from catalog.database import Row
from catalog.statements import Statements
from orders.calls import Call
from orders.order import Order
from orders.pricing import PricedLine, PricedOrder
from orders.refusals import RefusedLine

SQL = Statements(__file__)
MONEY = pa.decimal128(18, 4)
MOMENT = pa.timestamp("us", "UTC")
ORDER = pa.schema(
    {
        "order_id": pa.string(),
        "order_number": pa.string(),
        "status": pa.string(),
        "currency": pa.string(),
        "total": MONEY,
        "customer_ref": pa.string(),
        "owner": pa.string(),
        "partner_ids": pa.list_(pa.int64()),
        "ordered_at": MOMENT,
    }
)
ITEM = pa.schema(
    {
        "order_id": pa.string(),
        "line": pa.int32(),
        "product_id": pa.int64(),
        "partner_id": pa.int64(),
        "sku": pa.string(),
        "product_name": pa.string(),
        "category": pa.string(),
        "brand": pa.string(),
        "unit_price": MONEY,
        "quantity": pa.int64(),
        "line_total": MONEY,
        "currency": pa.string(),
        "feed_id": pa.string(),
        "ordered_at": MOMENT,
    }
)
KEY = pa.schema(
    {
        "key_hash": pa.uint64(),
        "owner": pa.string(),
        "key": pa.string(),
        "body_sha256": pa.string(),
        "order_id": pa.string(),
        "created_at": MOMENT,
    }
)


@dataclass(frozen=True)
class Placement:
    """An accepted order, with the call that asked for it and what it was priced by."""

    call: Call
    priced: PricedOrder
    order: Order


def write_orders(cursor: DuckDBPyConnection, placements: Sequence[Placement]) -> None:
    """Append the orders with their items and keys, in the caller's transaction."""
    if not placements:
        return
    _append(cursor, "insert_orders", "new_order", ORDER, map(_order_row, placements))
    items = (_item_row(each.order, line) for each in placements for line in each.priced.lines)
    _append(cursor, "insert_items", "new_item", ITEM, items)
    keyed = [each for each in placements if each.call.idempotency_key is not None]
    if keyed:
        _append(cursor, "insert_keys", "new_key", KEY, map(_key_row, keyed))


def write_refusals(
    cursor: DuckDBPyConnection, refused: Iterable[tuple[datetime, RefusedLine]]
) -> None:
    """Append lines that could not be met as lost demand, in the caller's transaction."""
    lines = [{**_refusal_row(line), "refused_at": refused_at} for refused_at, line in refused]
    cursor.execute(SQL["insert_refusals"], {"lines": lines})


def _append(
    cursor: DuckDBPyConnection,
    statement: str,
    name: str,
    schema: pa.Schema,
    rows: Iterable[Sequence[object]],
) -> None:
    """Run the statement, which reads the rows as the relation of that name."""
    columns = zip(*rows, strict=True)
    arrays = [pa.array(column, each.type) for column, each in zip(columns, schema, strict=True)]
    cursor.register(name, pa.Table.from_arrays(arrays, schema=schema))
    cursor.execute(SQL[statement])


def _order_row(placed: Placement) -> Sequence[object]:
    order = placed.order
    partners = sorted({line.offer.partner_id for line in placed.priced.lines})
    named = (order.order_id, order.order_number, order.status, order.currency, order.total)
    return (*named, order.customer_ref, placed.call.owner, partners, order.created_at)


def _item_row(order: Order, line: PricedLine) -> Sequence[object]:
    offer = line.offer
    product = (offer.product_id, offer.partner_id, offer.sku, offer.product_name)
    sold = (line.unit_price, line.quantity, line.line_total, order.currency)
    grouped = (offer.category, offer.brand)
    when = (offer.price_feed_id, order.created_at)
    return (order.order_id, line.line, *product, *grouped, *sold, *when)


def _key_row(placed: Placement) -> Sequence[object]:
    call, order = placed.call, placed.order
    key = (call.key_hash, call.owner, call.idempotency_key, call.body_sha256)
    return (*key, order.order_id, order.created_at)


def _refusal_row(line: RefusedLine) -> Row:
    return {
        "product_id": line.product_id,
        "partner": line.partner,
        "sku": line.sku,
        "requested": line.requested,
        "code": line.code,
        "feed_id": line.feed_id,
    }
