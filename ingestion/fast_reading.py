"""
The fast reader: DuckDB's, of a file or of the lines that it reads as the exact reader would.

Where some products are known by a record, the records' keys are read first, and only those that
could change something are typed: their lines are picked out of the file.
"""

from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import numpy as np
from duckdb import DuckDBPyConnection

from catalog.statements import Statements
from ingestion.dialect import Dialect
from ingestion.projection import (
    create_cells,
    create_picked,
    create_raw,
    fast_source,
    find_filled,
)
from ingestion.sorting import copy_lines
from ingestion.source import Rules

SQL = Statements(__file__)
REFUSALS = (duckdb.InvalidInputException, duckdb.ConversionException)
FEW = 0.25  # of a file's records: so many are faster picked out than read again among all


@dataclass(frozen=True)
class FastFile:
    """
    What DuckDB reads: a file of so many physical lines, each but the header a record.

    Where lines were sorted out of it, `exact_record` holds their records, and `plain_number` the
    numbers of those that are left.
    """

    path: Path
    lines: int
    dialect: Dialect
    columns: int
    is_sorted: bool = False

    @property
    def header_lines(self) -> int:
        """How many lines come before the first record."""
        return int(self.dialect.header)

    @property
    def relation(self) -> str:
        """The relation of all records, those of the fast reader first."""
        plain = fast_source(str(self.path), self.columns, self.dialect)
        return f"({plain} union all by name from exact_record)" if self.is_sorted else plain


@dataclass(frozen=True)
class FastCount:
    """What was found: records, blank ones among them, the lines of all, and columns with cells."""

    records: int
    blank: int
    lines: int
    filled: frozenset[str]


def read_fast(cursor: DuckDBPyConnection, file: FastFile, rules: Rules) -> FastCount | None:
    """Fill `record` and `sighted`, and return what was found; None where DuckDB refuses."""
    cursor.execute("set variable header_lines = $lines", {"lines": file.header_lines})
    create_cells(cursor, file.relation, rules.projection)
    try:
        if cursor.execute(SQL["find_known"]).fetchall():
            return _read_fresh(cursor, file, rules)
        return _read_all(cursor, file, rules)
    except REFUSALS:
        return None


def _read_all(cursor: DuckDBPyConnection, file: FastFile, rules: Rules) -> FastCount:
    """Type every record at once."""
    filled = find_filled(cursor, rules.projection.mapping)
    create_raw(cursor, rules.projection)
    rules.apply()
    cursor.execute(SQL["view_numbered_sorted" if file.is_sorted else "view_numbered"])
    cursor.execute(SQL["view_keys_of_records"])
    cursor.execute(SQL["view_sighted_all_new"])
    return _count(cursor, filled)


def _read_fresh(cursor: DuckDBPyConnection, file: FastFile, rules: Rules) -> FastCount:
    """Type the records that are not known to change nothing."""
    filled = find_filled(cursor, rules.projection.mapping)
    cursor.execute(SQL["key_records"])
    cursor.execute(SQL["view_keys_sorted" if file.is_sorted else "view_keys"])
    count = _count(cursor, filled)
    for name in ("sight_records", "view_sighted", "find_fresh"):
        rules.check()
        cursor.execute(SQL[name])
    lines = cursor.execute(SQL["select_fresh_lines"]).fetchnumpy()["read_line"]
    if len(lines) > FEW * count.records:
        return _read_all(cursor, file, rules)
    _pick(cursor, file, lines)
    create_cells(cursor, "picked", rules.projection)
    create_raw(cursor, rules.projection)
    rules.apply()
    cursor.execute(SQL["drop_picked"])
    cursor.execute(SQL["view_numbered"])
    return count


def _count(cursor: DuckDBPyConnection, filled: frozenset[str]) -> FastCount:
    records, blank, lines = cursor.execute(SQL["count_records"]).fetchall()[0]
    return FastCount(int(records), int(blank), int(lines), filled)


def _pick(cursor: DuckDBPyConnection, file: FastFile, lines: np.ndarray) -> None:
    """Fill `picked` with the records of these lines, and odd ones, each with its numbers."""
    is_wanted = np.zeros(file.lines, np.uint8)
    is_wanted[np.asarray(lines, np.int64) - 1] = 1
    picked = file.path.with_suffix(".picked")
    copy_lines(file.path, is_wanted, picked)
    try:
        headerless = replace(file.dialect, header=False)
        create_picked(cursor, fast_source(str(picked), file.columns, headerless))
    finally:
        picked.unlink()
    cursor.execute(SQL["number_picked"])
    if file.is_sorted:
        cursor.execute(SQL["append_picked"])
