"""
Free SQL on the published file, in a DuckDB instance of its own that can do nothing else.

It has the file alone, read-only; no other file, no network, no extension and no setting can be
reached from it. Each question opens it anew, so that no question finds what another left.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
from duckdb import DuckDBPyConnection, StatementType

from catalog.errors import NotFound, RejectedInput
from catalog.priority import giving_way

INTERRUPT_EVERY_S = 0.05
MOST_CHARACTERS = 100_000
READING = {StatementType.SELECT, StatementType.EXPLAIN}
CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "allow_community_extensions": False,
    "allow_persistent_secrets": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "python_enable_replacements": False,
    "temp_directory": "",  # what needs more memory fails, and fills no disk
}
# in this order: the file is attached before the doors are closed for good
ATTACH = "attach $path as analytics (read_only)"
CLOSE = (
    "use analytics",
    "set TimeZone = 'UTC'",
    "set enable_external_access = false",
    "set lock_configuration = true",
)


class NotPublished(NotFound):
    """There is no published file yet: it is written soon after the start."""

    code = "query/not_published"


class QueryRefused(RejectedInput):
    """It is not one statement that only reads; it was not run."""

    code = "query/refused"


class QueryFailed(RejectedInput):
    """DuckDB could not run it; the text says why."""

    code = "query/failed"


class QueryTooLong(RejectedInput):
    """It took longer than it may, and was stopped."""

    code = "query/too_long"


@dataclass(frozen=True)
class Limits:
    """What one question may take."""

    seconds: float = 30.0
    rows: int = 10_000
    memory: str = "512MB"
    threads: int = 1


@dataclass(frozen=True)
class Answer:
    """The first rows of a result, whether there are more, and how long it took."""

    table: pa.Table
    is_cut: bool
    took_s: float


def ask_published(path: Path, sql: str, limits: Limits | None = None) -> Answer:
    """
    Return what the statement says of the published file; it can do nothing but read that.

    Raises:
        NotPublished: there is no file yet.
        QueryRefused: it is not one statement that reads.
        QueryFailed: it is wrong, or takes more memory than it may.
        QueryTooLong: it was stopped.
    """
    limits = limits or Limits()
    _refuse_other(sql)
    began_s = time.monotonic()
    try:
        with _opened(path, limits) as connection, _stopping(connection, limits.seconds):
            found = connection.sql(sql).limit(limits.rows + 1).to_arrow_table()
    except duckdb.InterruptException as error:
        raise QueryTooLong(f"it was stopped after {limits.seconds:g} seconds") from error
    except duckdb.Error as error:
        raise QueryFailed(str(error)) from error
    took_s = time.monotonic() - began_s
    return Answer(found.slice(0, limits.rows), found.num_rows > limits.rows, took_s)


@contextmanager
def _opened(path: Path, limits: Limits) -> Iterator[DuckDBPyConnection]:
    if not path.is_file():
        raise NotPublished("the analysts' file is not there yet: try again in a moment")
    config = {**CONFIG, "memory_limit": limits.memory, "threads": limits.threads}
    with giving_way():
        connection = duckdb.connect(":memory:", config=config)
    try:
        connection.execute(ATTACH, {"path": str(path)})
        for statement in CLOSE:
            connection.execute(statement)
        yield connection
    finally:
        connection.close()


@contextmanager
def _stopping(connection: DuckDBPyConnection, seconds: float) -> Iterator[None]:
    """Interrupt what the block runs once its time is over, until it has given up."""
    is_done = threading.Event()

    def watch() -> None:
        if is_done.wait(seconds):
            return
        while not is_done.wait(INTERRUPT_EVERY_S):
            connection.interrupt()

    watcher = threading.Thread(target=watch, name="stop a question", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        is_done.set()
        watcher.join()


def _refuse_other(sql: str) -> None:
    if len(sql) > MOST_CHARACTERS:
        raise QueryRefused(f"a question has at most {MOST_CHARACTERS:,} characters")
    try:
        statements = duckdb.extract_statements(sql)
    except duckdb.Error as error:
        raise QueryFailed(str(error)) from error
    if len(statements) != 1 or statements[0].type not in READING:
        raise QueryRefused("send one statement that reads: select, from, with, describe or explain")
