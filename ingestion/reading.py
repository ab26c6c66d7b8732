"""
Every record of a file, typed, in the table `record`: by the fast reader or the exact one.

The fast reader is taken only where a count of the bytes proves that it cannot differ:
UTF-8, uniform line ends, no NUL, no quoted line end. It passes over blank lines: its records
must then equal the lines that were counted, so that each has its line. Otherwise, and wherever
it refuses, the exact reader reads: it counts what it reads, and every line must be part of that.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from catalog.statements import Statements
from ingestion.decoding import ByteFacts, count_lines
from ingestion.dialect import Dialect
from ingestion.exact import ExactCount, Shape, empty_table, read_exactly
from ingestion.lines import MAX_RECORD_CHARACTERS
from ingestion.projection import Projection, create_raw, fast_source

SQL = Statements(__file__)
REFUSALS = (duckdb.InvalidInputException, duckdb.ConversionException)


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
    """
    What was read; `rows_read` was counted apart from the parse.

    It is sound if as many records were `typed`, and no physical line is in none of them.
    """

    rows_read: int
    blank: int
    is_exact: bool
    typed: int
    unread_lines: int


@dataclass(frozen=True)
class Rules:
    """How cells become `raw`, and what types them: `apply` fills `record` from `raw`."""

    projection: Projection
    apply: Callable[[], None]
    check: Callable[[], None]


def read_records(cursor: DuckDBPyConnection, file: SourceFile, rules: Rules) -> Source:
    """
    Fill `record` in the file's order, and create the view `numbered` of it with its numbers.

    Where records are rewritten by others of the file, the exact reader numbers them first.
    """
    rows_read = file.facts.lines - file.dialect.header
    needs_order = rules.projection.mapping.rewriting.needs_order
    if (
        not needs_order
        and _can_be_read_fast(cursor, file)
        and _read_fast(cursor, file, rules) == (rows_read, 0)
    ):
        cursor.execute("set variable header_lines = $lines", {"lines": int(file.dialect.header)})
        cursor.execute(SQL["view_numbered_fast"])
        return Source(rows_read, 0, is_exact=False, typed=rows_read, unread_lines=0)
    return _read_exactly(cursor, file, rules)


def _can_be_read_fast(cursor: DuckDBPyConnection, file: SourceFile) -> bool:
    facts = file.facts
    proven = (
        facts.is_utf8
        and not facts.has_marks
        and facts.has_uniform_line_ends
        and file.header_line == int(file.dialect.header)
        and file.dialect.encoding in {"utf-8", "utf-8-bom"}
    )
    return proven and (not facts.has_quotes or not _has_quoted_line_end(cursor, file))


def _has_quoted_line_end(cursor: DuckDBPyConnection, file: SourceFile) -> bool:
    """Return whether some line has an odd number of quotes, as both ends of such a cell have."""
    parameters = {
        "path": str(file.path),
        "quote": file.dialect.quote,
        "max_line_bytes": MAX_RECORD_CHARACTERS,
    }
    try:
        return bool(cursor.execute(SQL["find_odd_quotes"], parameters).fetchall())
    except REFUSALS:  # a line that is longer than any record
        return True


def _read_fast(
    cursor: DuckDBPyConnection, file: SourceFile, rules: Rules
) -> tuple[int, int] | None:
    """Fill `record` and return its records and blank ones, None where the reader refuses."""
    source = fast_source(str(file.path), file.shape.columns, file.dialect)
    create_raw(cursor, source, rules.projection)
    try:
        rules.apply()
    except REFUSALS:
        return None
    return _count_typed(cursor)


def _count_typed(cursor: DuckDBPyConnection) -> tuple[int, int]:
    records, blank = cursor.execute(SQL["count_records"]).fetchall()[0]
    return int(records), int(blank)


def _read_exactly(cursor: DuckDBPyConnection, file: SourceFile, rules: Rules) -> Source:
    count = ExactCount()
    cursor.register("batch", empty_table(file.shape))
    cursor.execute(SQL["create_source_exact"])
    for table in read_exactly(file.path, file.dialect, file.shape, count):
        rules.check()
        cursor.register("batch", table)
        cursor.execute(SQL["append_source"])
    cursor.unregister("batch")
    create_raw(cursor, "source", rules.projection)
    rules.apply()
    cursor.execute(SQL["drop_source"])
    cursor.execute(SQL["view_numbered_exact"])
    lines = count_lines(file.path, file.dialect.encoding, file.facts)
    typed, _ = _count_typed(cursor)
    unread = lines - count.lines
    return Source(count.records, count.blank, is_exact=True, typed=typed, unread_lines=unread)
