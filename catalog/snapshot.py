"""A copy of the whole database as it was at one moment, made while everything else goes on."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from catalog.database import transaction_on
from catalog.disk_errors import disk_errors
from catalog.errors import FeedledgerError
from catalog.statements import Statements
from catalog.syncing import sync

SQL = Statements(__file__)
COPY = "backup_copy"
# one of DuckDB's row groups: with ten of them, orders wait twice as long (benchmarks/backups.py)
BLOCK_ROWS = 122_880
REST_SHARE = 0.5  # of the time that a block took, so that others get at the disk and the cores

Progress = Callable[[float], None]


class CopyDiffers(FeedledgerError):
    """The copy does not have the rows that were to be copied; it is removed."""

    code = "backup/copy_differs"


def copy_database(cursor: DuckDBPyConnection, path: Path, tell: Progress) -> dict[str, int]:
    """
    Write all that is committed now to a new database file and return how many rows each table has.

    It is one transaction that only reads: whoever writes meanwhile is neither waited for nor held
    up. `tell` is called with the share that is done, and whatever it raises ends the copy. When
    this returns, the file is whole and on the disk; when it raises, there is no file.

    Raises:
        DiskFull: there is no room for the copy.
        CopyDiffers: DuckDB has copied something else.
    """
    try:
        with disk_errors(), _attached(cursor, path):
            # before it: to list tables makes a transaction one of all that is attached, which
            # another one would then detach in vain until this ends (DuckDB 2.0)
            names = _tables(cursor, current_database(cursor))
            with transaction_on(cursor):
                counts = _copy_all(cursor, names, path, tell)
            cursor.execute("checkpoint backup_copy")
            _compare(counts, count_tables(cursor, COPY))
        sync(path)
        sync(path.parent)
    except BaseException:
        remove_database(path)
        raise
    return counts


def count_tables(cursor: DuckDBPyConnection, database: str | None = None) -> dict[str, int]:
    """Return how many rows each table of the open database has, by its name."""
    source = database or current_database(cursor)
    return {name: _number(cursor, "count_rows", source, name) for name in _tables(cursor, source)}


def current_database(cursor: DuckDBPyConnection) -> str:
    """Return the name by which the cursor's database is known in statements."""
    return str(cursor.execute("select current_database()").fetchall()[0][0])


def remove_database(path: Path) -> None:
    """See that neither the file nor its write-ahead log is there."""
    path.unlink(missing_ok=True)
    path.with_name(path.name + ".wal").unlink(missing_ok=True)


def _copy_all(
    cursor: DuckDBPyConnection, names: Sequence[str], path: Path, tell: Progress
) -> dict[str, int]:
    source = current_database(cursor)
    # reads first: sequences are copied as they are then, at or behind what this moment's rows used
    lasts = {name: _number(cursor, "find_last_row", source, name) for name in names}
    counts = {name: _number(cursor, "count_rows", source, name) for name in lasts}
    cursor.execute(_named("copy_schema", source))
    done, all_rows = 0, sum(last + 1 for last in lasts.values()) or 1
    for name, last in lasts.items():
        for first in range(0, last + 1, BLOCK_ROWS):
            tell(done / all_rows)
            rows = {"first": first, "last": min(first + BLOCK_ROWS - 1, last)}
            _copy_block(cursor, _named("copy_rows", source, name), rows)
            sync(path)  # little by little: orders wait for the same disk
            done += rows["last"] - first + 1
    return counts


def _compare(counts: dict[str, int], copied: dict[str, int]) -> None:
    if copied != counts:
        raise CopyDiffers(f"{counts} rows were to be copied, {copied} were")


def _copy_block(cursor: DuckDBPyConnection, statement: str, rows: dict[str, int]) -> None:
    began_s = time.monotonic()
    cursor.execute(statement, rows)
    took_s = time.monotonic() - began_s
    time.sleep(took_s * REST_SHARE)


@contextmanager
def _attached(cursor: DuckDBPyConnection, path: Path) -> Iterator[None]:
    cursor.execute("detach database if exists backup_copy")  # a stop can interrupt the detaching
    cursor.execute("attach $path as backup_copy", {"path": str(path)})
    path.chmod(0o600)
    try:
        yield
    finally:
        with suppress(duckdb.Error):
            cursor.execute("detach backup_copy")


def _tables(cursor: DuckDBPyConnection, source: str) -> list[str]:
    found = cursor.execute(SQL["select_tables"], {"database": source}).fetchall()
    return [str(name) for (name,) in found]


def _number(cursor: DuckDBPyConnection, statement: str, source: str, table: str) -> int:
    return int(cursor.execute(_named(statement, source, table)).fetchall()[0][0])


def _named(statement: str, source: str, table: str = "") -> str:
    """Return the statement with names of the database's own catalog in their places."""
    text = SQL[statement].replace("{source}", _quoted(source))
    return text.replace("{table_name}", _quoted(table))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
