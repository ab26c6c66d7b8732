"""Revenue as a table, and as CSV."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from analytics.revenue import NO_NAME, RevenueRow
from catalog.currencies import MINOR_UNITS
from pages.csv_download import write_csv

COUNTS = {"orders": "Orders", "units": "Units"}
AMOUNTS = {
    "gross": "Gross",
    "refunds": "Refunds",
    "net": "Net",
    "previous_net": "Net, period before",
}
MEASURES = (*COUNTS, *AMOUNTS)


def show_table(rows: Sequence[RevenueRow], group_by: str, currency: str) -> None:
    """Show the rows as a table, and offer them as CSV."""
    named = [replace(row, key=row.key or NO_NAME) for row in rows]
    is_compared = any(row.previous_net is not None for row in rows)
    st.dataframe(
        [{name: getattr(row, name) for name in ("key", *MEASURES)} for row in named],
        hide_index=True,
        placeholder="",
        alt=f"Revenue by {group_by}",
        column_order=["key", *(name for name in MEASURES if is_compared or name != MEASURES[-1])],
        column_config={"key": group_by.capitalize(), **_numbers(currency)},
    )
    headers = (group_by, "currency", *MEASURES)
    cells = [(row.key, currency, *(getattr(row, name) for name in MEASURES)) for row in named]
    st.download_button(
        "Download as CSV",
        data=partial(write_csv, headers, cells),
        file_name=f"revenue_by_{group_by}_{currency}.csv",
        mime="text/csv",
    )


def _numbers(currency: str) -> dict[str, Any]:
    places = MINOR_UNITS.get(currency, 2)
    shape = {0: "localized", 2: "accounting"}.get(places, f"%.{places}f")
    column = st.column_config.NumberColumn
    return {
        **{name: column(label, format="localized") for name, label in COUNTS.items()},
        **{name: column(f"{label} ({currency})", format=shape) for name, label in AMOUNTS.items()},
    }
