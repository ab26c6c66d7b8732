"""What happened to an order, step by step; nothing is ever taken out of it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from catalog.database import Database, Row
from catalog.statements import Statements
from orders.book import get_order

SQL = Statements(__file__)

EventKind = Literal["placed", "imported", "cancelled", "refunded"]


@dataclass(frozen=True)
class EventLine:
    """So many units of a line, and their amount in the order's currency."""

    line: int
    sku: str
    product_name: str
    quantity: int
    amount: Decimal


@dataclass(frozen=True)
class OrderEvent:
    """
    A step of an order: what was ordered, or given back.

    `actor` is who did it, such as `user:admin`; where the order was placed if that was
    elsewhere, and None for a refund made there. Who placed or imported it is told as its `owner`.
    """

    kind: EventKind
    happened_at: datetime
    actor: str | None
    amount: Decimal
    lines: tuple[EventLine, ...]

    @property
    def is_by_owner(self) -> bool:
        """Whether the actor is the order's owner, of whom an API key is known by its id."""
        return self.kind in {"placed", "imported"}


def read_history(
    database: Database, order_id: str, partner_id: int | None = None
) -> tuple[OrderEvent, ...]:
    """
    Return what happened to the order, its placing first; amounts are in its currency.

    The import of an order that was placed elsewhere is a step of its own, without lines. With
    `partner_id`, an order with a line of any other partner is not found.

    Raises:
        OrderNotFound: there is none of that id.
    """
    order = get_order(database, order_id, partner_id)
    found = database.rows(SQL["select_events"], {"order_id": order.order_id})
    return tuple(_event(row) for row in found)


def _event(row: Row) -> OrderEvent:
    lines = tuple(EventLine(**line) for line in row.pop("lines") or ())
    return OrderEvent(**row, lines=lines)
