"""A crash after any commit of a feed's way: the next start does what is left, and nothing twice."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from duckdb import DuckDBPyConnection

from catalog.clock import utc_now
from catalog.currencies import write_currencies
from catalog.database import Database
from catalog.migrations import migrate
from ingestion.feeds import Feed, get_feed
from ingestion.revert import request_revert
from jobs.claims import claim_job
from jobs.context import JobContext
from tests.feeding import Feeding, ledger

BEFORE = "sku,name,price\n1,Lamp,15\n2,Rug,20\n3,Vase,30\n"
AFTER = "sku,name,price\n1,Lamp,16\n2,Rug,20.00\n4,Cup,3\n5,Pen,abc\n"
LEDGER = (4, 1, 1, 1, 1, 1)
STANDING = """
    select status, 0 as is_settled from feed
    union all by name
    select status, is_settled::integer as is_settled from job
    order by all
"""
CHANGES = "select action, before, after from product_change order by all"


class Halted(Feeding):
    """A feeding whose jobs run when the test says so."""

    def wake(self) -> None:
        """Let them wait."""

    def run(self) -> None:
        """Run the next job as the runner does, without its threads."""
        job = claim_job(self.database, utc_now())
        assert job is not None
        self.runner._run(JobContext(self.database, job))  # noqa: SLF001


@dataclass
class Photographer:
    """Copies the database's files after each commit that changes how feeds or jobs stand."""

    database: Database
    path: Path
    folder: Path
    taken: list[Path] = field(default_factory=list)
    seen: list[tuple[Any, ...]] = field(default_factory=list)

    def look(self) -> None:
        """Take a copy, if there is news."""
        with self.database._connection.cursor() as cursor:  # noqa: SLF001 - unwatched
            standing = cursor.execute(STANDING).fetchall()
        if standing == self.seen:
            return
        self.seen = standing
        copy = self.folder / f"{len(self.taken):02}"
        copy.mkdir(parents=True)
        for each in self.path.parent.glob(f"{self.path.name}*"):
            shutil.copy(each, copy / each.name)
        self.taken.append(copy)


class WatchedCursor:
    """A cursor that has a copy taken after each of its commits."""

    def __init__(self, cursor: DuckDBPyConnection, photographer: Photographer) -> None:
        self._cursor = cursor
        self._photographer = photographer

    def execute(self, *asked: Any) -> DuckDBPyConnection:  # noqa: ANN401 - what DuckDB takes
        """Run the statement."""
        result = self._cursor.execute(*asked)
        if asked[0] == "commit":
            self._photographer.look()
        return result

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a cursor has
        return getattr(self._cursor, name)


@pytest.fixture
def halted(database: Database, tmp_path: Path) -> Halted:
    write_currencies(database)
    halted = Halted(database, tmp_path)
    halted.partner()
    halted.deliver(BEFORE)
    halted.run()
    halted.run()
    return halted


@pytest.fixture
def photographer(halted: Halted, tmp_path: Path) -> Iterator[Photographer]:
    path = tmp_path / "feedledger.duckdb"
    photographer = Photographer(halted.database, path, tmp_path / "crashes")
    open_cursor = halted.database.open_cursor

    def open_watched() -> WatchedCursor:
        return WatchedCursor(open_cursor(), photographer)

    with mock.patch.object(halted.database, "open_cursor", open_watched):
        yield photographer


@contextmanager
def restarted(copy: Path, landing: Path) -> Iterator[Feeding]:
    """Start anew on what a crash left of the database, with the same store."""
    (copy / "landing").symlink_to(landing)
    database = Database(copy / "feedledger.duckdb", memory_limit="500MB", threads=2)
    migrate(database)
    feeding = Feeding(database, copy)
    feeding.runner.start()
    try:
        feeding.settle()
        yield feeding
    finally:
        feeding.runner.stop()
        database.close()


def outcome(feeding: Feeding, feed: Feed) -> list[object]:
    """Return all that must be the same, with or without a crash."""
    now = get_feed(feeding.database, feed.feed_id)
    jobs = [job for job in feeding.jobs_of(feed) if job[1] != "CANCELLED"]
    return [now.status, ledger(now), feeding.values(), feeding.database.rows(CHANGES), jobs]


def test_crash_after_any_commit_loads_the_feed_once(
    halted: Halted, photographer: Photographer, tmp_path: Path
) -> None:
    feed = halted.deliver(AFTER)
    halted.run()
    halted.run()
    whole = outcome(halted, feed)
    assert whole[:2] == ["COMPLETED_WITH_ERRORS", LEDGER]

    # recorded, claimed, checking, checked, ended; claimed, loading, loaded, ended
    assert len(photographer.taken) >= 7
    for copy in photographer.taken:
        with restarted(copy, tmp_path / "landing") as again:
            assert outcome(again, feed) == whole, copy.name


def test_crash_after_any_commit_reverts_the_feed_once(
    halted: Halted, photographer: Photographer, tmp_path: Path
) -> None:
    feed = halted.deliver(AFTER)
    halted.run()
    halted.run()
    photographer.taken.clear()
    photographer.folder = tmp_path / "revert crashes"
    request_revert(halted.ingestion, feed.feed_id, "user:anna")
    halted.run()
    whole = outcome(halted, feed)
    assert whole[0] == "REVERTED"

    assert len(photographer.taken) >= 4  # asked for, claimed, reverted, ended
    for copy in photographer.taken:
        with restarted(copy, tmp_path / "landing") as again:
            assert outcome(again, feed) == whole, copy.name
