"""
The fast reader: DuckDB's, where a count of the bytes and of the lines proves it right.

Each record must stand on one line of its own, and all of them on all lines that were counted:
then the n-th record is on the n-th line. Where most records are known to change nothing, only
the others are typed: their lines are picked out of the file.
"""

import itertools
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
from duckdb import DuckDBPyConnection

from catalog.statements import Statements
from ingestion.projection import (
    create_cells,
    create_picked,
    create_raw,
    fast_source,
    find_filled,
)
from ingestion.source import Rules, Source, SourceFile, count_typed

SQL = Statements(__file__)
REFUSALS = (duckdb.InvalidInputException, duckdb.ConversionException)
BUFFER_BYTES = 1024 * 1024
FEW = 0.25  # of a file's records: so many are faster picked out than read again among all


def read_fast(cursor: DuckDBPyConnection, file: SourceFile, rules: Rules) -> Source | None:
    """Fill `record` and `sighted`; None where the file is not for the fast reader after all."""
    if not _can_be_read_fast(file, rules):
        return None
    cursor.execute("set variable header_lines = $lines", {"lines": int(file.dialect.header)})
    cells = fast_source(str(file.path), file.shape.columns, file.dialect)
    create_cells(cursor, cells, rules.projection)
    is_known = bool(cursor.execute(SQL["find_known"]).fetchall())
    try:
        filled = find_filled(cursor, rules.projection.mapping)
        source = (_read_known if is_known else _read_all)(cursor, file, rules)
    except REFUSALS:
        return None
    return source and replace(source, filled=filled)


def _can_be_read_fast(file: SourceFile, rules: Rules) -> bool:
    facts = file.facts
    return (
        facts.is_utf8
        and not facts.has_marks
        and facts.has_uniform_line_ends
        and file.header_line == int(file.dialect.header)
        and file.dialect.encoding in {"utf-8", "utf-8-bom"}
        and not rules.projection.mapping.rewriting.needs_order
    )


def _read_all(cursor: DuckDBPyConnection, file: SourceFile, rules: Rules) -> Source | None:
    """Type every record at once."""
    create_raw(cursor, rules.projection)
    rules.apply()
    cursor.execute(SQL["view_numbered"])
    cursor.execute(SQL["view_keys_of_records"])
    cursor.execute(SQL["view_sighted_all_new"])
    return _counted(cursor, file)


def _read_known(cursor: DuckDBPyConnection, file: SourceFile, rules: Rules) -> Source | None:
    """Type the records that are not known to change nothing."""
    cursor.execute(SQL["key_records"])
    cursor.execute(SQL["view_keys"])
    source = _counted(cursor, file)
    if source is None:
        return None
    rules.check()
    for name in ("sight_records", "view_sighted", "find_fresh"):
        cursor.execute(SQL[name])
    lines = cursor.execute(SQL["select_fresh_lines"]).fetchnumpy()["line_number"]
    if len(lines) > FEW * source.rows_read:
        return _read_all(cursor, file, rules)
    _pick(cursor, file, lines)
    create_cells(cursor, "source", rules.projection)
    create_raw(cursor, rules.projection)
    rules.apply()
    cursor.execute(SQL["drop_source"])
    cursor.execute(SQL["view_numbered"])
    return replace(source, typed=count_typed(cursor))


def _counted(cursor: DuckDBPyConnection, file: SourceFile) -> Source | None:
    """Return what was read, None unless each line is a record that is not blank."""
    records, blank, lines = cursor.execute(SQL["count_records"]).fetchall()[0]
    rows_read = file.facts.lines - file.dialect.header
    if blank or not records == lines == rows_read:
        return None
    return Source(rows_read, 0, is_exact=False, typed=int(records), unread_lines=0)


def _pick(cursor: DuckDBPyConnection, file: SourceFile, lines: np.ndarray) -> None:
    """Fill `source` with the records on these lines, each with its numbers."""
    picked = file.path.with_suffix(".picked")
    _copy_lines(file, lines, picked)
    headerless = replace(file.dialect, header=False)
    try:
        create_picked(cursor, fast_source(str(picked), file.shape.columns, headerless))
    finally:
        picked.unlink()
    cursor.execute(SQL["number_picked"])


def _copy_lines(file: SourceFile, lines: np.ndarray, target: Path) -> None:
    is_picked = np.zeros(file.facts.lines, np.uint8)
    is_picked[lines - 1] = 1
    with file.path.open("rb", BUFFER_BYTES) as source, target.open("wb", BUFFER_BYTES) as picked:
        picked.writelines(itertools.compress(source, is_picked.tobytes()))
