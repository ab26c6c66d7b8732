"""What an order's page asks once more before it gives anything back, and what came of it."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import streamlit as st

from orders.refunds import Settled
from pages.amounts import shown_money
from pages.clicks import current_clicks
from pages.failures import show_kept_failure
from pages.statuses import shown_status

KIND = "settle"
Wanted = Literal["cancel", "refund"]


@dataclass(frozen=True)
class Question:
    """
    Whether to cancel or refund the order.

    `key` is made once and sent with every attempt: however often the button is clicked, it is
    done once.
    """

    order_id: str
    kind: Wanted
    key: str = field(default_factory=lambda: f"page-{uuid.uuid4()}")


def ask(order_id: str, kind: Wanted) -> None:
    """See that the page asks this, under a new key."""
    current_clicks().question = Question(order_id, kind)


def take_back() -> None:
    """See that the page asks nothing any more."""
    current_clicks().question = None


def asked_of(order_id: str) -> Question | None:
    """Return what the page asks of this order, if anything."""
    question = current_clicks().question
    return question if isinstance(question, Question) and question.order_id == order_id else None


def settle(question: Question, do: Callable[[], Settled]) -> None:
    """Do it; the page says what came of it. The question stays only where it may work later."""
    current_clicks().answer((KIND, question.order_id, question.key), do)


def show_settled(order_id: str) -> None:
    """Say what came of the last click."""
    show_kept_failure()
    settled: Settled | None = current_clicks().told(KIND, order_id)
    if settled is not None:
        order = settled.order
        refunded = shown_money(order.refunded, order.currency)
        st.success(
            f"Order {order.order_number} is {shown_status(order.status).lower()}."
            f" {refunded} of {shown_money(order.total, order.currency)} is given back."
        )
