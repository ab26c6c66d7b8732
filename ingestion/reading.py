"""
Every record of a file: by the fast reader or the exact one.

The exact reader takes what the fast one does not: it counts what it reads, and every line must be
part of that. Both leave `record` (typed), `numbered` (the same with its numbers) and `sighted`
(every record of the file, those too that are known to change nothing and go untyped).
"""

from duckdb import DuckDBPyConnection

from catalog.statements import Statements
from ingestion.decoding import count_lines
from ingestion.exact import ExactCount, empty_table, read_exactly
from ingestion.fast_reading import read_fast
from ingestion.projection import create_cells, create_raw, find_filled
from ingestion.source import Rules, Source, SourceFile, count_typed

SQL = Statements(__file__)
FRESH = "(from cells semi join fresh using (record_number))"


def read_records(cursor: DuckDBPyConnection, file: SourceFile, rules: Rules) -> Source:
    """Fill `record` with what could change something, and `sighted` with all there is."""
    return read_fast(cursor, file, rules) or _read_exactly(cursor, file, rules)


def _read_exactly(cursor: DuckDBPyConnection, file: SourceFile, rules: Rules) -> Source:
    count = ExactCount()
    _fill_source(cursor, file, rules, count)
    create_cells(cursor, "source", rules.projection)
    filled = find_filled(cursor, rules.projection.mapping)
    cursor.execute(SQL["key_records"])
    for name in ("view_keys", "sight_records", "view_sighted", "find_fresh"):
        cursor.execute(SQL[name])
    create_raw(cursor, rules.projection, FRESH)
    rules.apply()
    cursor.execute(SQL["drop_source"])
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


def _fill_source(
    cursor: DuckDBPyConnection, file: SourceFile, rules: Rules, count: ExactCount
) -> None:
    cursor.register("batch", empty_table(file.shape))
    cursor.execute(SQL["create_source_exact"])
    for table in read_exactly(file.path, file.dialect, file.shape, count):
        rules.check()
        cursor.register("batch", table)
        cursor.execute(SQL["append_source"])
    cursor.unregister("batch")
