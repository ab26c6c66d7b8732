"""Products as a table, one of which can be chosen."""

from collections.abc import Sequence
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


def choose_product(products: Sequence[Product]) -> Product | None:
    """Show the products and return the one whose row is ticked."""
    st.caption("Tick a row to see everything about the product.")
    zone = services().settings.zone
    event = st.dataframe(
        [_cells(product, zone) for product in products],
        hide_index=True,
        height=TALL_PX if len(products) > FEW else "content",
        placeholder="",
        on_select="rerun",
        selection_mode="single-row",
        # a name of its own for each page of the list: a tick does not move on to the next one
        key=f"products_{products[0].product_id}_{products[-1].product_id}",
        alt="Products",
        column_config=COLUMNS,
    )
    rows = event.selection.rows
    return products[rows[0]] if rows and rows[0] < len(products) else None


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
