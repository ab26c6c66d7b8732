"""What happened to an order, on its page."""

import streamlit as st

from accounts.owners import name_owner
from orders.history import OrderEvent, read_history
from orders.order import Order
from pages.amounts import counted, money_cell
from pages.services import services
from pages.times import time_cell

WHAT = {
    "placed": "Placed",
    "imported": "Imported",
    "cancelled": "Cancelled",
    "refunded": "Refunded",
}
MOST_LINES = 5
WIDE_ENOUGH = st.column_config.TextColumn(width=90)  # for the longest word
RIGHT = st.column_config.TextColumn(alignment="right")


def show_order_history(order: Order) -> None:
    """Show each step of the order, its placing first."""
    zone = services().settings.zone
    st.subheader("History")
    history = read_history(services().database, order.order_id)
    st.dataframe(
        [
            {
                f"Time ({zone.key})": time_cell(event.happened_at, zone),
                "What": WHAT[event.kind],
                "By": _actor(event),
                f"Amount ({order.currency})": money_cell(event.amount, order.currency),
                "Lines": _lines(event),
            }
            for event in history
        ],
        hide_index=True,
        height="content",
        alt="What happened to the order",
        column_config={f"Amount ({order.currency})": RIGHT, "What": WIDE_ENOUGH},
    )


def _actor(event: OrderEvent) -> str:
    """Return who did it, a key by its name, such as `key desk`."""
    if event.actor is None:
        return ""
    name = name_owner(services().accounts, event.actor) if event.is_by_owner else event.actor
    return name.replace(":", " ", 1)


def _lines(event: OrderEvent) -> str:
    """Return the units of each line, such as `LAMP: 2, RUG: 1`; how many lines if many."""
    if len(event.lines) > MOST_LINES:
        return counted(len(event.lines), "line")
    return ", ".join(f"{line.sku}: {line.quantity:,}" for line in event.lines)
