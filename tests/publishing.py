"""Publishing for tests: one file after the other, on the thread of the test. A pytest plugin."""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import duckdb
import pytest

from analytics.definitions import define_measures
from analytics.published_files import PublishedFiles
from analytics.publisher import Publisher
from catalog.clock import utc_now
from catalog.currencies import write_currencies
from catalog.database import Database
from catalog.errors import WriteConflict
from catalog.migrations import migrate
from jobs.claims import Room, claim_job
from jobs.context import JobContext
from jobs.queue import Job, get_job
from tests.shop import Shop, ask

TABLES = (
    *("products", "price_history", "feeds", "feed_issues", "orders", "order_items", "refunds"),
    *("order_refusals", "partners", "currencies"),
    *("revenue_lines", "daily_revenue", "product_performance", "partner_performance"),
)
Rows = list[tuple[Any, ...]]
PUBLISH = Room({"PUBLISH": "publish"}, "publish")
ATTEMPTS = 20


class Publishing:
    """A publisher of a database whose file is in a folder; days are those of `zone`."""

    def __init__(self, database: Database, folder: Path, zone: str = "UTC") -> None:
        write_currencies(database)
        define_measures(database)
        folder.mkdir(exist_ok=True)
        self.database = database
        self.files = PublishedFiles(folder)
        self.publisher = Publisher(database, self.files, zone, 0.0, utc_now)

    @property
    def path(self) -> Path:
        """The published file."""
        return self.files.public

    def is_due(self) -> bool:
        """Whether a job waits, or one was queued now."""
        self.publisher.queue_due()
        waiting = "from job where kind = 'PUBLISH' and status = 'QUEUED'"
        return bool(self.database.rows(waiting))

    def publish_again(self) -> dict[str, Any]:
        """Do what `publish` does, after an attempt that was cut off."""
        with self.database.transaction() as cursor:
            cursor.execute("update job set status = 'CANCELLED' where status = 'RUNNING'")
        return self.publish()

    def publish(self) -> dict[str, Any]:
        """Queue the next file if one is due, make it, and return what the job tells."""
        job = self._claim()
        self.publisher.publish(JobContext(self.database, job))
        with self.database.transaction() as cursor:
            end = "update job set status = 'SUCCEEDED' where job_id = ?"
            cursor.execute(end, [job.job_id])
        return get_job(self.database, job.job_id).result or {}

    def _claim(self) -> Job:
        """Queue the next file if one is due, and claim a job; a runner beside may take some."""
        for _ in range(ATTEMPTS):
            self.publisher.queue_due()
            with suppress(WriteConflict):
                if job := claim_job(self.database, utc_now(), PUBLISH):
                    return job
            time.sleep(0.05)
        pytest.fail("no file is due")

    def read(self, statement: str) -> Rows:
        """Return what a reader of the published file is answered now."""
        with duckdb.connect(str(self.path), read_only=True) as reader:
            return reader.execute(statement).fetchall()

    def tables(self) -> dict[str, Rows]:
        """Return the rows of all tables and views, each sorted."""
        with duckdb.connect(str(self.path), read_only=True) as reader:
            return {name: sorted(reader.table(name).fetchall(), key=repr) for name in TABLES}


@pytest.fixture(scope="module")
def with_an_order(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publishing]:
    """Lend the tests of a module one publisher whose file has an order in it."""
    folder = tmp_path_factory.mktemp("published")
    database = Database(folder / "feedledger.duckdb", memory_limit="1GB", threads=2)
    migrate(database)
    publishing = Publishing(database, folder)
    shop = Shop(database)
    shop.stocked(LAMP=5)
    shop.place(ask(LAMP=2))
    publishing.publish()
    yield publishing
    database.close()


@pytest.fixture
def publishing(database: Database, tmp_path: Path) -> Publishing:
    """Lend a publisher of the test's database."""
    return Publishing(database, tmp_path / "published")


@pytest.fixture
def anew(database: Database, tmp_path: Path) -> Callable[[str], dict[str, Rows]]:
    """Lend a function that returns what a file made anew has."""

    def make(zone: str = "UTC") -> dict[str, Rows]:
        fresh = Publishing(database, tmp_path / "anew", zone)
        fresh.publish()
        return fresh.tables()

    return make
