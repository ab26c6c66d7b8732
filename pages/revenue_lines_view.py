"""The lines of orders behind the revenue that the page shows, each a way to its order."""

from typing import Any

import streamlit as st

from analytics.product_names import read_product_names
from analytics.revenue import Totals
from analytics.revenue_lines import RevenueLine, list_revenue_lines
from analytics.revenue_query import RevenueQuery
from pages.amounts import shown_money
from pages.plain_text import one_line
from pages.services import services
from pages.table_columns import COUNT, NAME, money_column, show_rows
from pages.times import time_cell
from pages.turner import current_cursor, show_turner

LINES_A_PAGE = 50
ORDER = st.column_config.LinkColumn("Order", display_text=r"#(.+)$")


def show_lines(query: RevenueQuery, totals: Totals) -> None:
    """Offer the lines that the totals are the sum of; they are read when they are wanted."""
    st.subheader("Orders behind it")
    if not st.toggle("Show the orders, line by line", key="lines", bind="query-params"):
        return
    question = query.model_dump(exclude={"now", "group_by", "level", "compare", "keeps_gone"})
    cursor = current_cursor("revenue_lines", question)
    page = list_revenue_lines(services().database, query, LINES_A_PAGE, cursor)
    currency = totals.currency
    st.caption(
        f"Ordered for {shown_money(totals.gross, currency)}, given back"
        f" {shown_money(totals.refunds, currency)}: net {shown_money(totals.net, currency)}."
        " What is given back, by a refund or a cancel, counts on its own day."
    )
    names = read_product_names(services().database, [_product(line) for line in page.items])
    zone = services().settings.zone
    columns: dict[str, Any] = {
        "order": ORDER,
        "at": f"Time ({zone.key})",
        "what": "What",
        "sku": "SKU",
        "name": NAME,
        "units": COUNT("Units"),
        "net": money_column("Net", currency),
        "customer": "Placed for",
        "partner": "Partner",
    }
    rows = [_cells(line, names) for line in page.items]
    show_rows(rows, columns, "Lines of orders behind the revenue", f"revenue_lines_{currency}")
    show_turner("revenue_lines", page)


def _product(line: RevenueLine) -> str:
    return f"{line.partner}/{line.sku}"


def _cells(line: RevenueLine, names: dict[str, str]) -> dict[str, object]:
    return {
        "order": f"/order?order={line.order_id}#{line.order_number or line.order_id}",
        "at": time_cell(line.happened_at, services().settings.zone),
        "what": "Ordered" if line.is_placed else "Given back",
        "partner": line.partner,
        "sku": line.sku,
        "name": names.get(_product(line), ""),
        "customer": one_line(line.customer_ref or ""),
        "units": line.units,
        "net": line.net,
    }
