"""A database that polls an inbox, for tests: look, kill, look again. A pytest plugin."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from catalog.clock import utc_now
from catalog.currencies import write_currencies
from catalog.database import Database, Row
from catalog.migrations import migrate
from catalog.partners import NewPartner, create_partner
from ingestion.bench import Bench
from ingestion.delivery import Ingestion
from ingestion.feeds import Feed, FeedFilter, list_feeds
from ingestion.inbox import Inbox
from ingestion.inbox_refusals import list_refusals
from ingestion.spool import Spool
from tests.dropping import Dropping

MAX_BYTES = 20_000_000


@dataclass
class Polling:
    """A database with the partner `lumen`, and an inbox where a file rests for one poll."""

    database: Database
    folder: Path
    dropping: Dropping
    rest_s: float = 0.0
    most_taken: int = 200
    now_s: float = 0.0
    woken: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        """Begin as a process does that was started again."""
        spool = Spool(self.folder / "spool", MAX_BYTES)
        store = self.dropping.store
        self.ingestion = Ingestion(self.database, store, spool, Bench(), utc_now, self.wake)
        self.inbox = Inbox(
            self.ingestion, self.rest_s, most_taken=self.most_taken, clock=lambda: self.now_s
        )

    def wake(self) -> None:
        """Note that the workers were told."""
        self.woken.append("now")

    def poll(self, times: int = 2) -> None:
        """Look so often."""
        for _ in range(times):
            self.inbox.poll()

    def partner(self, code: str) -> None:
        """Create a partner."""
        create_partner(self.database, NewPartner(code=code, name=code, default_currency="USD"))

    def feeds(self) -> list[Feed]:
        """Return the feeds in the order received."""
        return list(list_feeds(self.database, FeedFilter(), 1000).items)[::-1]

    def jobs(self) -> list[Row]:
        """Return all jobs."""
        return self.database.rows("select kind, subject_id::varchar as subject_id from job")

    def refused(self) -> dict[str, str]:
        """Return the code by which each file is refused, by its name below `inbox/`."""
        refusals = list_refusals(self.database, 1000).items
        return {refusal.key.removeprefix("inbox/"): refusal.code for refusal in refusals}

    def has_exactly(self, *contents: bytes) -> bool:
        """Return whether these are the feeds, in order, each whole and with one VALIDATE job."""
        feeds = self.feeds()
        jobs = [(job["kind"], job["subject_id"]) for job in self.jobs()]
        return (
            [self.dropping.read(feed.raw_key) for feed in feeds] == list(contents)
            and sorted(jobs) == sorted(("VALIDATE", feed.feed_id) for feed in feeds)
            and sorted(self.dropping.raw_files()) == sorted(contents)
        )


@pytest.fixture
def another_database(tmp_path: Path) -> Iterator[Callable[[str], Database]]:
    """Lend a way to make databases, each of its own."""
    made: list[Database] = []

    def make(name: str) -> Database:
        database = Database(tmp_path / name / "feedledger.duckdb", memory_limit="500MB", threads=1)
        made.append(database)
        migrate(database)
        write_currencies(database)
        return database

    yield make
    for database in made:
        database.close()


@pytest.fixture
def polling(
    another_database: Callable[[str], Database], tmp_path: Path, dropping: Dropping
) -> Polling:
    """Lend a polling database over each kind of store."""
    return polling_over(another_database("here"), tmp_path / "here", dropping)


@pytest.fixture
def folder_polling(
    another_database: Callable[[str], Database], tmp_path: Path, folder_dropping: Dropping
) -> Polling:
    """Lend a polling database over a folder."""
    return polling_over(another_database("here"), tmp_path / "here", folder_dropping)


def polling_over(database: Database, folder: Path, dropping: Dropping) -> Polling:
    """Return a database that polls this inbox."""
    polling = Polling(database, folder, dropping)
    polling.partner("lumen")
    return polling


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what was logged of the inbox as a warning or worse."""
    return [
        record.getMessage()
        for record in caplog.records
        if record.name == "feedledger.inbox" and record.levelno >= logging.WARNING
    ]
