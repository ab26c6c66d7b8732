"""Lost demand: what was ordered and could not be sold, and what stood in the way."""

from collections.abc import Mapping

import streamlit as st

from analytics.wanted import Wanted, list_wanted
from orders.stock import available_units
from pages.amounts import shown_money
from pages.periods import Period
from pages.services import services
from pages.table_columns import (
    COUNT,
    FEED,
    FEED_ADDRESS,
    NAME,
    PRODUCT,
    product_address,
    show_rows,
)
from pages.times import time_cell
from pages.turn_texts import shown_turn

MOST = 200
REASONS = {
    "product/not_found": "unknown SKU",
    "product/inactive": "inactive",
    "product/not_available": "not available",
    "stock/short": "too few left",
}


def show_wanted(period: Period, partner_id: int | None, currency: str | None) -> None:
    """Show the refused order lines by product, the most lost first."""
    rows = list_wanted(
        services().database,
        period.first,
        period.end,
        zone=services().settings.zone,
        limit=MOST,
        currency=currency,
        partner_id=partner_id,
    ).items
    if not rows:
        st.success("No order was refused in this period for want of a product.")
        return
    known = [row.product_id for row in rows if row.product_id is not None]
    left = available_units(services().database, known)
    st.caption(
        "Order lines that were refused. Lost is what the units would have cost at the price of"
        " then; an order sent again and refused again counts again. An SKU that the catalog does"
        f" not have is wanted, but unknown. At most {MOST} products."
    )
    columns = {
        "sku": "SKU",
        "product_name": NAME,
        "units": COUNT("Units wanted"),
        "lost": st.column_config.TextColumn("Lost", alignment="right"),
        "why": "Refused as",
        "because": st.column_config.TextColumn("Because of", width="medium"),
        "last": f"Last refused ({services().settings.zone.key})",
        "now": "To be had now",
        "feed": FEED,
        "lines": COUNT("Lines"),
        "partner": "Partner",
        "product": PRODUCT,
    }
    show_rows([_cells(row, left) for row in rows], columns, "Wanted products", "products_wanted")


def _cells(row: Wanted, left: Mapping[int, int | None]) -> dict[str, object]:
    units_left = left.get(row.product_id or 0, 0)
    return {
        "partner": row.partner,
        "sku": row.sku,
        "product_name": row.product_name,
        "units": row.units,
        "lines": row.lines,
        "lost": shown_money(row.lost, row.currency),
        "why": ", ".join(REASONS.get(code, code) for code in row.codes),
        "because": shown_turn(row.because),
        "last": time_cell(row.last_refused_at, services().settings.zone),
        "now": "any number" if units_left is None else f"{units_left:,}" if units_left else "no",
        "feed": f"{FEED_ADDRESS}{row.because.feed_id}" if row.because else None,
        "product": product_address(row.product_id),
    }
