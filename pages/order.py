"""Orders: a new one from the catalog, and those that were placed."""

import streamlit as st

from catalog.errors import FeedledgerError
from orders.book import get_order, list_orders
from orders.order import Order
from pages.cart_view import PLACED as PLACED_NOW
from pages.cart_view import show_cart
from pages.clicks import current_clicks
from pages.failures import show_failure
from pages.links import show_link
from pages.order_copies import show_export_link, show_print_link
from pages.order_filter import FILTERS, NO_FILTER, ask_filter, filters_asked
from pages.order_view import show_order, show_order_rows
from pages.product_finder import find_products
from pages.services import services
from pages.turner import current_cursor, show_turner

ORDERS_A_PAGE = 10
TAB, NEW, PLACED = "orders_tab", "New order", "Placed orders"


def show_page() -> None:
    """Show the order that the address names, else the cart and the list, each on its tab."""
    st.title("Orders")
    clicks = current_clicks()
    placed: Order | None = clicks.told(PLACED_NOW)
    just_now: Order | None = clicks.told(PLACED_NOW, is_new=True)
    order_id = st.query_params.get("order") or (just_now.order_id if just_now else None)
    if order_id:
        st.query_params["order"] = order_id
        show_one(order_id, is_new=placed is not None and placed.order_id == order_id)
        return
    if placed is not None:
        st.success(f"Order {placed.order_number} is placed.")
        show_link("order.py", "See the order", order=placed.order_id)
    if TAB not in st.session_state:
        # an address that filters is of somebody who looks for orders
        st.session_state[TAB] = PLACED if st.query_params.keys() & FILTERS else NEW
    new, placed_orders = st.tabs([NEW, PLACED], key=TAB, on_change="rerun")
    with new:
        finder, cart = st.columns([3, 2], gap="large")
        with finder:
            find_products(is_seen=bool(new.open))
        with cart:
            show_cart()
    with placed_orders:
        show_list(is_seen=bool(placed_orders.open))


def show_one(order_id: str, *, is_new: bool) -> None:
    """Show one order."""
    ways = st.container(horizontal=True)
    ways.button(f"← {PLACED}", on_click=leave_order, args=(PLACED,))
    ways.button(NEW, on_click=leave_order, args=(NEW,))
    try:
        order = get_order(services().database, order_id)
    except FeedledgerError as error:
        show_failure(error)
        return
    with ways:
        show_print_link(order)
    if is_new:
        st.success(f"Order {order.order_number} is placed.")
    show_order(order)


def show_list(*, is_seen: bool) -> None:
    """
    Show the orders that the filters name, the newest first, and the way to a copy of them.

    While another tab is seen, only the filters are drawn, so that they keep what they ask.
    """
    wanted = ask_filter()
    if wanted is None or not is_seen:
        return
    cursor = current_cursor("orders", wanted)
    page = list_orders(
        services().database, wanted, ORDERS_A_PAGE, cursor, zone=services().settings.zone
    )
    if page.items:
        show_export_link(wanted)
        show_order_rows(page.items, filters_asked())
        show_turner("orders", page)
    elif wanted == NO_FILTER:
        st.info(f"No order has been placed yet. The first is placed under **{NEW}**.")
    else:
        st.info("No order fits. Take a filter away, or check the number or customer for typos.")


def leave_order(tab: str) -> None:
    """Show that tab of the cart and the list."""
    current_clicks().forget()
    st.query_params.pop("order", None)
    st.session_state[TAB] = tab


show_page()
