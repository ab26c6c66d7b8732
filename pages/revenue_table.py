"""Revenue as a table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from analytics.revenue import Most, RevenueRow
from analytics.revenue_query import NO_NAME, TIMES
from pages.amounts import shown_move
from pages.table_columns import money_column

MOST_ROWS = 1000
COUNTS = {"orders": "Orders", "units": "Units"}
AMOUNTS = {
    "gross": "Gross",
    "refunds": "Refunds",
    "net": "Net",
    "previous_net": "Net before",
    "change": "Change",
}
MEASURES = (*COUNTS, *AMOUNTS)
COMPARED = ("previous_net", "change", "move")


@dataclass(frozen=True)
class Table:
    """The rows of one currency, what products are called, and the name of the element."""

    most: Most
    group_by: str
    currency: str
    names: Mapping[str, str]
    is_compared: bool
    key: str


def show_table(table: Table, on_select: Callable[[], None]) -> None:
    """Show the rows that were read as a table."""
    rows, group_by, currency = table.most.rows, table.group_by, table.currency
    values = [values_of(row, table.names, is_time=group_by in TIMES) for row in rows]
    name = ["name"] if group_by == "product" else []
    shown = ["key", *name, *MEASURES, "move"]
    st.dataframe(
        [{column: each[column] for column in shown} for each in values],
        hide_index=True,
        placeholder="",
        alt=f"Revenue by {group_by}",
        column_order=[column for column in shown if table.is_compared or column not in COMPARED],
        column_config={
            "key": group_by.capitalize(),
            "name": st.column_config.TextColumn("Name", width="medium"),
            "move": st.column_config.TextColumn("Change in %", alignment="right"),
            **_numbers(currency),
        },
        key=table.key,
        on_select=on_select,
        selection_mode="single-row",
    )
    if table.most.found > len(rows):
        st.caption(f"The first {len(rows):,} of {table.most.found:,} rows; the CSV has all.")


def values_of(row: RevenueRow, names: Mapping[str, str], *, is_time: bool) -> dict[str, Any]:
    """Return what the table and its CSV say of a row, by column."""
    before = row.previous_net
    return {
        **vars(row),
        "key": row.key or NO_NAME,
        "name": names.get(row.key, ""),
        "change": None if before is None else row.net - before,
        "move": "" if before is None else _move(row, is_time=is_time),
    }


def _move(row: RevenueRow, *, is_time: bool) -> str:
    if not row.previous_net:
        return "new" if row.net and not is_time else ""
    base = abs(row.previous_net)
    return shown_move(base, base + row.net - row.previous_net)


def _numbers(currency: str) -> dict[str, Any]:
    column = st.column_config.NumberColumn
    return {
        **{name: column(label, format="localized") for name, label in COUNTS.items()},
        **{name: money_column(label, currency) for name, label in AMOUNTS.items()},
    }
