"""Columns of an answer that a table in a browser can show, whatever types DuckDB has."""

from decimal import Decimal
from typing import Any

import pyarrow as pa
import streamlit as st

from analytics.answer_cells import different_names, is_readable, read_cells, text_of

SHOWN_AS_SENT = (
    *(pa.types.is_boolean, pa.types.is_integer, pa.types.is_floating, pa.types.is_string),
    *(pa.types.is_decimal, pa.types.is_null),
)
MOMENTS = (pa.types.is_date, pa.types.is_timestamp)


def showable(table: pa.Table) -> pa.Table:
    """Return the table with names that differ, and with text in place of types none can show."""
    columns = [_showable(column) for column in table.columns]
    return pa.table(columns, names=different_names(table.column_names))


def columns_of(table: pa.Table) -> dict[str, Any]:
    """Return how numbers are written: thousands divided, a column's amounts with like decimals."""
    places = {name: _places_of(table.column(name)) for name in table.column_names}
    return {
        name: st.column_config.NumberColumn(format="localized", step=10**-each)
        for name, each in places.items()
        if each is not None
    }


def _places_of(column: pa.ChunkedArray) -> int | None:
    """Return how many decimals the column is shown with, two where one is needed; else None."""
    if pa.types.is_integer(column.type):
        return 0
    if not pa.types.is_decimal(column.type):
        return None
    most = max((_places(value) for value in column.to_pylist()), default=0)
    return 2 if most == 1 else most


def _places(value: Decimal | None) -> int:
    """Return how many decimals the amount needs."""
    if value is None:
        return 0
    exponent = value.normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _showable(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if any(is_shown(kind) for is_shown in SHOWN_AS_SENT):
        return column
    if any(is_moment(kind) for is_moment in MOMENTS) and is_readable(column):
        return column
    return pa.chunked_array([[text_of(value) for value in read_cells(column)]], pa.string())
