"""Feeds that are stopped on their way: nothing of them is in the catalog."""

import threading

from duckdb import DuckDBPyConnection

from ingestion.decisions import cancel_feed
from ingestion.feeds import Feed, get_feed
from jobs.queue import JobFilter, list_jobs, retry_job
from tests.feeding import WITHIN_S, Feeding, ledger, until

TWO = "sku,name,price\n1,Lamp,15.00\n2,Rug,20.00\n"


def test_cancelled_held_feed_loads_nothing(feeding: Feeding) -> None:
    held = feeding.load(TWO, hold=True)

    cancelled = cancel_feed(feeding.ingestion, held.feed_id, "user:anna")

    assert (cancelled.status, ledger(cancelled)) == ("CANCELLED", (None,) * 6)
    assert feeding.products() == []


def test_waiting_feed_is_cancelled_with_its_job(feeding: Feeding) -> None:
    feeding.runner.stop()
    feed = feeding.deliver(TWO)

    cancelled = cancel_feed(feeding.ingestion, feed.feed_id, "user:anna")

    assert cancelled.status == "CANCELLED"
    assert feeding.jobs_of(feed) == [("VALIDATE", "CANCELLED")]


def test_cancelled_job_that_is_run_again_leaves_its_feed_cancelled(feeding: Feeding) -> None:
    held = feeding.load(TWO, hold=True)
    cancel_feed(feeding.ingestion, held.feed_id, "user:anna")
    (job,) = list_jobs(feeding.database, JobFilter(subject_id=held.feed_id)).items
    with feeding.database.transaction() as cursor:
        cursor.execute("update job set status = 'CANCELLED'")

    retry_job(feeding.database, job.job_id)
    feeding.wake()
    feeding.settle()

    assert get_feed(feeding.database, held.feed_id).status == "CANCELLED"


def test_cancel_stops_a_running_merge_and_nothing_is_written(feeding: Feeding) -> None:
    feeding.load(TWO)
    before, history = feeding.products(), feeding.database.rows("from product_change")
    started = threading.Event()

    def linger(cursor: DuckDBPyConnection, _feed: Feed) -> None:
        started.set()
        cursor.execute("select count(*) from range(100000000000) where hash(range) = 42")

    feeding.hooks.append(linger)
    feed = feeding.deliver("sku,name,price\n1,Lamp,99.00\n")
    assert started.wait(WITHIN_S)

    cancelled = cancel_feed(feeding.ingestion, feed.feed_id, "user:anna")
    feeding.hooks.clear()
    later = feeding.load("sku,name,price\n1,Lamp,15.00\n2,Rug,20.00\n4,Cup,3.00\n")

    assert cancelled.status == "CANCELLED"
    assert feeding.wait(feed).status == "CANCELLED"
    assert feeding.jobs_of(feed) == [("ETL", "CANCELLED"), ("VALIDATE", "SUCCEEDED")]
    assert (later.status, ledger(later)) == ("COMPLETED", (3, 1, 0, 2, 0, 0))
    assert feeding.products()[:2] == before
    assert feeding.database.rows("from product_change") == history


def test_cancel_during_the_merge_undoes_all_of_it(feeding: Feeding) -> None:
    outcomes: list[str] = []

    def cancel(_cursor: DuckDBPyConnection, feed: Feed) -> None:
        cancel_feed(feeding.ingestion, feed.feed_id, "user:anna")
        outcomes.append("cancelled")

    feeding.hooks.append(cancel)  # which is called after the merge's writes, before its commit
    feed = feeding.deliver(TWO)
    until(lambda: outcomes == ["cancelled"])
    feeding.settle()

    assert feeding.products() == []
    assert get_feed(feeding.database, feed.feed_id).status == "CANCELLED"
