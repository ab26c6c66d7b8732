"""The stock of one product, and the orders that took of it."""

from zoneinfo import ZoneInfo

import streamlit as st

from catalog.products import Product
from orders.product_orders import ProductOrder, list_product_orders
from orders.stock_account import read_stock_account
from pages.amounts import money_cell
from pages.services import services
from pages.statuses import shown_status
from pages.table_columns import COUNT, FEED_ADDRESS
from pages.times import shown_time, time_cell
from pages.turner import current_cursor, show_turner

ORDERS_A_PAGE = 20
ORDER_ADDRESS = "/order?order="
RIGHT = st.column_config.TextColumn(alignment="right")


def show_stock(product: Product) -> None:
    """Show how what a feed counted and what was ordered since add up to what is left."""
    st.subheader("Stock")
    account = read_stock_account(services().database, product.product_id)
    if account is None:
        st.caption("No count limits it: its feeds send no quantity, or it is not sold from stock.")
        return
    counted_at = shown_time(account.counted_at, services().settings.zone)
    feed = f" by [this feed]({FEED_ADDRESS}{account.feed_id})" if account.feed_id else ""
    rows = {
        f"Counted{feed}, {counted_at}": f"{account.counted:,}",
        "Ordered since, less what was cancelled": f"{-account.taken:,}",
        "**Left**": f"**{account.left:,}**",
    }
    st.table(rows, border="horizontal", width="content", alt="Stock account")


def show_product_orders(product: Product) -> None:
    """Show each line that ordered the product, the newest first, with the way to its order."""
    st.subheader("Orders")
    zone = services().settings.zone
    cursor = current_cursor("product_orders", product.product_id)
    page = list_product_orders(services().database, product.product_id, ORDERS_A_PAGE, cursor)
    if not page.items:
        st.caption("Nobody has ordered it yet.")
        return
    st.dataframe(
        [_cells(order, zone) for order in page.items],
        hide_index=True,
        height="content",
        placeholder="",
        alt="Orders of this product",
        column_config={
            "Units": COUNT("Units"),
            "Unit price": RIGHT,
            "Amount": RIGHT,
            "Order": st.column_config.LinkColumn(display_text="Open order"),
        },
    )
    show_turner("product_orders", page)


def _cells(order: ProductOrder, zone: ZoneInfo) -> dict[str, str | int]:
    return {
        f"Ordered ({zone.key})": time_cell(order.ordered_at, zone),
        "Number": order.order_number,
        "Status": shown_status(order.status),
        "For": order.customer_ref,
        "Units": order.quantity,
        "Unit price": money_cell(order.unit_price, order.currency),
        "Amount": money_cell(order.line_total, order.currency),
        "Currency": order.currency,
        "Order": f"{ORDER_ADDRESS}{order.order_id}",
    }
