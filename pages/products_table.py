"""Products as a table, one of which can be chosen."""

from collections.abc import Sequence
from functools import partial
from zoneinfo import ZoneInfo

import streamlit as st

from catalog.products import Product
from pages.amounts import money_cell, quantity_cell
from pages.services import services
from pages.statuses import shown_status
from pages.times import time_cell

FEW, TALL_PX = 15, 560
RIGHT = st.column_config.TextColumn(alignment="right")
COLUMNS = {
    "Name": st.column_config.TextColumn(width=320),
    "Price": RIGHT,
    "Sale price": RIGHT,
    "Quantity": RIGHT,
}


def show_products(products: Sequence[Product]) -> None:
    """Show the products; the address names the one whose row is ticked."""
    st.caption("Tick a row to see everything about the product.")
    zone = services().settings.zone
    # a name of its own for each page of the list: a tick does not move on to the next one
    key = f"products_{products[0].product_id}_{products[-1].product_id}"
    st.dataframe(
        [_cells(product, zone) for product in products],
        hide_index=True,
        height=TALL_PX if len(products) > FEW else "content",
        placeholder="",
        on_select=partial(_open, key, [product.product_id for product in products]),
        selection_mode="single-row",
        key=key,
        alt="Products",
        column_config=COLUMNS,
    )


def _open(key: str, product_ids: Sequence[int]) -> None:
    rows = st.session_state[key].selection.rows
    if rows and rows[0] < len(product_ids):
        st.query_params["product"] = str(product_ids[rows[0]])


def _cells(product: Product, zone: ZoneInfo) -> dict[str, str | bool | None]:
    return {
        "SKU": product.sku,
        "Name": product.product_name,
        "Price": money_cell(product.price, product.currency),
        "Sale price": money_cell(product.sale_price, product.currency),
        "Currency": product.currency,
        "Availability": shown_status(product.availability),
        "Quantity": quantity_cell(product.quantity),
        "Partner": product.partner,
        "Brand": product.brand,
        "Category": product.category,
        "Active": product.is_active,
        f"Changed ({zone.key})": time_cell(product.updated_at, zone),
    }
