"""Cancelling and refunding: what an order gives back is appended, once for each key."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import duckdb
from duckdb import DuckDBPyConnection

from catalog.database import rows_of
from catalog.statements import Statements
from orders.book import read_order
from orders.desk import OrderDesk
from orders.keys import KeyedCall, LastingRefusal, find_answer, keep_answer, keep_refusal
from orders.order import Order, OrderStatus
from orders.refund_refusals import OrderWrongState, RefundExceeds
from orders.standing import (
    GivenLine,
    Standing,
    plan_cancellation,
    plan_refund,
    read_standing,
    refuse_unclear,
)

SQL = Statements(__file__)


@dataclass(frozen=True)
class Settled:
    """The order as it was answered; `replayed` if its idempotency key had been before."""

    order: Order
    replayed: bool


@dataclass(frozen=True)
class _Giving:
    """What is asked for: who asks under which key, and what it gives back of an order."""

    call: KeyedCall
    actor: str
    partner_id: int | None
    plan: Callable[[Standing], tuple[GivenLine, ...]]

    @property
    def is_cancellation(self) -> bool:
        return self.call.operation == "cancel"


def cancel_order(  # noqa: PLR0913 - the order, and by name who asks under which key
    desk: OrderDesk,
    order_id: str,
    *,
    owner: str,
    actor: str,
    idempotency_key: str,
    body_sha256: str = "",
    partner_id: int | None = None,
) -> Settled:
    """
    Give the whole order back and set it CANCELLED, in one transaction, and return it.

    Its units can be sold again where they were ordered since the last count of them. The same
    owner's same key returns the first answer and writes nothing. With `partner_id`, an order
    with a line of any other partner is not found.

    Raises:
        OrderNotFound, IdempotencyConflict: nothing was written.
        OrderWrongState: nothing was given back; the key was kept, and will be refused so again.
        WriteConflict: nothing was written; the same call may work.
    """
    call = KeyedCall(owner, idempotency_key, "cancel", body_sha256, order_id)
    return _settle(desk, _Giving(call, actor, partner_id, plan_cancellation))


def refund_order(  # noqa: PLR0913 - the lines, and by name who asks under which key
    desk: OrderDesk,
    order_id: str,
    lines: Sequence[tuple[int, int]],
    *,
    owner: str,
    actor: str,
    idempotency_key: str,
    body_sha256: str | None = None,
    partner_id: int | None = None,
) -> Settled:
    """
    Pay back so many units of each (line, quantity), in one transaction, and return the order.

    Amounts are exact: refunding all units of a line in any steps comes to its line total. The
    units do not return to stock. Keys and `partner_id` are as in `cancel_order`.

    Raises:
        OrderNotFound, IdempotencyConflict, RepeatedLine, NothingToRefund: nothing was written.
        OrderWrongState, RefundExceeds: nothing was given back; the key was kept, and will be
            refused so again.
        WriteConflict: nothing was written; the same call may work.
    """
    refuse_unclear(lines)
    digest = body_sha256 or sha256(repr([tuple(pair) for pair in lines]).encode()).hexdigest()
    call = KeyedCall(owner, idempotency_key, "refund", digest, order_id)
    return _settle(desk, _Giving(call, actor, partner_id, lambda now: plan_refund(now, lines)))


def _settle(desk: OrderDesk, asked: _Giving) -> Settled:
    with desk.lock:
        try:
            with desk.database.transaction() as cursor:
                settled = _answer(cursor, desk, asked)
                products = cursor.execute(
                    SQL["select_products_of"], {"order_id": asked.call.order_id}
                )
                given = products.fetchall()
        except duckdb.Error:  # the commit may have happened
            desk.forget()
            raise
        _take_in(desk, asked, given)
    # raised only here: what keeps a refusal has to commit
    if not isinstance(settled, Settled):
        raise settled
    return settled


def _take_in(desk: OrderDesk, asked: _Giving, products: Sequence[tuple[int, int]]) -> None:
    """Know from here on that the key has its answer, and that units may be back."""
    desk.answered.add(asked.call.key_hash)
    for partner_id, product_id in products:
        desk.shelf.forget(partner_id, [product_id])


def _answer(
    cursor: DuckDBPyConnection, desk: OrderDesk, asked: _Giving
) -> Settled | LastingRefusal:
    standing = read_standing(cursor, asked.call.order_id, asked.partner_id)
    # the id as it is kept: callers may write a UUID in capitals
    call = KeyedCall(**{**vars(asked.call), "order_id": standing.order.order_id})
    first = find_answer(cursor, desk.answered, call)
    if first is not None:
        return Settled(first.order(cursor), replayed=True)
    at = desk.clock()
    try:
        lines = asked.plan(standing)
    except (OrderWrongState, RefundExceeds) as refusal:
        keep_refusal(cursor, call, refusal, at)
        return refusal
    order = _give_back(cursor, standing, asked, lines, at)
    keep_answer(cursor, call, order, at)
    return Settled(order, replayed=False)


def _give_back(
    cursor: DuckDBPyConnection,
    standing: Standing,
    asked: _Giving,
    lines: tuple[GivenLine, ...],
    at: datetime,
) -> Order:
    order_id = standing.order.order_id
    refund = {**rows_of(cursor.execute(SQL["next_refund"]))[0], "order_id": order_id}
    given = {"lines": [vars(line) for line in lines], "is_cancellation": asked.is_cancellation}
    cursor.execute(SQL["insert_refund"], {**refund, **given, "refunded_at": at})
    kind = "cancelled" if asked.is_cancellation else "refunded"
    happened = {"kind": kind, "actor": asked.actor, "happened_at": at}
    cursor.execute(SQL["insert_event"], {**refund, **happened})
    status = _status_after(standing, asked, lines)
    cursor.execute(SQL["update_status"], {"order_id": order_id, "status": status})
    return read_order(cursor, order_id)


def _status_after(standing: Standing, asked: _Giving, lines: tuple[GivenLine, ...]) -> OrderStatus:
    if asked.is_cancellation:
        return "CANCELLED"
    given = sum(line.quantity for line in lines)
    return "REFUNDED" if given == standing.units_left else "PARTIALLY_REFUNDED"
