"""Products by what they sold, as a table with a bar chart of the first."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import altair as alt
import pyarrow as pa
import streamlit as st

from analytics.performance import Performance, PerformanceQuery, ProductList, read_performance
from orders.stock import available_units
from pages.amounts import shown_money
from pages.chart_colours import BLUE, GREEN, RED, painted
from pages.chart_heights import height_of_bars
from pages.chart_rows import axis_of_rows, in_rows
from pages.charts import show_chart
from pages.links import show_link
from pages.plain_text import shortened
from pages.services import services
from pages.table_columns import (
    COUNT,
    NAME,
    PERCENT,
    PRODUCT,
    money_column,
    product_address,
    show_rows,
)
from pages.turner import current_cursor, show_turner

PRODUCTS_A_PAGE = 50
MOST_BARS = 15
NAME_LENGTH = 30
LABELS_PX = 150  # a phone has to show the bars, too
KINDS = {"best": BLUE, "rising": GREEN, "falling": RED}
AMOUNTS = ("gross", "refunds", "net", "previous_net", "change")
EMPTY = {
    "best": "Nothing was ordered in this period. Choose a longer one.",
    "falling": "No product sells less than in the period before.",
    "rising": "No product sells more than in the period before.",
}


def show_performance(query: PerformanceQuery, wanted: ProductList, sold: pa.Table | None) -> None:
    """Show a page of the list of what was sold, or what to do where it is empty."""
    if wanted != "best" and not query.is_compared:
        st.info("All of time has nothing before it to compare with. Choose a shorter period.")
        return
    question = (wanted, query.model_dump(exclude={"now"}))
    page = read_performance(
        services().database,
        query,
        wanted,
        lambda product_ids: available_units(services().database, product_ids),
        limit=PRODUCTS_A_PAGE,
        cursor=current_cursor("performance", question),
        sold=sold,
    )
    if not page.items or query.currency is None:
        st.info(EMPTY[wanted])
        show_link("catalog.py", "See the catalog")
        return
    show_chart(draw_products(page.items, wanted), alt=f"Products, {wanted}")
    _show_table(page.items, wanted, query.currency)
    st.caption(
        "Sell-through: the share of what there was to sell that is sold. Price index: the price"
        " in percent of what other partners ask for the same GTIN. Both are of the catalog now."
        " Whatever is ordered as a line of its own counts as a product, postage and fees too:"
        " revenue without them would not be what customers paid."
    )
    show_turner("performance", page)


def draw_products(rows: Sequence[Performance], wanted: ProductList) -> alt.Chart:
    """Return the first products as bars: of their net, or of how it changed."""
    measure = "net" if wanted == "best" else "change"
    title = "Net" if wanted == "best" else "Net, against the period before"
    values = [_bar(row, measure) for row in rows[:MOST_BARS]]
    drawn: alt.Chart = (
        painted(alt.Chart(alt.InlineData(values=in_rows(values))).mark_bar(), wanted, KINDS)
        .encode(
            y=axis_of_rows(values, "name", labelLimit=LABELS_PX, labelFlush=False),
            x=alt.X("amount:Q", title=f"{title} ({rows[0].currency})", axis=alt.Axis(tickCount=6)),
            tooltip=[
                alt.Tooltip("name:N", title="Product"),
                alt.Tooltip("shown:N", title=title),
                alt.Tooltip("units:Q", title="Units"),
            ],
        )
        .properties(height=height_of_bars(len(values)))
    )
    return drawn


def _bar(row: Performance, measure: str) -> dict[str, Any]:
    amount: Decimal = getattr(row, measure) or Decimal(0)
    return {
        "name": f"{row.sku} · {shortened(row.product_name or row.partner, NAME_LENGTH)}",
        "amount": float(amount),
        "shown": shown_money(amount, row.currency),
        "units": row.units,
    }


def _show_table(rows: Sequence[Performance], wanted: ProductList, currency: str) -> None:
    compared = ("previous_units", "previous_net", "change")
    is_compared = rows[0].change is not None
    columns = {
        "sku": "SKU",
        "product_name": NAME,
        "units": COUNT("Units"),
        "net": money_column("Net", currency),
        "change": money_column("Change", currency),
        "previous_net": money_column("Net before", currency),
        "previous_units": COUNT("Units before"),
        "orders": COUNT("Orders"),
        "gross": money_column("Gross", currency),
        "refunds": money_column("Refunds", currency),
        "sell_through": PERCENT("Sell-through"),
        "price_index": PERCENT("Price index"),
        "partner": "Partner",
        "is_active": st.column_config.CheckboxColumn("Active"),
        "product": PRODUCT,
    }
    shown = {name: each for name, each in columns.items() if is_compared or name not in compared}
    cells = [_cells(row) for row in rows]
    show_rows(cells, shown, f"Products, {wanted}", f"products_{wanted}_{currency}")


def _cells(row: Performance) -> dict[str, object]:
    told = {**vars(row), "product": product_address(row.product_id)}
    del told["product_id"], told["in_catalog_since"]
    return told
