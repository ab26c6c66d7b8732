"""Statements that fail: cursors that count what they are asked, and raise at one of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest import mock

from duckdb import DuckDBPyConnection

from catalog.database import Database


@dataclass
class Fault:
    """Raises an error at one of the statements that are asked from now on; at first at none."""

    due: int = 0
    error: Exception | None = None
    met: int = 0

    def arm(self, due: int, error: Exception | None) -> None:
        """Raise the error at the statement number `due`, counted from now; never at 0."""
        self.due, self.error, self.met = due, error, 0

    def meet(self) -> None:
        """Count a statement, and raise if it is the one."""
        self.met += 1
        if self.met == self.due and self.error is not None:
            raise self.error


class FaultyCursor:
    """A cursor that asks the fault before each of its statements."""

    def __init__(self, cursor: DuckDBPyConnection, fault: Fault) -> None:
        self._cursor = cursor
        self._fault = fault

    def execute(self, *asked: Any) -> DuckDBPyConnection:  # noqa: ANN401 - what DuckDB takes
        """Run the statement, or fail."""
        self._fault.meet()
        return self._cursor.execute(*asked)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a cursor has
        return getattr(self._cursor, name)


@contextmanager
def failing(database: Database, fault: Fault) -> Iterator[None]:
    """Let statements fail by the fault, on whichever cursor that is opened in the block."""
    open_cursor = database.open_cursor

    def open_faulty() -> FaultyCursor:
        return FaultyCursor(open_cursor(), fault)

    with mock.patch.object(database, "open_cursor", open_faulty):
        yield
