"""Copies of orders: the way to a page to print, and to CSV of a list, served beside the pages."""

from urllib.parse import quote, urlencode

import streamlit as st

from orders.book import OrderFilter
from orders.order import Order

COPIES = "/copies/orders"


def show_print_link(order: Order) -> None:
    """Show the way to the order as a page to print, which opens in a tab of its own."""
    st.link_button("Print", f"{COPIES}/{quote(order.order_id)}")


def show_export_link(wanted: OrderFilter) -> None:
    """Show the way to all orders of the filter as CSV, which is streamed whatever its size."""
    st.link_button(
        "Download as CSV",
        copy_address(wanted),
        help="Every order that the filters name, with a row for each line.",
    )


def copy_address(wanted: OrderFilter) -> str:
    """Return where the orders of the filter are to be had as CSV."""
    sent = wanted.model_dump(mode="json", by_alias=True, exclude_none=True)
    return f"{COPIES}?{urlencode(sent)}" if sent else COPIES
