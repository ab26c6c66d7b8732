"""The order desk: an order is placed whole or not at all, and never more than there is."""

from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from threading import Lock

from duckdb import DuckDBPyConnection

from catalog.clock import Clock, utc_now
from catalog.database import Database, Row, rows_of
from catalog.statements import Statements
from orders.book import read_order
from orders.offers import find_offers
from orders.order import Order, OrderItem
from orders.pricing import PricedLine, PricedOrder, price_order, refuse_repeated
from orders.refusals import IdempotencyConflict, OrderUnavailable, RefusedLine
from orders.request import OrderRequest

SQL = Statements(__file__)


@dataclass(frozen=True)
class OrderDesk:
    """
    What placing depends on; one desk a database, as its lock keeps two orders apart.

    Whatever removes products holds the lock while it commits, so that no order names them then.
    """

    database: Database
    clock: Clock = utc_now
    lock: Lock = field(default_factory=Lock, repr=False, compare=False)


@dataclass(frozen=True)
class Placed:
    """The order of a request; `replayed` if its idempotency key had been answered before."""

    order: Order
    replayed: bool


@dataclass(frozen=True)
class _Call:
    """Who asks, and under which key."""

    owner: str
    idempotency_key: str | None
    body_sha256: str
    partner_id: int | None


def place_order(  # noqa: PLR0913 - the request, and by name who asks under which key
    desk: OrderDesk,
    request: OrderRequest,
    *,
    owner: str,
    idempotency_key: str | None = None,
    body_sha256: str | None = None,
    partner_id: int | None = None,
) -> Placed:
    """
    Write the order with its items and its key in one transaction, and return it.

    The same owner's same key returns the first order and writes nothing. With `partner_id`,
    products of any other partner are not found.

    Raises:
        RepeatedProduct, MixedCurrency, AmountTooLarge, IdempotencyConflict: nothing was written.
        OrderUnavailable: no order was written; its lines were noted in `order_refusal`.
        WriteConflict: nothing was written; the same call may work.
    """
    refuse_repeated(request)
    digest = body_sha256 or sha256(request.model_dump_json().encode()).hexdigest()
    call = _Call(owner, idempotency_key, digest, partner_id)
    try:
        with desk.lock, desk.database.transaction() as cursor:
            return _answer_before(cursor, call) or _place(cursor, desk, request, call)
    except OrderUnavailable as refusal:
        _note_refusal(desk, refusal)
        raise


def _answer_before(cursor: DuckDBPyConnection, call: _Call) -> Placed | None:
    if call.idempotency_key is None:
        return None
    parameters = {"owner": call.owner, "key": call.idempotency_key}
    found = rows_of(cursor.execute(SQL["select_key"], parameters))
    if not found:
        return None
    if found[0]["body_sha256"] != call.body_sha256:
        raise IdempotencyConflict("this key was used for another order: send a new one")
    return Placed(read_order(cursor, str(found[0]["order_id"])), replayed=True)


def _place(
    cursor: DuckDBPyConnection, desk: OrderDesk, request: OrderRequest, call: _Call
) -> Placed:
    keys = [(line.partner, line.sku) for line in request.lines]
    priced = price_order(request, find_offers(cursor, keys, call.partner_id))
    named = rows_of(cursor.execute(SQL["next_order"]))[0]
    order = Order(
        order_id=str(named["order_id"]),
        order_number=named["order_number"],
        status="CONFIRMED",
        currency=priced.currency,
        total=priced.total,
        refunded=Decimal(0),
        customer_ref=request.customer_ref,
        # taken after the stock was read: an order never dates from before what it saw
        created_at=desk.clock(),
        items=tuple(_item(line) for line in priced.lines),
    )
    _write(cursor, order, priced, call)
    return Placed(order, replayed=False)


def _item(line: PricedLine) -> OrderItem:
    return OrderItem(
        line=line.line,
        product_id=line.offer.product_id,
        partner=line.offer.partner,
        sku=line.offer.sku,
        product_name=line.offer.product_name,
        unit_price=line.unit_price,
        quantity=line.quantity,
        line_total=line.line_total,
        feed_id=line.offer.price_feed_id,
    )


def _write(cursor: DuckDBPyConnection, order: Order, priced: PricedOrder, call: _Call) -> None:
    head = {
        "order_id": order.order_id,
        "order_number": order.order_number,
        "status": order.status,
        "currency": order.currency,
        "total": order.total,
        "customer_ref": order.customer_ref,
        "owner": call.owner,
        "partner_ids": sorted({line.offer.partner_id for line in priced.lines}),
        "ordered_at": order.created_at,
    }
    cursor.execute(SQL["insert_order"], head)
    lines = [_line_row(line) for line in priced.lines]
    of_all = {name: head[name] for name in ("order_id", "currency", "ordered_at")}
    cursor.execute(SQL["insert_items"], {**of_all, "lines": lines})
    if call.idempotency_key is not None:
        key = {"owner": call.owner, "key": call.idempotency_key, "body_sha256": call.body_sha256}
        named = {"order_id": order.order_id, "created_at": order.created_at}
        cursor.execute(SQL["insert_key"], {**key, **named})


def _line_row(line: PricedLine) -> Row:
    return {
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
        "feed_id": line.offer.price_feed_id,
    }


def _note_refusal(desk: OrderDesk, refusal: OrderUnavailable) -> None:
    parameters = {"refused_at": desk.clock(), "lines": [_refusal_row(n) for n in refusal.lines]}
    with desk.database.transaction() as cursor:
        cursor.execute(SQL["insert_refusals"], parameters)


def _refusal_row(line: RefusedLine) -> Row:
    return {
        "product_id": line.product_id,
        "partner": line.partner,
        "sku": line.sku,
        "requested": line.requested,
        "code": line.code,
        "feed_id": line.feed_id,
    }
