"""Orders as they were placed: one with its lines, and the list of them."""

from collections.abc import Iterable, Mapping

import streamlit as st

from orders.order import Order, OrderItem
from pages.amounts import counted, money_cell, shown_money
from pages.giving_back_view import show_giving_back
from pages.links import show_link
from pages.order_history_view import show_order_history
from pages.order_origin import origin_of, show_origin
from pages.plain_text import plain
from pages.services import services
from pages.statuses import badge
from pages.times import shown_time

MOST_LINES, HEIGHT_PX = 15, 580
FEED = "Feed of the price"
# a phone shows the first three: what, how many, for how much
COLUMNS = ("Name", "Quantity", "Total", "Unit price", "Line", "Partner", "SKU", FEED)
NAME_PX = 170
RIGHT = st.column_config.TextColumn(alignment="right")
CELLS = {
    "Name": st.column_config.TextColumn(width=NAME_PX),
    "Line": st.column_config.NumberColumn(width="small"),
    "Quantity": st.column_config.NumberColumn(format="localized"),
    "Unit price": RIGHT,
    "Total": RIGHT,
    FEED: st.column_config.LinkColumn(display_text="Open"),
}


def show_order(order: Order) -> None:
    """Show the order with its lines."""
    zone = services().settings.zone
    st.subheader(f"Order {order.order_number}")
    st.markdown(
        f"{badge(order.status)} for **{plain(order.customer_ref)}**,  \n"
        f"placed {shown_time(order.created_at, zone)}"
    )
    show_origin(order)
    with st.container(horizontal=True):
        st.metric("Total", shown_money(order.total, order.currency), width="content")
        if order.refunded:
            st.metric("Refunded", shown_money(order.refunded, order.currency), width="content")
    if order.items:
        _show_lines(order)
        st.caption(
            "Names and prices are those of the moment it was placed; later feeds do not change"
            " them."
        )
    st.caption(f"Order id `{order.order_id}`")
    show_giving_back(order)
    show_order_history(order)


def _show_lines(order: Order) -> None:
    # where many lines made the page long, what can be done with the order would be far below
    st.dataframe(
        [_cells(item, order.currency) for item in order.items],
        hide_index=True,
        height="content" if len(order.items) <= MOST_LINES else HEIGHT_PX,
        alt="Lines of the order",
        column_config=CELLS,
        column_order=[name for name in COLUMNS if not order.imported_from or name != FEED],
    )


def show_order_rows(orders: Iterable[Order], filters: Mapping[str, str]) -> None:
    """Show each order as a link to its page; the filters come along, for the way back."""
    zone = services().settings.zone
    for order in orders:
        with st.container(border=True, gap="xsmall"):
            with st.container(horizontal=True, vertical_alignment="center"):
                show_link("order.py", order.order_number, order=order.order_id, **filters)
                st.markdown(badge(order.status), width="content")
                st.markdown(f"**{shown_money(order.total, order.currency)}**", width="content")
            units = sum(item.quantity for item in order.items)
            st.caption(
                f"{plain(order.customer_ref)} · {shown_time(order.created_at, zone)} ·"
                f" {counted(units, 'unit')} in {counted(len(order.items), 'line')}"
                f"{_given_back(order)}"
                f"{origin_of(order)}"
            )


def _given_back(order: Order) -> str:
    if not order.refunded:
        return ""
    return f" · {shown_money(order.refunded, order.currency)} given back"


def _cells(item: OrderItem, currency: str) -> dict[str, str | int | None]:
    return {
        "Line": item.line,
        "Partner": item.partner,
        "SKU": item.sku,
        "Name": item.product_name,
        "Quantity": item.quantity,
        "Unit price": money_cell(item.unit_price, currency),
        "Total": money_cell(item.line_total, currency),
        FEED: item.feed_id and f"/feeds?feed={item.feed_id}",
    }
