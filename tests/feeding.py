"""A running ingestion for tests: deliver, wait, look. A pytest plugin."""

import io
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from duckdb import DuckDBPyConnection

from catalog.clock import utc_now
from catalog.currencies import write_currencies
from catalog.database import Database, Row
from catalog.partners import NewPartner, create_partner, get_partner
from ingestion.bench import Bench
from ingestion.delivery import Delivery, Ingestion, deliver_feed
from ingestion.diff import DiffRow, read_diff
from ingestion.feeds import Feed, get_feed
from ingestion.folder_store import FolderStore
from ingestion.loading import AfterMerge, fail_load, load_feed
from ingestion.profile_store import save_profile
from ingestion.profiles import Mode, Profile
from ingestion.replay import Replay, ReplayProfile, replay_feed
from ingestion.revert import OrderSide, request_revert, revert_feed
from ingestion.spool import Spool
from ingestion.validation import fail_validation, validate_feed
from jobs.claims import claim_job
from jobs.context import JobContext
from jobs.handlers import Handler
from jobs.queue import JobFilter, list_jobs, read_jobs_of
from jobs.runner import JobRunner
from orders.desk import OrderDesk
from orders.witness import find_ordered, forget_counts

WITHIN_S = 60
# feeds of tests are small: one bad record of three is no reason to stop
NO_GUARDS = {
    **dict.fromkeys(("too_many_skipped", "mass_deactivation", "price_moves"), 1.0),
    "currency_change": 1.0,
    "row_count_drop": 0.0,
}
PRODUCTS = "select * exclude (created_at, updated_at) from product order by sku"


@dataclass
class Feeding:
    """A database, a folder store and workers; `hooks` are called in each merge."""

    database: Database
    folder: Path
    hooks: list[AfterMerge] = field(default_factory=list)
    max_bytes: int = 10**9

    def __post_init__(self) -> None:
        store = FolderStore(self.folder / "landing")
        spool = Spool(self.folder / "spool", self.max_bytes)
        self.ingestion = Ingestion(self.database, store, spool, Bench(), utc_now, self.wake)
        self.desk = OrderDesk(self.database)
        self.orders = OrderSide(find_ordered, forget_counts, lambda: self.desk.lock)
        self.handlers = {
            "VALIDATE": Handler(lambda c: validate_feed(self.ingestion, c), fail_validation),
            "ETL": Handler(lambda c: load_feed(self.ingestion, self.hooks, c), fail_load),
            "REVERT": Handler(self.run_revert),
        }
        self.runner = JobRunner(self.database, self.handlers)

    def wake(self) -> None:
        """Hand what is queued to the workers."""
        self.runner.wake()

    def partner(
        self,
        code: str = "lumen",
        *,
        guards: dict[str, float] | None = None,
        **fields: object,
    ) -> None:
        """Create a partner with USD and in_stock as its defaults, and without guards."""
        defaults = {"default_currency": "USD", "default_availability": "in_stock"}
        new = NewPartner.model_validate({"code": code, "name": code, **defaults, **fields})
        partner = create_partner(self.database, new)
        profile = {**partner.profile, "guards": NO_GUARDS if guards is None else guards}
        with self.database.transaction() as cursor:
            cursor.execute(
                "update mapping_profile set profile = $profile where partner_id = $partner_id",
                {"profile": json.dumps(profile), "partner_id": partner.partner_id},
            )

    def profile(self, code: str = "lumen", **changes: object) -> None:
        """Save the partner's next profile, with these entries changed."""
        now = get_partner(self.database, code).profile
        save_profile(self.database, code, Profile.model_validate({**now, **changes}))

    def deliver(
        self, body: bytes | str | Path, mode: Mode = "full", partner: str = "lumen", **more: bool
    ) -> Feed:
        """Deliver a feed and return it as it was received."""
        if isinstance(body, Path):
            body = body.read_bytes()
        content = body.encode() if isinstance(body, str) else body
        delivery = Delivery(partner, mode, "feed.csv", "api", "test", hold=more.get("hold", False))
        return deliver_feed(self.ingestion, delivery, io.BytesIO(content))

    def wait(self, feed: Feed) -> Feed:
        """Return the feed when nothing more will happen to it by itself."""
        deadline = time.monotonic() + WITHIN_S
        while time.monotonic() < deadline:
            feed = get_feed(self.database, feed.feed_id)
            if (feed.is_finished or feed.status == "HELD") and not self.is_at_work(feed):
                return feed
            time.sleep(0.01)
        pytest.fail(f"feed {feed.feed_id} stayed {feed.status}")

    def is_at_work(self, feed: Feed) -> bool:
        """Whether a job of the feed runs: one that has committed has still to clear up."""
        jobs = read_jobs_of(self.database, [feed.feed_id])[feed.feed_id]
        return any(job.status == "RUNNING" for job in jobs)

    def load(
        self, body: bytes | str | Path, mode: Mode = "full", partner: str = "lumen", **more: bool
    ) -> Feed:
        """Deliver a feed and return it when it is finished."""
        return self.wait(self.deliver(body, mode, partner, **more))

    def revert(self, feed: Feed) -> Feed:
        """Revert a loaded feed and return it."""
        request_revert(self.ingestion, feed.feed_id, "user:anna")
        self.settle()
        return get_feed(self.database, feed.feed_id)

    def replay(self, feed: Feed, profile: ReplayProfile = "today") -> Feed:
        """Replay a feed and return the new one when it is finished."""
        replay = Replay("user:anna", profile)
        return self.wait(replay_feed(self.ingestion, feed.feed_id, replay))

    def run_revert(self, context: JobContext) -> None:
        """Run a REVERT job."""
        revert_feed(self.database, self.orders, context)

    def before_revert_ends(self, happens: Callable[[], object]) -> None:
        """See that this happens when a revert has written everything and has not committed."""

        def forget(cursor: DuckDBPyConnection, feed_id: str) -> None:
            forget_counts(cursor, feed_id)
            happens()

        self.orders = replace(self.orders, forget_counts=forget)

    def finished(self, feed: Feed) -> Feed:
        """Return the feed when it is finished, and not only held."""
        until(lambda: get_feed(self.database, feed.feed_id).is_finished)
        return get_feed(self.database, feed.feed_id)

    def settle(self) -> None:
        """Wait until no job waits or runs."""
        unfinished = "from job where status in ('QUEUED', 'RUNNING', 'RETRY_WAIT')"
        until(lambda: not self.database.rows(unfinished))

    def work_off(self, feed: Feed) -> Feed:
        """Run all that is queued on this thread, and return the feed as it is then."""
        while self.run_next():
            pass
        return get_feed(self.database, feed.feed_id)

    def take_back(self, feed: Feed) -> Feed:
        """Revert a loaded feed on this thread, and return it."""
        request_revert(self.ingestion, feed.feed_id, "user:anna")
        return self.work_off(feed)

    def run_next(self) -> str | None:
        """Run the next job on this thread, and return its kind; None if none waits."""
        job = claim_job(self.database, utc_now())
        if job is None:
            return None
        self.handlers[job.kind].run(JobContext(self.database, job))
        with self.database.transaction() as cursor:
            ended = "update job set status = 'SUCCEEDED', finished_at = now() where job_id = ?"
            cursor.execute(ended, [job.job_id])
        return job.kind

    def jobs_of(self, feed: Feed) -> list[tuple[str, str]]:
        """Return kind and status of the feed's jobs, the newest first."""
        jobs = list_jobs(self.database, JobFilter(subject_id=feed.feed_id)).items
        return [(job.kind, job.status) for job in jobs]

    def diff(self, feed: Feed, limit: int = 1000) -> list[DiffRow]:
        """Return the feed's whole diff, read in pages."""
        page = read_diff(self.database, feed.feed_id, limit)
        rows = list(page.items)
        while page.next_cursor is not None:
            page = read_diff(self.database, feed.feed_id, limit, page.next_cursor)
            rows.extend(page.items)
        return rows

    def products(self) -> list[Row]:
        """Return all products by SKU, without the times of writing."""
        return self.database.rows(PRODUCTS)

    def values(self) -> list[Row]:
        """Return the same without the hashes, which a revert forgets."""
        return [{**row, "record_hash": None} for row in self.products()]

    def product(self, sku: str) -> Row:
        """Return the one product of a SKU."""
        (row,) = [row for row in self.products() if row["sku"] == sku]
        return row


@pytest.fixture
def feeding(database: Database, tmp_path: Path) -> Iterator[Feeding]:
    """Lend a running ingestion with the partner `lumen`."""
    write_currencies(database)
    feeding = Feeding(database, tmp_path)
    feeding.runner.start()
    feeding.partner()
    yield feeding
    feeding.runner.stop()


def ledger(feed: Feed) -> tuple[int | None, ...]:
    """Return rows_read, inserted, updated, unchanged, skipped and deactivated."""
    names = ("rows_read", "inserted", "updated", "unchanged", "skipped", "deactivated")
    return tuple(feed.counters[name] for name in names)


def until(happened: Callable[[], bool]) -> None:
    """Wait for it, or fail."""
    deadline = time.monotonic() + WITHIN_S
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.01)
