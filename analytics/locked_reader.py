"""
Free SQL on the published file, in a DuckDB instance of its own that can do nothing else.

It has the file alone, read-only; no other file, no network, no extension and no setting can be
reached from it. It is opened for one question, so that no question finds what another left.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import duckdb
import pyarrow as pa
from duckdb import DuckDBPyConnection, StatementType

from analytics.answer_weight import unpacked, unpacked_schema, weight_of
from analytics.questions import MIB, MOST_CHARACTERS, Limits, QueryFailed, QueryRefused, QueryTooBig
from catalog.paging import LONE_SURROGATE

BATCH_ROWS = 2_048  # one of DuckDB's vectors
MOST_LINES, FIRST_LINES = 20, 8  # of an error
READING = {StatementType.SELECT, StatementType.EXPLAIN}
CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "allow_community_extensions": False,
    "allow_persistent_secrets": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "python_enable_replacements": False,
    "temp_directory": "",  # what needs more memory fails, and fills no disk
    "threads": 1,
}
# in this order: the file is attached before the doors are closed for good
ATTACH = "attach $path as analytics (read_only)"
USE = "use analytics"
ABOUT = "select epoch_us(published_at), reporting_timezone from about"
CLOSE = ("set enable_external_access = false", "set lock_configuration = true")
LIMIT_MEMORY = "set memory_limit = $memory"
SET_ZONE = "set TimeZone = $zone"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def open_instance() -> DuckDBPyConnection:
    """Return an instance without a file, to which one question can be put."""
    return duckdb.connect(":memory:", config=CONFIG)


def lock_to(connection: DuckDBPyConnection, path: str, limits: Limits) -> tuple[datetime, str]:
    """Let the instance have the file and nothing else; return its moment and its zone."""
    connection.execute(LIMIT_MEMORY, {"memory": f"{limits.memory_mib}MiB"})
    connection.execute(ATTACH, {"path": path})
    connection.execute(USE)
    row = connection.execute(ABOUT).fetchone()
    if row is None:
        raise QueryFailed("the published file does not say of which moment it is")
    connection.execute(SET_ZONE, {"zone": row[1]})
    for statement in CLOSE:
        connection.execute(statement)
    return EPOCH + timedelta(microseconds=row[0]), row[1]


class Result:
    """The rows that a statement answers, as they come, up to what the limits allow."""

    def __init__(self, connection: DuckDBPyConnection, sql: str, limits: Limits) -> None:
        """
        Begin to run it.

        Raises:
            QueryRefused: it is not one statement that reads; it was not run.
            QueryFailed: it is wrong.
            QueryTooBig: it takes more memory than it may.
        """
        _refuse_other(sql)
        self._connection, self._sql, self._limits = connection, sql, limits
        self._rows = self._bytes = 0
        self.is_cut = False
        with _explained(limits):
            found = self._relation().limit(limits.rows + 1)
            self._reader = found.to_arrow_reader(BATCH_ROWS)
        self.schema: pa.Schema = unpacked_schema(self._reader.schema)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """
        Yield the rows.

        Raises:
            QueryFailed: it is wrong, as may show at a late row.
            QueryTooBig: it takes more memory than it may, or the first row does.
        """
        with _explained(self._limits):
            for batch in self._reader:
                fitting = self._cut(unpacked(batch))
                yield from self._pieces(fitting)
                if self.is_cut:
                    return

    def _pieces(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield the rows of the batch, none where it has none, so many that a piece may hold."""
        while batch.num_rows:
            piece = batch
            while piece.num_rows and weight_of(piece) > self._limits.piece_bytes:
                piece = piece.slice(0, piece.num_rows // 2)
            if not piece.num_rows:
                raise _too_wide("a row of it", self._limits.piece_bytes)
            yield piece
            batch = batch.slice(piece.num_rows)

    def _relation(self) -> duckdb.DuckDBPyRelation:
        try:
            return self._connection.sql(self._sql)
        except duckdb.Error:
            self._connection.execute(self._sql)  # fails likewise, and says in which line
            raise

    def _cut(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return what of the batch may still be shown."""
        fitting = batch.slice(0, self._limits.rows - self._rows)
        left_bytes = self._limits.result_bytes - self._bytes
        while fitting.num_rows and weight_of(fitting) > left_bytes:
            fitting = fitting.slice(0, fitting.num_rows // 2)
        if batch.num_rows and not fitting.num_rows and not self._rows:
            raise _too_wide("its first row", self._limits.result_bytes)
        self._rows += fitting.num_rows
        self._bytes += weight_of(fitting)
        self.is_cut = fitting.num_rows < batch.num_rows
        return fitting


@contextmanager
def _explained(limits: Limits) -> Iterator[None]:
    try:
        yield
    except (duckdb.OutOfMemoryException, MemoryError, pa.ArrowMemoryError) as error:
        raise too_big(limits) from error
    # pyarrow passes on what DuckDB says of a later row
    except (duckdb.Error, pa.ArrowException, OSError, RuntimeError) as error:
        raise _meaning_of(error, limits) from error


def _too_wide(row: str, most_bytes: int) -> QueryTooBig:
    return QueryTooBig(f"{row} takes more than {most_bytes // MIB} MiB: choose fewer columns")


def too_big(limits: Limits) -> QueryTooBig:
    """Return the refusal of what needs more memory than it may."""
    return QueryTooBig(
        f"it needs more than {limits.memory_mib} MiB of memory: choose fewer rows or columns,"
        " or group by less"
    )


def _meaning_of(error: Exception, limits: Limits) -> QueryFailed | QueryTooBig:
    if "Out of Memory" in str(error) or "bad_alloc" in str(error):
        return too_big(limits)
    return QueryFailed(_shortened(str(error)))


def _shortened(text: str) -> str:
    """Return what DuckDB says without the middle of a long list of what it knows instead."""
    lines = text.splitlines()
    if len(lines) <= MOST_LINES:
        return text
    place = next((i for i, line in enumerate(lines) if line.startswith("LINE ")), len(lines))
    return "\n".join([*lines[:FIRST_LINES], "\t…", "", *lines[place:]])


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
