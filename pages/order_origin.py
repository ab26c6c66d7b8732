"""Where an order that was not placed here comes from, and what is not known of it."""

import streamlit as st

from orders.order import Order
from pages.plain_text import plain


def origin_of(order: Order) -> str:
    """Return the source of an imported order as Markdown, empty for one placed here."""
    return f" · imported from {plain(order.imported_from)}" if order.imported_from else ""


def show_origin(order: Order) -> None:
    """Say where an imported order comes from; nothing for one placed here."""
    if order.imported_from is None:
        return
    country = f" It went to {plain(order.country)}." if order.country else ""
    rest = "" if order.items else " Nothing but refunds of it is known."
    st.caption(
        f"Imported from **{plain(order.imported_from)}**: it is cancelled or refunded there."
        f"{country}{rest}"
    )
