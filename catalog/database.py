"""The one connection to the DuckDB file, and transactions on cursors of it."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb
from duckdb import DuckDBPyConnection

from catalog.disk_errors import disk_errors, meaning_of
from catalog.errors import TryAgain, WriteConflict
from catalog.priority import giving_way

Row = dict[str, Any]

WRITE_ATTEMPTS = 8
WRITE_AGAIN_AFTER_S = 0.02
BACK_WITHIN_S = 3.0


class DatabaseBusy(TryAgain):
    """Another process holds the file; nothing was written."""

    code = "server/database_busy"


class DatabaseClosed(TryAgain):
    """The application is stopping; nothing was read, and what was being written is not."""

    code = "server/database_closed"


class Database:
    """
    Owner of the only connection to the file; every use takes a cursor of its own.

    DuckDB lets one process write a file and keeps all others out, and one connection
    shared by threads gives wrong results: a cursor is a connection of its own.
    """

    def __init__(
        self, path: Path, *, memory_limit: str | None = None, threads: int | None = None
    ) -> None:
        self._path = path
        self._alone: dict[str, threading.Lock] = {}
        self._lent: set[DuckDBPyConnection] = set()
        self._given_back = threading.Condition()
        self._is_closing = False
        path.parent.mkdir(parents=True, exist_ok=True)
        config: dict[str, Any] = {
            "autoinstall_known_extensions": False,
            "temp_directory": str(path.parent / "duckdb-temp"),
        }
        if memory_limit:
            config["memory_limit"] = memory_limit
        if threads:
            config["threads"] = threads
        try:
            with giving_way():  # DuckDB's workers; a short statement runs on its caller's thread
                self._connection = duckdb.connect(str(path), config=config)
        except duckdb.IOException as error:
            if "lock" not in str(error).lower():
                raise
            message = f"{path} is open in another process: stop that one first"
            raise DatabaseBusy(message) from error
        self._connection.execute("load icu")
        self._connection.execute("set global TimeZone = 'UTC'")

    def alone(self, what: str) -> threading.Lock:
        """Lend the lock under which one at a time does this: the file has no other process."""
        return self._alone.setdefault(what, threading.Lock())

    @contextmanager
    def cursor(self) -> Iterator[DuckDBPyConnection]:
        """
        Lend a cursor for reading; each statement sees what is committed when it starts.

        Raises:
            DiskFull: a statement had no room for what it puts aside.
            DatabaseLost: the file has to be opened anew.
            DatabaseClosed: the file is being closed.
        """
        cursor = self._lend()
        try:
            with disk_errors(), self._closing_told():
                yield cursor
        finally:
            self._take_back(cursor)

    def open_cursor(self) -> DuckDBPyConnection:
        """Return a cursor that the caller closes; its temporary tables live as long as it."""
        return self._connection.cursor()

    def _lend(self) -> DuckDBPyConnection:
        with self._given_back:
            if self._is_closing:
                raise DatabaseClosed("the application is stopping: try again in a moment")
            cursor = self.open_cursor()
            self._lent.add(cursor)
        return cursor

    def _take_back(self, cursor: DuckDBPyConnection) -> None:
        cursor.close()
        with self._given_back:
            self._lent.discard(cursor)
            self._given_back.notify_all()

    @contextmanager
    def _closing_told(self) -> Iterator[None]:
        try:
            yield
        except duckdb.Error as error:
            if not self._is_closing:
                raise
            raise DatabaseClosed("the application has stopped meanwhile") from error

    @contextmanager
    def transaction(self) -> Iterator[DuckDBPyConnection]:
        """
        Commit if the block ends; roll back if it raises.

        Raises:
            WriteConflict: another writer won; nothing was written.
            DiskFull: there is no room for it; nothing was written.
            DatabaseLost: the file has to be opened anew; it was written or not.
        """
        with self.cursor() as cursor, transaction_on(cursor):
            yield cursor

    def write(self, change: Callable[[DuckDBPyConnection], object]) -> None:
        """
        Commit what `change` does; where another writer is first, anew on what that one left.

        It is tried for two and a half seconds: on a busy host others take that long to commit.

        Raises:
            WriteConflict: another writer won time and again; nothing was written.
        """
        for attempt in range(WRITE_ATTEMPTS - 1):
            try:
                with self.transaction() as cursor:
                    change(cursor)
            except WriteConflict:
                time.sleep(WRITE_AGAIN_AFTER_S * 2**attempt)
            else:
                return
        with self.transaction() as cursor:
            change(cursor)

    def rows(self, statement: str, parameters: Row | None = None) -> list[Row]:
        """Return the rows of one reading statement, each as a dictionary by column name."""
        with self.cursor() as cursor:
            return rows_of(cursor.execute(statement, parameters))

    def row(self, statement: str, parameters: Row | None = None) -> Row | None:
        """Return the first row of one reading statement, or None."""
        return next(iter(self.rows(statement, parameters)), None)

    def size_bytes(self) -> int:
        """Return how large the file is, its write-ahead log included."""
        return _size_bytes(self._path) + self.log_bytes()

    def log_bytes(self) -> int:
        """Return how large the write-ahead log is, 0 where there is none."""
        return _size_bytes(self._path.with_name(self._path.name + ".wal"))

    def checkpoint(self) -> None:
        """
        Fold the write-ahead log into the file, as far as running transactions allow.

        Raises:
            duckdb.TransactionException: one of them does not; nothing was done.
            DatabaseLost: there was no room; the file has to be opened anew.
        """
        with self.cursor() as cursor:
            cursor.execute("checkpoint")

    def close(self) -> None:
        """
        Close the file once all that is lent is back; what is not after 3 s is interrupted.

        A page is drawn by a thread that nobody can end: it may be reading at any moment, and
        DuckDB refuses to close what is in use.
        """
        with self._given_back:
            self._is_closing = True
            if not self._given_back.wait_for(self._has_all_back, BACK_WITHIN_S):
                for cursor in self._lent:
                    with suppress(duckdb.Error):  # it is closed, and about to be given back
                        cursor.interrupt()
                self._given_back.wait_for(self._has_all_back, BACK_WITHIN_S)
        self._connection.close()

    def _has_all_back(self) -> bool:
        return not self._lent


@contextmanager
def transaction_on(cursor: DuckDBPyConnection) -> Iterator[None]:
    """
    Commit what the block does on the cursor, temporary tables included; roll back if it raises.

    Raises:
        WriteConflict: another writer won; nothing was written.
        DiskFull: there is no room for it; nothing was written.
        DatabaseLost: the file has to be opened anew; it was written or not.
    """
    cursor.execute("begin transaction")
    try:
        yield
        cursor.execute("commit")
    except BaseException as error:
        _roll_back(cursor)
        if ours := meaning_of(error):  # a commit without room is a TransactionException, too
            raise ours from error
        if isinstance(error, duckdb.TransactionException):
            raise WriteConflict(str(error)) from error
        raise


def rows_of(result: DuckDBPyConnection) -> list[Row]:
    """Return what a statement just answered, each row as a dictionary by column name."""
    names = [column[0] for column in result.description or ()]
    return [dict(zip(names, values, strict=True)) for values in result.fetchall()]


def _size_bytes(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _roll_back(cursor: DuckDBPyConnection) -> None:
    try:
        cursor.execute("rollback")
    except duckdb.Error:
        return  # a failed commit has already ended the transaction
