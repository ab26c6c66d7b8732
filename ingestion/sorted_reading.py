"""Both readers on one file: the fast one for lines that are records, the exact one for the rest."""

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
from duckdb import DuckDBPyConnection

from catalog.statements import Statements
from ingestion.decoding import count_lines
from ingestion.exact import as_tables
from ingestion.fast_reading import FastCount, FastFile, read_fast
from ingestion.sorting import SortedLines, copy_lines, read_odd, sort_lines
from ingestion.source import Rules, Source, SourceFile, count_typed, keep_exactly
from ingestion.uniform import has_blank_line, write_uniform

SQL = Statements(__file__)
COPIES = 2  # a copy of UTF-16 is smaller, one of windows-1252 seldom much larger
MANY_LINES = 20_000  # a shorter file is not worth sorting


def read_sorted(cursor: DuckDBPyConnection, file: SourceFile, rules: Rules) -> Source | None:
    """
    Fill `record` and `sighted` by both readers; None where the exact one had most to do.

    Raises:
        DiskFull: there is no room for the copies it takes: of all lines, and of the plain ones.
    """
    total = count_lines(file.path, file.dialect.encoding, file.facts)
    if total < MANY_LINES:
        return None
    rules.require_room(COPIES * file.path.stat().st_size)
    text = _as_uniform(file)
    lines = sort_lines(cursor, file, text, total)
    if lines is None:
        return None
    keep_exactly(cursor, as_tables(read_odd(file, lines), file.shape), file.shape, rules.check)
    _keep_numbers(cursor, lines)
    found = _read_plain(cursor, file, rules, (text, lines))
    count = lines.count
    if found is None or found.blank or not found.records == found.lines == count.records:
        return None
    return Source(
        rows_read=count.records,
        blank=count.blank,
        is_exact=True,
        typed=count_typed(cursor),
        unread_lines=total - count.lines,
        filled=found.filled,
    )


def _read_plain(
    cursor: DuckDBPyConnection, file: SourceFile, rules: Rules, sorted_: tuple[Path, SortedLines]
) -> FastCount | None:
    """Read the plain lines of the text, beside what the exact reader has read."""
    text, lines = sorted_
    plain = file.path.with_suffix(".plain")
    copy_lines(text, lines.is_plain, plain)
    if text != file.path:
        text.unlink()
    dialect = replace(file.dialect, encoding="utf-8", header=False)
    fast = FastFile(
        path=plain,
        lines=int(lines.is_plain.sum()),
        dialect=dialect,
        columns=file.shape.columns,
        is_sorted=True,
    )
    try:
        return read_fast(cursor, fast, rules)
    finally:
        plain.unlink()


def _as_uniform(file: SourceFile) -> Path:
    """Return the file in UTF-8 with uniform line ends and a mark on each blank line."""
    if file.is_uniform and not has_blank_line(file.path):
        return file.path
    uniform = file.path.with_suffix(".uniform")
    write_uniform(file.path, file.dialect.encoding, uniform)
    return uniform


def _keep_numbers(cursor: DuckDBPyConnection, lines: SortedLines) -> None:
    """Fill `plain_number` with the numbers of the records on plain lines."""
    numbers = {"record_number": lines.record_numbers, "line_number": lines.line_numbers}
    cursor.register("number_batch", pa.table(numbers))
    cursor.execute(SQL["keep_numbers"])
    cursor.unregister("number_batch")
