"""Idempotency keys of calls that give back: the first answer to each, kept for good."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from duckdb import DuckDBPyConnection

from catalog.database import Row
from catalog.statements import Statements
from orders.answered import AnsweredKeys, hash_key
from orders.answers import Answer, read_answers
from orders.order import Order
from orders.refund_refusals import OrderWrongState, RefundExceeds, RefundFault
from orders.refusals import IdempotencyConflict

SQL = Statements(__file__)

Operation = Literal["cancel", "refund"]
LastingRefusal = OrderWrongState | RefundExceeds


@dataclass(frozen=True)
class KeyedCall:
    """What is asked of which order, by whom, and under which key."""

    owner: str
    key: str
    operation: Operation
    body_sha256: str
    order_id: str

    @property
    def key_hash(self) -> int:
        """The hash of owner and key."""
        return hash_key(self.owner, self.key)


def find_answer(
    cursor: DuckDBPyConnection, answered: AnsweredKeys, call: KeyedCall
) -> Answer | None:
    """
    Return how the same call was answered before, None if its key is new.

    Raises:
        IdempotencyConflict: the key was used for another operation, order or body.
        OrderWrongState, RefundExceeds: the call was refused so before.
    """
    answers = read_answers(cursor, answered.find([call.key_hash]))
    kept = answers.get((call.owner, call.key))
    if kept is None:
        return None
    asked = (call.operation, call.body_sha256, call.order_id)
    if (kept.operation, kept.body_sha256, kept.order_id) != asked:
        raise IdempotencyConflict("this key was used for another request: send a new one")
    if kept.refusal is not None:
        raise _refusal(kept.refusal)
    return kept


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
    named = {**vars(call), "key_hash": call.key_hash}
    cursor.execute(SQL["insert_answer"], {**named, **said, "created_at": answered_at})


def _refusal(told: Mapping[str, Any]) -> LastingRefusal:
    if told["code"] == RefundExceeds.code:
        return RefundExceeds([RefundFault(**line) for line in told["lines"]])
    return OrderWrongState(told["sentence"])
