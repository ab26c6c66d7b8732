"""The answers that idempotency keys were given, as they are kept on disk."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from duckdb import DuckDBPyConnection

from catalog.database import Row, rows_of
from catalog.statements import Statements
from orders.book import read_order
from orders.order import Order, OrderStatus

SQL = Statements(__file__)

OwnedKey = tuple[str, str]


@dataclass(frozen=True)
class Answer:
    """
    The first answer to a key: an order as it was then, or a refusal for good.

    `operation` (place, cancel or refund) and `body_sha256` are those of the call it answered.
    """

    operation: str
    body_sha256: str
    order_id: str | None
    status: OrderStatus
    refunded: Decimal
    refusal: Mapping[str, Any] | None

    def order(self, cursor: DuckDBPyConnection) -> Order:
        """Return the order as it was answered; what was placed never changes."""
        order = read_order(cursor, str(self.order_id))
        return replace(order, status=self.status, refunded=self.refunded)


def read_answers(cursor: DuckDBPyConnection, hashes: Iterable[int]) -> dict[OwnedKey, Answer]:
    """Return by (owner, key) the answers kept under any of the hashes."""
    wanted = list(hashes)
    if not wanted:
        return {}
    rows = rows_of(cursor.execute(SQL.parsed("select_answers"), {"hashes": wanted}))
    return {(row.pop("owner"), row.pop("key")): _answer(row) for row in rows}


def _answer(row: Row) -> Answer:
    refusal, order_id = row["refusal"], row["order_id"]
    return Answer(
        **{
            **row,
            "order_id": None if order_id is None else str(order_id),
            "refusal": None if refusal is None else json.loads(refusal),
        }
    )
