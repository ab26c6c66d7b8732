"""Whatever statement of a feed's jobs fails, all is as it was; and a retry loads the feed once."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from catalog.clock import utc_now
from catalog.currencies import write_currencies
from catalog.database import Database, Row
from ingestion.decisions import approve_feed
from ingestion.feeds import Feed, get_feed
from jobs.claims import claim_job
from jobs.context import JobContext
from jobs.queue import JobFilter, list_jobs, retry_job
from orders.desk import OrderDesk, place_order
from orders.stock import note_counts
from tests.faults import Fault, failing
from tests.feeding import Feeding, ledger
from tests.shop import ask

BEFORE = "sku,name,price,qty\n1,Lamp,15,5\n2,Rug,20,5\n3,Vase,30,5\n"
# one product each that is inserted, updated, unchanged, deactivated and skipped
AFTER = 'sku,name,price,qty\n1,Lamp,16,5\n2,Rug,20.00,5\n4,Cup,3,5\n5,Pen,abc,5\n6,"a\nb",1,1\n'
LEDGER = (5, 2, 1, 1, 1, 1)
STATE = {
    "product": "from product order by product_id",
    "product_change": "from product_change order by feed_id, product_id",
    "stock_count": "from stock_count order by feed_id, product_id",
    "partner": "from partner order by partner_id",
    "feed_forecast": "from feed_forecast order by feed_id, product_id",
    "feed_issue": "from feed_issue order by feed_id, position",
}
NO_REPORT = ("product", "product_change", "stock_count", "partner", "feed_forecast")
OF_FEED = "from feed_issue where feed_id = $feed_id"
LEAST_STATEMENTS = 60
LEAST_OF_MERGE = 20
MOST_STATEMENTS = 400
ERRORS = (duckdb.IOException, ZeroDivisionError)  # of the database, and a defect of ours


class Halted(Feeding):
    """A feeding whose jobs run when the test says so, on its own thread, and may fail."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.fault = Fault()

    def wake(self) -> None:
        """Let them wait."""

    def run(self, due: int = 0, error: Exception | None = None) -> None:
        """Run the next job as the runner does; its statement number `due` fails."""
        job = claim_job(self.database, utc_now())
        assert job is not None
        self.fault.arm(due, error)
        self.runner._run(JobContext(self.database, job))  # noqa: SLF001 - without its threads

    def retry(self, feed: Feed) -> None:
        """Queue the feed's failed job once more."""
        (job, *_) = list_jobs(self.database, JobFilter(subject_id=feed.feed_id)).items
        retry_job(self.database, job.job_id)

    def run_failing_everywhere(self, feed: Feed, failed: str) -> int:
        """
        Run the feed's job again and again, each time with its next statement failing.

        Ends with the statement behind the job's own, and returns how many the job has.
        """
        before = state(self)
        for due in range(1, MOST_STATEMENTS):
            error = ERRORS[due % 2]
            try:
                self.run(due, error("the disk is full"))
            except error:  # all is done; what failed is to note that the job has ended
                assert get_feed(self.database, feed.feed_id).status != failed
                return due - 1
            self.see_failed(feed, failed)
            assert state(self) == before, due
            self.retry(feed)
        pytest.fail("the job never ended")

    def see_failed(self, feed: Feed, failed: str) -> None:
        """See that the feed says why it ended, and counts nothing."""
        now = get_feed(self.database, feed.feed_id)
        assert (now.status, ledger(now)) == (failed, (None,) * 6)
        assert "the disk is full" in (now.error or {})["detail"]


@pytest.fixture
def halted(database: Database, tmp_path: Path) -> Iterator[Halted]:
    """Lend an ingestion with three products, of which two were ordered since."""
    write_currencies(database)
    halted = Halted(database, tmp_path)
    halted.hooks.append(lambda cursor, feed: note_counts(cursor, feed.feed_id, feed.received_at))
    halted.partner()
    halted.deliver(BEFORE)
    halted.run()
    halted.run()
    desk = OrderDesk(database, utc_now)
    place_order(desk, ask(**{"1": 1, "2": 1}), owner="ann")
    with failing(database, halted.fault):
        yield halted


def state(feeding: Feeding) -> dict[str, list[Row]]:
    """Return all that a feed may change, but for its own row and its jobs."""
    return {name: feeding.database.rows(statement) for name, statement in STATE.items()}


@pytest.mark.parametrize("error", ERRORS)
def test_load_that_fails_at_any_statement_leaves_all_as_it_was(
    halted: Halted, error: type[Exception]
) -> None:
    before = state(halted)

    for due in range(1, MOST_STATEMENTS):
        feed = halted.deliver(AFTER)  # which the load takes over as it was validated
        halted.run()
        try:
            halted.run(due, error("the disk is full"))
        except error:  # all is done; what failed is to note that the job has ended
            break
        halted.see_failed(feed, "FAILED")
        now = state(halted)
        assert {name: now[name] for name in NO_REPORT} == {name: before[name] for name in NO_REPORT}
        assert len(halted.database.rows(OF_FEED, {"feed_id": feed.feed_id})) == 1

    assert due > LEAST_OF_MERGE
    assert_loaded_once(halted, feed)


def test_approved_load_that_fails_keeps_its_forecast_and_is_retried(halted: Halted) -> None:
    feed = halted.deliver(AFTER, hold=True)
    halted.run()
    approve_feed(halted.ingestion, feed.feed_id, "user:anna")
    assert len(halted.database.rows("from feed_forecast")) == 4

    statements = halted.run_failing_everywhere(feed, "FAILED")

    assert statements > LEAST_STATEMENTS
    assert halted.database.rows("from feed_forecast") == []
    assert_loaded_once(halted, feed)


def test_validation_that_fails_at_any_statement_writes_no_half_report(halted: Halted) -> None:
    feed = halted.deliver(AFTER, hold=True)
    products = halted.products()

    statements = halted.run_failing_everywhere(feed, "VALIDATION_FAILED")

    assert statements > LEAST_STATEMENTS
    assert halted.products() == products
    held = get_feed(halted.database, feed.feed_id)
    assert (held.status, ledger(held)) == ("HELD", LEDGER)
    assert len(halted.database.rows(STATE["feed_forecast"])) == 4
    assert len(halted.database.rows(OF_FEED, {"feed_id": feed.feed_id})) == 2


def assert_loaded_once(halted: Halted, feed: Feed) -> None:
    """See that the feed is loaded, and that its job, run once more, loads nothing again."""
    with (
        halted.database.transaction() as cursor
    ):  # as if nobody had noted that it had done its work
        cursor.execute("update job set status = 'QUEUED' where status = 'RUNNING'")
    loaded = state(halted)
    halted.run()

    assert state(halted) == loaded
    now = get_feed(halted.database, feed.feed_id)
    assert (now.status, ledger(now), now.error) == ("COMPLETED_WITH_ERRORS", LEDGER, None)
    assert len(loaded["product"]) == 5
    assert len(loaded["product_change"]) == 2
    assert len(loaded["stock_count"]) == 1
