"""Loaded feeds, each with what was ordered at the prices that it set."""

from typing import Any

import streamlit as st

from analytics.feed_sales import FeedSales, list_feed_sales
from pages.amounts import shown_money
from pages.links import show_link
from pages.partner_asking import ask_partner
from pages.services import services
from pages.statuses import shown_status
from pages.table_columns import COUNT, show_rows
from pages.times import time_cell
from pages.turner import current_cursor, show_turner

FEEDS_A_PAGE = 20


def show_feed_sales() -> None:
    """Show loaded feeds, the newest first, with their sales and the orders refused for them."""
    partner_id = ask_partner()
    page = list_feed_sales(
        services().database,
        FEEDS_A_PAGE,
        current_cursor("feed_sales", partner_id),
        partner_id=partner_id,
    )
    if not page.items:
        st.info("No feed was loaded yet.")
        show_link("upload.py", "Upload a feed")
        return
    st.caption(
        "What was ordered at the prices that a feed set, whatever changed since, and the order"
        " lines refused because of what it changed. Imported orders have no feed."
    )
    zone = services().settings.zone
    columns: dict[str, Any] = {
        "filename": "File",
        "net": st.column_config.TextColumn("Net at its prices", alignment="right"),
        "effects": st.column_config.LinkColumn("Effects", display_text="What it changed"),
        "partner": "Partner",
        "mode": "Mode",
        "status": "Status",
        "loaded": f"Loaded ({zone.key})",
        "units": COUNT("Units"),
        "orders": COUNT("Orders"),
        "prices_moved": COUNT("Prices moved"),
        "deactivated": COUNT("Deactivated"),
        "refused_lines": COUNT("Lines refused"),
    }
    rows = [row for feed in page.items for row in _cells(feed)]
    show_rows(rows, columns, "Feeds and what they sold", "feeds_and_sales")
    show_turner("feed_sales", page)


def _cells(feed: FeedSales) -> list[dict[str, object]]:
    """Return a row for each currency, or one for a feed at whose prices nothing was ordered."""
    known = {
        "filename": feed.filename,
        "partner": feed.partner,
        "mode": feed.mode,
        "status": shown_status(feed.status),
        "loaded": time_cell(feed.finished_at, services().settings.zone),
        "prices_moved": feed.prices_moved,
        "deactivated": feed.deactivated,
        "refused_lines": feed.refused_lines,
        "effects": f"/feed-sales?feed={feed.feed_id}",
    }
    none = {"net": "-", "units": 0, "orders": 0}
    sales = [
        {
            "net": shown_money(each.net, each.currency),
            "units": each.units,
            "orders": each.orders,
        }
        for each in feed.sales
    ]
    return [{**known, **each} for each in sales or [none]]
