"""Price changes beside the units ordered before and after, and one of them as a chart."""

from datetime import UTC, datetime

import streamlit as st

from analytics.price_changes import DAYS, PriceChange, PriceChangeQuery, list_price_changes
from pages.amounts import shown_money, shown_move
from pages.charts import show_chart
from pages.periods import Period
from pages.price_effect_chart import draw_effect
from pages.services import services
from pages.table_columns import FEED, FEED_ADDRESS, NAME, PRODUCT, product_address, show_rows
from pages.times import time_cell
from pages.turner import current_cursor, show_turner

CHANGES_A_PAGE = 50


def show_price_changes(period: Period, partner_id: int | None) -> None:
    """Show the price changes of the period, the newest first, and a chart of the chosen one."""
    query = PriceChangeQuery(services().settings.zone, period.first, period.end, partner_id)
    now = datetime.now(UTC)
    cursor = current_cursor("price_changes", query)
    page = list_price_changes(services().database, query, now, CHANGES_A_PAGE, cursor)
    if not page.items:
        st.info("No feed changed a price in this period. Choose a longer one.")
        return
    st.caption(
        f"Units a day in up to {DAYS} days before and after, cut where another change of the price"
        " comes, and now. They stand beside each other: that the price made the difference, sales"
        " cannot tell."
    )
    chosen = st.selectbox("Look at", page.items, format_func=_named)
    show_chart(draw_effect(chosen, now), alt="Price and units a day around the change")
    _show_table(page.items)
    show_turner("price_changes", page)


def _show_table(rows: tuple[PriceChange, ...]) -> None:
    number = st.column_config.NumberColumn
    columns = {
        "sku": "SKU",
        "product_name": NAME,
        "before": st.column_config.TextColumn("From", alignment="right"),
        "after": st.column_config.TextColumn("To", alignment="right"),
        "move": st.column_config.TextColumn("Move", alignment="right"),
        "units_a_day_before": number("Units a day before", format="%.2f"),
        "units_a_day_after": number("After", format="%.2f"),
        "changed": f"Changed ({services().settings.zone.key})",
        "feed": FEED,
        "by": "By",
        "partner": "Partner",
        "product": PRODUCT,
    }
    show_rows([_cells(row) for row in rows], columns, "Price changes", "price_changes")


def _named(row: PriceChange) -> str:
    day = row.changed_at.astimezone(services().settings.zone).date()
    before = shown_money(row.price_before, row.currency_before)
    return f"{row.partner}/{row.sku}, {day}: {before} → {_after(row)}"


def _after(row: PriceChange) -> str:
    return shown_money(row.price_after, row.currency_after)


def _cells(row: PriceChange) -> dict[str, object]:
    same = row.currency_before == row.currency_after
    return {
        "changed": time_cell(row.changed_at, services().settings.zone),
        "partner": row.partner,
        "sku": row.sku,
        "product_name": row.product_name,
        "before": shown_money(row.price_before, row.currency_before),
        "after": _after(row),
        "move": shown_move(row.price_before, row.price_after) if same else "",
        "units_before": row.units_before,
        "units_after": row.units_after,
        "units_a_day_before": row.units_a_day_before,
        "units_a_day_after": row.units_a_day_after,
        "by": "a revert" if row.by_revert else "a feed",
        "feed": f"{FEED_ADDRESS}{row.feed_id}",
        "product": product_address(row.product_id),
    }
