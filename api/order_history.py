"""What happened to an order since it was placed."""

from datetime import datetime
from typing import Self

from fastapi import APIRouter
from pydantic import BaseModel, Field

from accounts.accounts import Accounts
from accounts.owners import name_owner
from api.answers import problems
from api.listing import PageAnswer
from api.orders import OrderReader
from api.routes import BoundedRoute
from api.services import Services
from catalog.currencies import money
from orders.book import get_order
from orders.history import EventKind, OrderEvent, read_history

router = APIRouter(route_class=BoundedRoute, prefix="/orders", tags=["orders"])


class EventLineAnswer(BaseModel):
    """So many units of a line, and their amount."""

    line: int
    sku: str
    product_name: str
    quantity: int
    amount: str = Field(examples=["15.00"])


class EventAnswer(BaseModel):
    """A step of an order: what was ordered or given back; amounts are in the order's currency."""

    kind: EventKind
    happened_at: datetime
    actor: str | None = Field(
        description="Who did it, or where the order was placed; null for a refund made there."
    )
    amount: str = Field(examples=["45.00"])
    lines: list[EventLineAnswer]

    @classmethod
    def of(cls, event: OrderEvent, currency: str, accounts: Accounts) -> Self:
        """Return the step as the API shows it, a key by its name."""
        actor = event.actor
        lines = [
            EventLineAnswer(**{**vars(line), "amount": money(line.amount, currency)})
            for line in event.lines
        ]
        if actor is not None and event.is_by_owner:
            actor = name_owner(accounts, actor)
        return cls(
            kind=event.kind,
            happened_at=event.happened_at,
            actor=actor,
            amount=money(event.amount, currency),
            lines=lines,
        )


@router.get("/{order_id}/history", responses=problems("order/not_found"))
def read_order_history(
    services: Services, key: OrderReader, order_id: str
) -> PageAnswer[EventAnswer]:
    """List what happened to the order, its placing first; all at once, on one page."""
    order = get_order(services.database, order_id, key.partner_id)
    history = read_history(services.database, order.order_id, key.partner_id)
    items = [EventAnswer.of(event, order.currency, services.accounts) for event in history]
    return PageAnswer[EventAnswer](items=items, next_cursor=None)
