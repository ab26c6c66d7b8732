"""The database is closed while others read: they end well, or are told that it stops."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from unittest import mock

import pytest

import catalog.database
from catalog.database import Database, DatabaseClosed

LONG = "select sum(hash(a.range, b.range)) from range(1e7::int) a, range(1e7::int) b"


@pytest.fixture
def opened(database: Database) -> Callable[[str], Future[object]]:
    """Lend a way to put a statement in another thread, which then is at it."""
    threads = ThreadPoolExecutor(1)

    def put(statement: str) -> Future[object]:
        begun = threading.Event()

        def read() -> object:
            with database.cursor() as cursor:
                begun.set()
                return cursor.execute(statement).fetchall()

        reading = threads.submit(read)
        assert begun.wait(10)
        return reading

    return put


def test_reader_that_is_at_it_ends_before_the_file_is_closed(
    database: Database, opened: Callable[[str], Future[object]]
) -> None:
    reading = opened("select count(distinct hash(range)) from range(3_000_000)")

    database.close()

    assert reading.done()
    assert reading.result() == [(3_000_000,)]


def test_reader_that_goes_on_and_on_is_interrupted_and_told_why(
    database: Database, opened: Callable[[str], Future[object]]
) -> None:
    reading = opened(LONG)

    with mock.patch.object(catalog.database, "BACK_WITHIN_S", 0.2):
        database.close()

    with pytest.raises(DatabaseClosed, match="has stopped meanwhile"):
        reading.result(10)


def test_nobody_begins_to_read_what_is_closed(database: Database) -> None:
    database.close()

    with pytest.raises(DatabaseClosed, match="try again"):
        database.row("select 1")


def test_cursor_that_is_closed_but_not_given_back_hinders_nothing(database: Database) -> None:
    closed, go_on = threading.Event(), threading.Event()

    def read() -> None:
        with database.cursor() as cursor:
            cursor.close()
            closed.set()
            assert go_on.wait(30)

    with ThreadPoolExecutor(1) as threads:
        reading = threads.submit(read)
        assert closed.wait(10)
        with mock.patch.object(catalog.database, "BACK_WITHIN_S", 0.2):
            database.close()
        go_on.set()
        reading.result(10)
