"""Active products that nobody orders."""

import streamlit as st

from analytics.unsold import Unsold, list_unsold
from pages.amounts import shown_money
from pages.links import show_link
from pages.periods import Period
from pages.services import services
from pages.statuses import shown_status
from pages.table_columns import PRODUCT, product_address, show_rows
from pages.times import time_cell
from pages.turner import current_cursor, show_turner

PRODUCTS_A_PAGE = 50


def show_unsold(period: Period, partner_id: int | None) -> None:
    """Show active products without an order in the period, those first that are there longest."""
    page = list_unsold(
        services().database,
        period.first,
        period.end,
        zone=services().settings.zone,
        limit=PRODUCTS_A_PAGE,
        partner_id=partner_id,
        cursor=current_cursor("unsold", (period, partner_id)),
    )
    if not page.items:
        st.success("Every active product was ordered in this period, or the catalog is empty.")
        show_link("catalog.py", "See the catalog")
        return
    st.caption(
        "Active products that nobody ordered in this period, the longest in the catalog first."
        " For what was never ordered, choose all time."
    )
    zone = services().settings.zone
    since, last = f"In the catalog since ({zone.key})", f"Last ordered ({zone.key})"
    columns = {
        "partner": "Partner",
        "sku": "SKU",
        "product_name": "Name",
        "price": st.column_config.TextColumn("Price", alignment="right"),
        "availability": "Availability",
        "in_catalog_since": since,
        "last_sold_at": last,
        "product": PRODUCT,
    }
    show_rows([_cells(row) for row in page.items], columns, "Products not sold", "products_unsold")
    show_turner("unsold", page)


def _cells(row: Unsold) -> dict[str, object]:
    zone = services().settings.zone
    return {
        "partner": row.partner,
        "sku": row.sku,
        "product_name": row.product_name,
        "price": shown_money(row.price, row.currency),
        "availability": shown_status(row.availability),
        "in_catalog_since": time_cell(row.in_catalog_since, zone),
        "last_sold_at": time_cell(row.last_sold_at, zone) or "never",
        "product": product_address(row.product_id),
    }
