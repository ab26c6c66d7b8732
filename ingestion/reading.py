"""
Every record of a file: by the fast reader, by the exact one, or by both.

The fast reader alone is taken only where its records are one for each line that was counted in
the bytes: then the n-th stands on the n-th line. In other files the lines are sorted, and the
exact reader takes those that are no records by themselves; where these are many, it takes all. It
counts what it reads, and every line must be part of that.

What is left on the cursor: `record` (typed), `numbered` (the same with its numbers) and `sighted`
(every record of the file, those too that are known to change nothing and go untyped).
"""

from duckdb import DuckDBPyConnection

from catalog.statements import Statements
from ingestion.decoding import count_lines
from ingestion.exact import ExactCount, read_exactly
from ingestion.fast_reading import FastFile, read_fast
from ingestion.projection import create_cells, create_raw, find_filled
from ingestion.sorted_reading import read_sorted
from ingestion.source import Rules, Source, SourceFile, count_typed, keep_exactly

SQL = Statements(__file__)
FRESH = "(from cells semi join fresh using (record_number))"


def read_records(cursor: DuckDBPyConnection, file: SourceFile, rules: Rules) -> Source:
    """
    Fill `record` with what could change something, and `sighted` with all there is.

    Where records are rewritten by others of the file, the exact reader numbers them first.
    """
    if rules.projection.mapping.rewriting.needs_order:
        return _read_exactly(cursor, file, rules)
    return (
        _read_whole(cursor, file, rules)
        or read_sorted(cursor, file, rules)
        or _read_exactly(cursor, file, rules)
    )


def _read_whole(cursor: DuckDBPyConnection, file: SourceFile, rules: Rules) -> Source | None:
    """Read by the fast reader alone; None unless each line is a record that is not blank."""
    if not file.is_uniform or file.header_line != int(file.dialect.header):
        return None
    fast = FastFile(file.path, file.facts.lines, file.dialect, file.shape.columns)
    found = read_fast(cursor, fast, rules)
    rows_read = file.facts.lines - file.dialect.header
    if found is None or found.blank or not found.records == found.lines == rows_read:
        return None
    return Source(
        rows_read=rows_read,
        blank=0,
        is_exact=False,
        typed=count_typed(cursor),
        unread_lines=0,
        filled=found.filled,
    )


def _read_exactly(cursor: DuckDBPyConnection, file: SourceFile, rules: Rules) -> Source:
    count = ExactCount()
    tables = read_exactly(file.path, file.dialect, file.shape, count)
    keep_exactly(cursor, tables, file.shape, rules.check)
    create_cells(cursor, "exact_record", rules.projection)
    filled = find_filled(cursor, rules.projection.mapping)
    cursor.execute(SQL["key_records"])
    for name in ("view_keys", "sight_records", "view_sighted", "find_fresh"):
        cursor.execute(SQL[name])
    create_raw(cursor, rules.projection, FRESH)
    rules.apply()
    cursor.execute(SQL["drop_exact"])
    cursor.execute(SQL["view_numbered"])
    lines = count_lines(file.path, file.dialect.encoding, file.facts)
    return Source(
        rows_read=count.records,
        blank=count.blank,
        is_exact=True,
        typed=count_typed(cursor),
        unread_lines=lines - count.lines,
        filled=filled,
    )
