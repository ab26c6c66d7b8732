"""The delivered files of an import, brought into one table of texts, field by field."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
from duckdb import DuckDBPyConnection

from catalog.statements import Statements
from orders.import_presets import (
    FIELDS,
    LAYOUTS,
    LINES,
    Layout,
    MissingColumns,
    Preset,
    find_columns,
)
from orders.import_request import ImportRequest, StoredFile

SQL = Statements(__file__)
OF_RECORD = ("record_number", "line_number", "row_problem")
SENT_LINES: dict[Preset, str] = {
    "plain": "view_sent_lines",
    "online_retail": "view_sent_lines_of_sheet",
    "chinook": "view_sent_lines_of_parts",
}


@dataclass(frozen=True)
class Sheet:
    """
    A file of records, read as it is asked for.

    The tables have the columns `OF_RECORD`, and the cells below the header as c0, c1, …;
    `count` says how many records there were, counted apart from the tables, once they are read.
    """

    header: tuple[str, ...]
    tables: Iterator[pa.Table]
    count: Callable[[], int]


OpenSheet = Callable[[StoredFile], AbstractContextManager[Sheet]]
"""Lends the sheet of a stored file by its key and its size in bytes."""


def read_lines(
    cursor: DuckDBPyConnection,
    open_sheet: OpenSheet,
    request: ImportRequest,
    check: Callable[[], None],
) -> int:
    """
    Make the relation `sent_line` of all order lines known, and return how many were counted.

    Raises:
        MissingColumns: a file lacks what every line needs.
    """
    cursor.execute(SQL["create_sent"])
    counted = 0
    for part, layout in LAYOUTS[request.preset].items():
        file = request.files[part]
        with open_sheet(file) as sheet:
            columns = _columns(layout, sheet, part, request)
            for table in sheet.tables:
                check()
                cursor.register("batch", _arranged(table, columns))
                cursor.execute(SQL["append_sent"], {"part": part})
                cursor.unregister("batch")
            if part == LINES:
                counted = sheet.count()
    cursor.execute(SQL[SENT_LINES[request.preset]])
    return counted


def _columns(layout: Layout, sheet: Sheet, part: str, request: ImportRequest) -> dict[str, int]:
    columns = find_columns(layout, sheet.header)
    if part == LINES and "currency" not in columns and request.currency is None:
        raise MissingColumns("the file has no column currency, and the request names none")
    return columns


def _arranged(table: pa.Table, columns: dict[str, int]) -> pa.Table:
    """Return the table with a trimmed column for each field, empty where the file has none."""
    absent = pa.nulls(table.num_rows, pa.string())
    cells = [
        pc.utf8_trim_whitespace(table[f"c{columns[field]}"]) if field in columns else absent
        for field in FIELDS
    ]
    numbers = [table[name] for name in OF_RECORD]
    return pa.table([*numbers, *cells], [*OF_RECORD, *FIELDS])
