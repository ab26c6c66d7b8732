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
from catalog.paging import LONE_SURROGATE
from catalog.priority import giving_way

INTERRUPT_EVERY_S = 0.05
BATCH_ROWS = 2_048  # one of DuckDB's vectors
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


class ResultTooLarge(RejectedInput):
    """Its first rows are more than may be shown; it was stopped."""

    code = "query/too_large"


class QueryTooLong(RejectedInput):
    """It took longer than it may, and was stopped."""

    code = "query/too_long"


@dataclass(frozen=True)
class Limits:
    """What one question may take."""

    seconds: float = 30.0
    rows: int = 10_000
    memory: str = "512MB"
    result_bytes: int = 64 * 1024**2  # what is handed out, DuckDB's own limit does not count
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
        ResultTooLarge: its cells do.
        QueryTooLong: it was stopped.
    """
    limits = limits or Limits()
    _refuse_other(sql)
    began_s = time.monotonic()
    try:
        with _opened(path, limits) as connection, _stopping(connection, limits.seconds) as is_late:
            try:
                found = _read(connection, sql, limits)
            # pyarrow passes on what DuckDB says of a later row
            except (duckdb.Error, pa.ArrowException, OSError) as error:
                raise _meaning_of(error, limits, is_late=is_late.is_set()) from error
    except duckdb.Error as error:
        raise QueryFailed(str(error)) from error
    took_s = time.monotonic() - began_s
    return Answer(found.slice(0, limits.rows), found.num_rows > limits.rows, took_s)


def _meaning_of(error: Exception, limits: Limits, *, is_late: bool) -> RejectedInput:
    if is_late or isinstance(error, duckdb.InterruptException):
        return QueryTooLong(f"it was stopped after {limits.seconds:g} seconds")
    return QueryFailed(str(error))


def _read(connection: DuckDBPyConnection, sql: str, limits: Limits) -> pa.Table:
    """Return the first rows and one more, taken little by little."""
    reader = connection.sql(sql).limit(limits.rows + 1).to_arrow_reader(BATCH_ROWS)
    batches: list[pa.RecordBatch] = []
    for batch in reader:
        batches.append(batch)
        if sum(each.nbytes for each in batches) > limits.result_bytes:
            most = limits.result_bytes // 1024**2
            raise ResultTooLarge(f"the first rows take more than {most} MiB: choose fewer columns")
    return pa.Table.from_batches(batches, reader.schema)


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
def _stopping(connection: DuckDBPyConnection, seconds: float) -> Iterator[threading.Event]:
    """Interrupt what the block runs once its time is over, until it has given up; lend whether."""
    is_done, is_late = threading.Event(), threading.Event()

    def watch() -> None:
        if is_done.wait(seconds):
            return
        is_late.set()
        while not is_done.wait(INTERRUPT_EVERY_S):
            connection.interrupt()

    watcher = threading.Thread(target=watch, name="stop a question", daemon=True)
    watcher.start()
    try:
        yield is_late
    finally:
        is_done.set()
        watcher.join()


def _refuse_other(sql: str) -> None:
    if len(sql) > MOST_CHARACTERS:
        raise QueryRefused(f"a question has at most {MOST_CHARACTERS:,} characters")
    if LONE_SURROGATE.search(sql):
        raise QueryRefused("a question is text that can be written in UTF-8")
    try:
        statements = duckdb.extract_statements(sql)
    except duckdb.Error as error:
        raise QueryFailed(str(error)) from error
    if len(statements) != 1 or statements[0].type not in READING:
        raise QueryRefused("send one statement that reads: select, from, with, describe or explain")
