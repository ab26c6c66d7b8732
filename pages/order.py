"""Orders: a new one from the catalog, and those that were placed."""

import streamlit as st

from catalog.errors import FeedledgerError
from orders.book import OrderFilter, find_order, get_order, list_orders
from pages.cart_view import show_cart
from pages.failures import show_failure
from pages.order_view import show_order, show_order_rows
from pages.product_finder import find_products
from pages.services import services
from pages.turner import current_cursor, show_turner

ORDERS_A_PAGE = 10


def show_page() -> None:
    """Show the order that the address names, else the cart and the list."""
    st.title("Orders")
    placed = st.session_state.pop("placed_order", None)
    if placed:
        st.query_params["order"] = placed
    order_id = placed or st.query_params.get("order")
    if order_id:
        show_one(order_id, is_new=bool(placed))
        return
    finder, cart = st.columns([3, 2], gap="large")
    with finder:
        find_products()
    with cart:
        show_cart()
    st.divider()
    show_list()


def show_one(order_id: str, *, is_new: bool) -> None:
    """Show one order."""
    st.button("← New order and all orders", on_click=leave_order)
    try:
        order = get_order(services().database, order_id)
    except FeedledgerError as error:
        show_failure(error)
        return
    if is_new:
        st.success(f"Order {order.order_number} is placed.")
    show_order(order)


def show_list() -> None:
    """Show the orders, the newest first, and the way to one of them."""
    st.subheader("Placed orders")
    with (
        st.form("find_order", border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        named = st.text_input("Order number or id", placeholder="FL-000001", max_chars=100)
        asked = st.form_submit_button("Show order")
    if asked:
        open_order(named.strip())
    page = list_orders(
        services().database, OrderFilter(), ORDERS_A_PAGE, current_cursor("orders", "all")
    )
    if not page.items:
        st.info("No order has been placed yet. Find a product above and add it to the cart.")
    show_order_rows(page.items)
    show_turner("orders", page)


def open_order(named: str) -> None:
    """Go to the order of that number or id."""
    try:
        order = find_order(services().database, named)
    except FeedledgerError as error:
        show_failure(error)
        return
    st.query_params["order"] = order.order_id
    st.rerun()


def leave_order() -> None:
    """Show the cart and the list."""
    st.query_params.pop("order", None)


show_page()
