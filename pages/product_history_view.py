"""What feeds did to one product, and what they found in its records."""

from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from catalog.history import ProductChange, list_changes, list_prices
from catalog.products import Product
from ingestion.product_issues import ProductIssue, list_product_issues
from pages.charts import show_chart
from pages.field_values import changed_values
from pages.links import CODE_OF_ADDRESS, address_of
from pages.price_chart import currency_of, draw_prices
from pages.services import services
from pages.statuses import shown_status
from pages.table_columns import FEED, FEED_ADDRESS
from pages.times import time_cell
from pages.turner import current_cursor, show_turner

CHANGES_A_PAGE, ISSUES_A_PAGE = 20, 20
MOST_PRICES = 500


def show_history(product: Product) -> None:
    """Show the prices over time, and each change with its feed, the newest first."""
    st.subheader("History")
    database, zone = services().database, services().settings.zone
    prices = list_prices(database, product.product_id, MOST_PRICES)
    currency = currency_of(prices)
    if len(prices) > 1 and currency:
        chart = draw_prices(prices, currency, datetime.now(zone))
        show_chart(chart, alt="Price over time, reverts marked")
    cursor = current_cursor("changes", product.product_id)
    page = list_changes(database, product.product_id, CHANGES_A_PAGE, cursor)
    st.dataframe(
        [cell for change in page.items for cell in _cells(change, zone)],
        hide_index=True,
        height="content",
        placeholder="",
        alt="What feeds did to this product",
        column_config={"Feed": FEED},
    )
    show_turner("changes", page)


def show_product_issues(product: Product) -> None:
    """Show what feeds found in records of the product, the latest feed first."""
    st.subheader("Issues")
    zone = services().settings.zone
    cursor = current_cursor("product_issues", product.product_id)
    page = list_product_issues(
        services().database, product.partner, product.sku, ISSUES_A_PAGE, cursor
    )
    if not page.items:
        st.caption("No feed whose report is kept had a remark on this product.")
        return
    st.dataframe(
        [_issue(issue, zone) for issue in page.items],
        hide_index=True,
        height="content",
        placeholder="",
        alt="What feeds found in the records of this product",
        column_config={
            "Feed": FEED,
            "Code": st.column_config.LinkColumn(display_text=CODE_OF_ADDRESS),
            "Line": st.column_config.NumberColumn(format="localized", width="small"),
        },
    )
    show_turner("product_issues", page)


def _cells(change: ProductChange, zone: ZoneInfo) -> list[dict[str, str]]:
    """Return a row for each column that changed, or one for the whole change."""
    common = {
        f"When ({zone.key})": time_cell(change.changed_at, zone),
        "What": change.action.capitalize(),
    }
    feed = {"Feed": f"{FEED_ADDRESS}{change.feed_id}"}
    if not change.columns:
        return [{**common, "Column": "", "Before": "", "After": "", **feed}]
    return [
        {
            **common,
            "Column": value.column,
            "Before": value.before,
            "After": value.after,
            **feed,
        }
        for value in changed_values(change.columns, change.before, change.after)
    ]


def _issue(issue: ProductIssue, zone: ZoneInfo) -> dict[str, str | int | None]:
    found = issue.found
    return {
        f"Received ({zone.key})": time_cell(issue.received_at, zone),
        "File": issue.filename,
        "Line": found.line_number,
        "Severity": shown_status(found.severity),
        "Column": found.column,
        "Value": found.raw_value,
        "Message": found.message,
        "Record": found.row_outcome,
        "Code": address_of(found.code),
        "Feed": f"{FEED_ADDRESS}{found.feed_id}",
    }
