"""
Counts of the catalog that are kept in memory, and worked out anew where they may have changed.

How many products have each value, and to which products the findings of feeds belong, is kept for
each partner, with how many merges and reverts it had then (each counts itself in its own
transaction, `partner.merges`) and of how many of its feeds the report was deleted. They are in a
database of their own in the same DuckDB, which is empty after a start. Why: docs/adr/0027.
"""

import duckdb
from duckdb import DuckDBPyConnection

from catalog.database import Database, transaction_on
from catalog.statements import Statements

SQL = Statements(__file__)
TABLES = ("create_kept_stamp", "create_kept_value", "create_kept_issue")
FORGET = ("delete_kept_stamps", "delete_kept_values", "delete_kept_issues")
COUNT = ("keep_stamps", "keep_values", "keep_issues")


def refresh_counts(database: Database) -> None:
    """
    Bring the kept counts up to what is committed now; partners without a change cost nothing.

    Raises:
        DiskFull: there was no room for what DuckDB puts aside; the counts are as they were.
    """
    with database.alone("count the catalog"), database.cursor() as cursor:
        cursor.execute(SQL["attach_kept"])
        for name in TABLES:
            cursor.execute(SQL[name])
        with transaction_on(cursor):
            is_changed = _count_changed(cursor)
        if is_changed:
            _free_memory(cursor)


def _count_changed(cursor: DuckDBPyConnection) -> bool:
    partners = [row[0] for row in cursor.execute(SQL["find_uncounted"]).fetchall()]
    if not partners:
        return False
    for name in (*FORGET, *COUNT):
        cursor.execute(SQL[name], {"partner_ids": partners})
    return True


def _free_memory(cursor: DuckDBPyConnection) -> None:
    # rows deleted from tables in memory stay until a checkpoint, which who reads may hinder
    try:
        cursor.execute(SQL["checkpoint_kept"])
    except duckdb.TransactionException:
        return  # the next one does it
