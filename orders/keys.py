"""Idempotency keys: the first answer to each key of each owner, kept for good."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from duckdb import DuckDBPyConnection

from catalog.database import Row, rows_of
from catalog.statements import Statements
from orders.order import Order, OrderStatus
from orders.refund_refusals import OrderWrongState, RefundExceeds, RefundFault
from orders.refusals import IdempotencyConflict

SQL = Statements(__file__)

Operation = Literal["place", "cancel", "refund"]
LastingRefusal = OrderWrongState | RefundExceeds


@dataclass(frozen=True)
class KeyedCall:
    """
    What is asked for, by whom, and under which key.

    `order_id` is the order that is to be cancelled or refunded; None for one to be placed.
    """

    owner: str
    key: str
    operation: Operation
    body_sha256: str
    order_id: str | None = None


@dataclass(frozen=True)
class FirstAnswer:
    """The order that a call was answered with, and what of it may have changed since."""

    order_id: str
    status: OrderStatus
    refunded: Decimal

    def of(self, order: Order) -> Order:
        """Return the order as it was in that answer: its items never change."""
        return replace(order, status=self.status, refunded=self.refunded)


def find_answer(cursor: DuckDBPyConnection, call: KeyedCall) -> FirstAnswer | None:
    """
    Return how the same call was answered before, None if its key is new.

    Raises:
        IdempotencyConflict: the key was used for another operation, order or body.
        OrderWrongState, RefundExceeds: the call was refused so before.
    """
    named = {"owner": call.owner, "key": call.key}
    found = rows_of(cursor.execute(SQL["select_answer"], named))
    if not found:
        return None
    kept = found[0]
    if not _is_same(kept, call):
        raise IdempotencyConflict("this key was used for another request: send a new one")
    if kept["refusal"] is not None:
        raise _refusal(json.loads(kept["refusal"]))
    return FirstAnswer(str(kept["order_id"]), kept["status"], kept["refunded"])


def keep_answer(
    cursor: DuckDBPyConnection, call: KeyedCall, order: Order, answered_at: datetime
) -> None:
    """Keep that the call is answered with the order as it is now, in the caller's transaction."""
    said = {"status": order.status, "refunded": order.refunded, "refusal": None}
    _keep(cursor, call, {"order_id": order.order_id, **said}, answered_at)


def keep_refusal(
    cursor: DuckDBPyConnection, call: KeyedCall, refusal: LastingRefusal, answered_at: datetime
) -> None:
    """
    Keep that the call is refused, in the caller's transaction, which must commit all the same.

    Only for what the same request would meet for ever: any other refusal leaves the key free.
    """
    lines = [vars(line) for line in refusal.lines] if isinstance(refusal, RefundExceeds) else []
    told = json.dumps({"code": refusal.code, "sentence": str(refusal), "lines": lines})
    said = {"order_id": call.order_id, "status": None, "refunded": None, "refusal": told}
    _keep(cursor, call, said, answered_at)


def _keep(cursor: DuckDBPyConnection, call: KeyedCall, said: Row, answered_at: datetime) -> None:
    cursor.execute(SQL["insert_answer"], {**vars(call), **said, "created_at": answered_at})


def _is_same(kept: Row, call: KeyedCall) -> bool:
    # of an order to be placed nobody knows the id before
    is_same_order = call.order_id is None or call.order_id == str(kept["order_id"])
    asked = (call.operation, call.body_sha256)
    return is_same_order and (kept["operation"], kept["body_sha256"]) == asked


def _refusal(told: dict[str, Any]) -> LastingRefusal:
    if told["code"] == RefundExceeds.code:
        return RefundExceeds([RefundFault(**line) for line in told["lines"]])
    return OrderWrongState(told["sentence"])
