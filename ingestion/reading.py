"""
Every record of a file in the view `numbered`, by the fast reader or the exact one.

The fast reader is taken only where a count of the bytes proves that it cannot differ:
UTF-8, uniform line ends, no NUL, no blank line, no quoted line end. Its rows must then
equal the lines that were counted; otherwise, and wherever it refuses, the exact reader reads.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from catalog.statements import Statements
from ingestion.decoding import ByteFacts
from ingestion.dialect import Dialect
from ingestion.exact import ExactCount, Shape, empty_table, read_exactly

SQL = Statements(__file__)
MAX_LINE_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class SourceFile:
    """A file to read, unpacked, and what is known of it; `header_line` is 0 without a header."""

    path: Path
    facts: ByteFacts
    dialect: Dialect
    shape: Shape
    header_line: int


@dataclass(frozen=True)
class Source:
    """What was read; `rows_read` was counted apart from the parse."""

    rows_read: int
    blank: int
    is_exact: bool


def load_source(cursor: DuckDBPyConnection, file: SourceFile, check: Callable[[], None]) -> Source:
    """
    Create the temporary view `numbered` of every record, as text, in the file's order.

    Columns: `record_number` from 1, `line_number` (physical, the header's line is 1),
    `row_problem` (a code or null) and `c0, c1, …`, one for each of the file's columns.
    """
    rows_read = file.facts.lines - file.dialect.header
    if _can_be_read_fast(cursor, file) and _read_fast(cursor, file) == (rows_read, 0):
        cursor.execute("set variable header_lines = $lines", {"lines": int(file.dialect.header)})
        cursor.execute(SQL["number_fast_source"])
        return Source(rows_read, 0, is_exact=False)
    return _read_exactly(cursor, file, check)


def _can_be_read_fast(cursor: DuckDBPyConnection, file: SourceFile) -> bool:
    facts = file.facts
    proven = (
        facts.is_utf8
        and not facts.has_nul
        and facts.has_uniform_line_ends
        and facts.blank_lines == 0
        and file.header_line == int(file.dialect.header)
        and file.dialect.encoding in {"utf-8", "utf-8-bom"}
    )
    return proven and (facts.quotes == 0 or not _has_quoted_line_end(cursor, file))


def _has_quoted_line_end(cursor: DuckDBPyConnection, file: SourceFile) -> bool:
    """Return whether some line has an odd number of quotes, as both ends of such a cell have."""
    parameters = {
        "path": str(file.path),
        "quote": file.dialect.quote,
        "max_line_bytes": MAX_LINE_BYTES,
    }
    return bool(cursor.execute(SQL["find_odd_quotes"], parameters).fetchall())


def _read_fast(cursor: DuckDBPyConnection, file: SourceFile) -> tuple[int, int] | None:
    """Fill `source` and return its records and blank ones, None where the reader refuses."""
    parameters = {
        "path": str(file.path),
        "columns": {f"c{at}": "VARCHAR" for at in range(file.shape.columns)},
        "delimiter": file.dialect.delimiter,
        "quote": file.dialect.quote,
        "skip": int(file.dialect.header),
        "max_line_bytes": MAX_LINE_BYTES,
    }
    try:
        cursor.execute(SQL["create_source_fast"], parameters)
    except (duckdb.InvalidInputException, duckdb.ConversionException):
        return None
    records, blank = cursor.execute(SQL["count_source"]).fetchall()[0]
    return int(records), int(blank)


def _read_exactly(
    cursor: DuckDBPyConnection, file: SourceFile, check: Callable[[], None]
) -> Source:
    count = ExactCount()
    cursor.register("batch", empty_table(file.shape))
    cursor.execute(SQL["create_source_exact"])
    for table in read_exactly(file.path, file.dialect, file.shape, count):
        check()
        cursor.register("batch", table)
        cursor.execute(SQL["append_source"])
    cursor.unregister("batch")
    cursor.execute(SQL["number_exact_source"])
    return Source(count.records, count.blank, is_exact=True)
