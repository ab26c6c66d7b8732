"""Revenue key by key: a chart and a table, each of whose bars and rows leads to what is in it."""

from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analytics.product_names import names_of
from analytics.revenue import Most
from analytics.revenue_query import TIMES, RevenueQuery
from pages.charts import show_chart
from pages.revenue_asking import Asked
from pages.revenue_chart import CHOSEN, MOST_BARS, draw_revenue
from pages.revenue_csv import write_revenue, write_revenue_parquet
from pages.revenue_drill import go_inside
from pages.revenue_table import MOST_ROWS, Table, show_table
from pages.sales_answers import AllRows, ask_most
from pages.services import services


def read_rows(query: RevenueQuery, rows: AllRows | None) -> Most:
    """Return the rows to show: all over time, else the first; of all rows where they are read."""
    return ask_most(query, None if query.group_by in TIMES else MOST_ROWS, rows)


def show_rows(query: RevenueQuery, asked: Asked, most: Most) -> DeltaGenerator:
    """Show the chart and the table of what the query finds; return the place between them."""
    by, currency = asked.group_by, query.currency or ""
    rows = most.rows
    place = "_".join([by, *map(str, (asked.level, query.category, query.brand, query.product))])
    chart = f"revenue_chart_{place}"
    keys = tuple(row.key for row in rows)
    names = names_of(services().database, by, keys)
    show_chart(
        draw_revenue(rows, by, asked.period, currency, names),
        alt=f"Net by {by}",
        key=chart,
        on_select=lambda: go_inside(chart, asked, keys),
        selection_mode=CHOSEN,
    )
    st.caption(chart_note(most, by, is_compared=asked.compare is not None))
    between = st.container()
    shown = Table(most, by, currency, names, asked.compare is not None, f"revenue_table_{place}")
    show_table(shown, lambda: go_inside(shown.key, asked, keys))
    _show_downloads(query)
    return between


def _show_downloads(query: RevenueQuery) -> None:
    name = f"revenue_by_{query.group_by}_{query.currency}"
    with st.container(horizontal=True):
        st.download_button(
            "Download as CSV",
            data=partial(write_revenue, services().database, query),
            file_name=f"{name}.csv",
            mime="text/csv",
            on_click="ignore",
        )
        st.download_button(
            "Download as Parquet",
            data=partial(write_revenue_parquet, services().database, query),
            file_name=f"{name}.parquet",
            mime="application/vnd.apache.parquet",
        )


def chart_note(most: Most, group_by: str, *, is_compared: bool) -> str:
    """Return how to read the chart, and what it leaves out."""
    notes = ["Click a bar, or choose a row below, to see what is in it."]
    if is_compared and any(row.previous_net for row in most.rows):
        notes.append("The short orange line marks what it is compared with.")
    if group_by not in TIMES and most.found > MOST_BARS:
        notes.append(f"The best {MOST_BARS} of {most.found:,} are drawn.")
    return " ".join(notes)
