"""What an order's page asks once more before it gives anything back, and what came of it."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import streamlit as st

from catalog.errors import FeedledgerError, TryAgain
from orders.refunds import Settled
from pages.amounts import shown_money
from pages.failures import keep_failure, show_kept_failure
from pages.statuses import shown_status

ASKED = "order_asked"
DONE = "order_settled"
Kind = Literal["cancel", "refund"]


@dataclass(frozen=True)
class Question:
    """
    Whether to cancel or refund the order.

    `key` is made once and sent with every attempt: however often the button is clicked, it is
    done once.
    """

    order_id: str
    kind: Kind
    key: str = field(default_factory=lambda: f"page-{uuid.uuid4()}")


def ask(order_id: str, kind: Kind) -> None:
    """See that the page asks this, under a new key."""
    st.session_state[ASKED] = Question(order_id, kind)


def take_back() -> None:
    """See that the page asks nothing any more."""
    st.session_state.pop(ASKED, None)


def asked_of(order_id: str) -> Question | None:
    """Return what the page asks of this order, if anything."""
    question: Question | None = st.session_state.get(ASKED)
    return question if question is not None and question.order_id == order_id else None


def settle(do: Callable[[], Settled]) -> None:
    """Do it; the page says what came of it. The question stays only where it may work later."""
    try:
        settled = do()
    except TryAgain as error:
        keep_failure(error)
        return
    except FeedledgerError as error:
        keep_failure(error)
    else:
        st.session_state[DONE] = settled.order
    take_back()


def show_settled() -> None:
    """Say once what came of the last click."""
    show_kept_failure()
    order = st.session_state.pop(DONE, None)
    if order is not None:
        refunded = shown_money(order.refunded, order.currency)
        st.success(
            f"Order {order.order_number} is {shown_status(order.status).lower()}."
            f" {refunded} of {shown_money(order.total, order.currency)} is given back."
        )
