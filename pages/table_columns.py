"""Columns of tables that more than one page has: money, counts, links."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from catalog.currencies import MINOR_UNITS
from pages.csv_download import write_csv

FEW, TALL_PX = 15, 560
FEED_ADDRESS, PRODUCT_ADDRESS = "/feeds?feed=", "/catalog?product="
FEED = st.column_config.LinkColumn("Feed", display_text="Open feed")
NAME = st.column_config.TextColumn("Name", width=220)
PRODUCT = st.column_config.LinkColumn("Product", display_text="Open product")
COUNT = partial(st.column_config.NumberColumn, format="localized")
PERCENT = partial(st.column_config.NumberColumn, format="%.1f %%")


def money_column(label: str, currency: str) -> Any:  # noqa: ANN401 - what Streamlit calls a column
    """Return a column of amounts of one currency, which its title names."""
    return amount_column(f"{label} ({currency})", currency)


def amount_column(label: str, currency: str) -> Any:  # noqa: ANN401 - what Streamlit calls a column
    """Return a column of amounts with the decimals of the currency, negative ones with a minus."""
    step = 10 ** -MINOR_UNITS.get(currency, 2)
    return st.column_config.NumberColumn(label, format="localized", step=step)


def product_address(product_id: int | None) -> str | None:
    """Return where the product is shown, None for what the catalog does not have."""
    return None if product_id is None else f"{PRODUCT_ADDRESS}{product_id}"


def show_rows(
    rows: Sequence[Mapping[str, object]], columns: Mapping[str, Any], title: str, file: str
) -> None:
    """Show rows as a table with these columns, in their order, and offer them as CSV."""
    st.dataframe(
        [dict(row) for row in rows],
        hide_index=True,
        height=TALL_PX if len(rows) > FEW else "content",
        placeholder="",
        alt=title,
        column_order=list(columns),
        column_config=dict(columns),
    )
    names = list(rows[0]) if rows else []
    cells = [[row[name] for name in names] for row in rows]
    st.download_button(
        "Download as CSV",
        data=partial(write_csv, names, cells),
        file_name=f"{file}.csv",
        mime="text/csv",
        key=f"csv_{file}",
        on_click="ignore",
    )
