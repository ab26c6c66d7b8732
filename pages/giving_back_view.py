"""Cancel and refund on an order's page: what each would do, asked once more."""

import streamlit as st

from orders.order import Order
from orders.refunds import cancel_order
from orders.standing import Standing, get_standing
from pages.amounts import counted, shown_money
from pages.order_asking import Question, ask, asked_of, settle, show_settled, take_back
from pages.refund_view import show_refund_form
from pages.services import services
from pages.visitor import visitor_name

BACK_TO_STOCK = (
    "Units ordered since the partner's last count can be sold again at once; older ones only"
    " when the next count names them."
)


def show_giving_back(order: Order) -> None:
    """Offer to cancel or refund what is left; nothing happens before it was confirmed."""
    show_settled(order.order_id)
    standing = get_standing(services().database, order.order_id)
    if order.imported_from is not None or order.status == "CANCELLED" or not standing.units_left:
        return
    with st.container(border=True):
        question = asked_of(order.order_id)
        if question is None:
            _offer(order)
        elif question.kind == "cancel":
            _show_cancellation(standing, question)
        else:
            show_refund_form(standing, question)


def _offer(order: Order) -> None:
    can_be_cancelled = order.status == "CONFIRMED"
    st.caption(
        ("Cancelling gives the whole order back, refunding" if can_be_cancelled else "Refunding")
        + " pays units of single lines back. You see first what it does."
    )
    with st.container(horizontal=True):
        if can_be_cancelled:
            st.button("Cancel the order…", on_click=ask, args=(order.order_id, "cancel"))
        st.button("Refund…", on_click=ask, args=(order.order_id, "refund"))


def _show_cancellation(standing: Standing, question: Question) -> None:
    order = standing.order
    st.markdown(
        f"**Cancel order {order.order_number}?** It gives back all of it:"
        f" **{shown_money(order.total, order.currency)}** for"
        f" {counted(standing.units_left, 'unit')}. {BACK_TO_STOCK}"
    )
    with st.container(horizontal=True):
        st.button("Cancel now", type="primary", on_click=_cancel, args=(question,))
        st.button("Keep the order", on_click=take_back)


def _cancel(question: Question) -> None:
    visitor = visitor_name()
    settle(
        question,
        lambda: cancel_order(
            services().desk,
            question.order_id,
            owner=visitor,
            actor=visitor,
            idempotency_key=question.key,
        ),
    )
