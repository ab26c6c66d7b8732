"""The products that lost on a day, and the order lines that were refused, each with its feed."""

from collections.abc import Sequence

import streamlit as st

from analytics.causes import LosingProduct
from analytics.refused import RefusedProduct
from pages.amounts import shown_money
from pages.services import services
from pages.table_columns import (
    COUNT,
    FEED,
    FEED_ADDRESS,
    NAME,
    PRODUCT,
    money_column,
    product_address,
    show_rows,
)
from pages.times import time_cell
from pages.turn_texts import shown_turn
from pages.wanted_view import REASONS


def show_losing(products: Sequence[LosingProduct], currency: str) -> None:
    """Show the products that sold less than usual, each change that can explain it in a row."""
    if not products:
        return
    st.subheader("Products that lost most")
    zone = services().settings.zone
    columns = {
        "sku": "SKU",
        "product_name": NAME,
        "loss": money_column("Lost", currency),
        "change": st.column_config.TextColumn("What was changed", width="medium"),
        "feed": FEED,
        "explained": money_column("Can explain", currency),
        "changed_at": f"Changed ({zone.key})",
        "ended_at": f"Changed again ({zone.key})",
        "net": money_column("Net", currency),
        "usual": money_column("Usual", currency),
        "week_before": money_column("Week before", currency),
        "partner": "Partner",
        "product": PRODUCT,
    }
    rows = [row for product in products for row in _losing(product)]
    show_rows(rows, columns, "Products that lost most", "products_lost")


def show_refused(refused: Sequence[RefusedProduct]) -> None:
    """Show the refused lines of the day with the change behind each."""
    if not refused:
        return
    st.subheader("Orders that were refused")
    zone = services().settings.zone
    columns = {
        "sku": "SKU",
        "product_name": NAME,
        "why": "Refused as",
        "units": COUNT("Units"),
        "lost": st.column_config.TextColumn("Lost", alignment="right"),
        "because": st.column_config.TextColumn("Because of", width="medium"),
        "feed": FEED,
        "changed_at": f"Since ({zone.key})",
        "lines": COUNT("Lines"),
        "partner": "Partner",
        "product": PRODUCT,
    }
    rows = [_refused(row) for row in refused]
    show_rows(rows, columns, "Orders that were refused", "orders_refused")


def _losing(product: LosingProduct) -> list[dict[str, object]]:
    zone = services().settings.zone
    known = {
        "partner": product.partner,
        "sku": product.sku,
        "product_name": product.product_name,
        "loss": product.loss,
        "net": product.net,
        "usual": product.usual,
        "week_before": product.week_before,
        "product": product_address(product.product_id),
    }
    nothing: dict[str, object] = {
        "change": "nothing that matters",
        "explained": None,
        "changed_at": "",
        "ended_at": "",
        "feed": None,
    }
    changes: list[dict[str, object]] = [
        {
            "change": shown_turn(cause.turn),
            "explained": cause.explained,
            "changed_at": time_cell(cause.turn.changed_at, zone),
            "ended_at": time_cell(cause.turn.ended_at, zone),
            "feed": f"{FEED_ADDRESS}{cause.turn.feed_id}",
        }
        for cause in product.causes
    ]
    return [{**known, **change} for change in changes or [nothing]]


def _refused(row: RefusedProduct) -> dict[str, object]:
    because = row.because
    return {
        "partner": row.partner,
        "sku": row.sku,
        "product_name": row.product_name,
        "why": REASONS.get(row.code, row.code),
        "units": row.units,
        "lines": row.lines,
        "lost": shown_money(row.lost, row.currency),
        "because": shown_turn(because),
        "changed_at": time_cell(because.changed_at, services().settings.zone) if because else "",
        "feed": f"{FEED_ADDRESS}{because.feed_id}" if because else None,
        "product": product_address(row.product_id),
    }
