"""The log of writes is folded into the file by a thread of its own, and nothing is lost by it."""

import gc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from catalog.checkpoints import LOG_BYTES, Checkpoints
from catalog.database import Database
from catalog.settings import Settings
from tests.feeding import until
from wiring import Feedledger

WRITTEN = "insert into note select range, repeat('x', 500) from range($first, $first + 1000)"
LARGE = range(0, 60_000, 1000)  # about 30 MB of log


@pytest.fixture
def noted(database: Database) -> Database:
    """Lend a database with an empty table of notes, whose commits fold no log in."""
    Checkpoints(database).hold(held=False)
    with database.transaction() as cursor:
        cursor.execute("create table note (number bigint, text varchar)")
    return database


def write(database: Database, first: int) -> None:
    with database.transaction() as cursor:
        cursor.execute(WRITTEN, {"first": first})


def numbers(database: Database) -> list[int]:
    return [row["number"] for row in database.rows("select number from note order by number")]


def test_commit_does_not_fold_the_log_in_and_a_step_does(noted: Database) -> None:
    for first in LARGE:
        write(noted, first)
    grown_bytes = noted.log_bytes()

    assert grown_bytes > LOG_BYTES
    assert Checkpoints(noted).step()
    assert noted.log_bytes() < LOG_BYTES
    assert not Checkpoints(noted).step()
    assert numbers(noted) == list(range(60_000))


def test_log_that_an_open_transaction_needs_is_folded_in_after_it(noted: Database) -> None:
    checkpoints = Checkpoints(noted, log_bytes=0)
    write(noted, 0)
    assert checkpoints.step()

    with noted.transaction() as reader:
        assert reader.execute("select count(*) from note").fetchall() == [(1000,)]
        with noted.transaction() as cursor:
            cursor.execute("update note set text = 'other' where number = 1")
        waits = checkpoints.step()
        seen = reader.execute("select text from note where number = 1").fetchall()

    assert not waits
    assert seen == [("x" * 500,)]
    assert checkpoints.step()
    assert noted.row("select text from note where number = 1") == {"text": "other"}


def test_nothing_is_lost_that_is_committed_beside_checkpoints(tmp_path: Path) -> None:
    database = Database(tmp_path / "beside.duckdb")
    checkpoints = Checkpoints(database, log_bytes=0)
    checkpoints.hold(held=False)
    with database.transaction() as cursor:
        cursor.execute("create table note (number bigint, text varchar)")
    is_over = Event()

    def fold() -> int:
        folded = 0
        while not is_over.is_set():
            folded += checkpoints.step()
        return folded

    with ThreadPoolExecutor(3) as threads:
        folding = threads.submit(fold)
        try:
            list(threads.map(lambda first: write(database, first), range(0, 40_000, 1000)))
        finally:
            is_over.set()
        steps = folding.result()
    expected = numbers(database)
    database.close()

    again = Database(tmp_path / "beside.duckdb")
    assert steps > 0
    assert expected == numbers(again) == list(range(40_000))
    again.close()


def test_running_application_folds_the_log_in_and_spares_collections(tmp_path: Path) -> None:
    running = Feedledger(Settings(data_dir=tmp_path))
    running.start()
    try:
        spared = gc.get_freeze_count()
        with running.database.transaction() as cursor:
            cursor.execute("create table note (number bigint, text varchar)")
        for first in LARGE:
            write(running.database, first)
        until(lambda: running.database.log_bytes() < LOG_BYTES)
        kept = numbers(running.database)
    finally:
        running.close()

    assert kept == list(range(60_000))
    assert spared > gc.get_freeze_count() == 0
