"""Jobs of feeds by hand: a feed goes with its job, and what is over stays over."""

import pytest
from duckdb import DuckDBPyConnection

from catalog.errors import WrongState
from ingestion.decisions import approve_feed, cancel_feed
from ingestion.feed_jobs import cancel_job, run_job_again
from ingestion.feeds import Feed, FeedWrongState, get_feed
from ingestion.revert import request_revert
from jobs.queue import Job, JobFilter, cancel_unfinished_job, list_jobs
from tests.feeding import Feeding, ledger
from tests.reverting import FULL, A, state

ANNA = "user:anna"


def last_job(feeding: Feeding, feed: Feed) -> Job:
    return list_jobs(feeding.database, JobFilter(subject_id=feed.feed_id)).items[0]


def defect(_cursor: DuckDBPyConnection, _feed: Feed) -> None:
    raise ZeroDivisionError("a defect after the merge")


@pytest.fixture
def failed(feeding: Feeding) -> Feed:
    """Load a feed that fails while it is merged; the cause is gone then, and no worker runs."""
    feeding.hooks.append(defect)
    feed = feeding.load(A)
    feeding.settle()
    feeding.hooks.clear()
    feeding.runner.stop()
    assert feed.status == "FAILED"
    return feed


def test_feed_of_a_cancelled_check_is_cancelled(feeding: Feeding) -> None:
    feeding.runner.stop()
    feed = feeding.deliver(A)

    job = cancel_job(feeding.ingestion, last_job(feeding, feed), ANNA)

    cancelled = get_feed(feeding.database, feed.feed_id)
    assert (job.status, cancelled.status) == ("CANCELLED", "CANCELLED")
    assert (cancelled.decided_by, cancelled.finished_at is not None) == (ANNA, True)


def test_feed_of_a_cancelled_load_is_cancelled_and_leaves_nothing_behind(feeding: Feeding) -> None:
    held = feeding.load(A, hold=True)
    feeding.runner.stop()
    approve_feed(feeding.ingestion, held.feed_id, ANNA)

    cancel_job(feeding.ingestion, last_job(feeding, held), ANNA)

    cancelled = get_feed(feeding.database, held.feed_id)
    assert (cancelled.status, ledger(cancelled)) == ("CANCELLED", (None,) * 6)
    assert feeding.database.rows("from feed_forecast") == []
    assert feeding.work_off(held).status == "CANCELLED"
    assert feeding.products() == []


def test_feed_of_a_job_that_is_run_again_is_on_its_way_at_once(
    feeding: Feeding, failed: Feed
) -> None:
    again = run_job_again(feeding.ingestion, last_job(feeding, failed))

    waiting = get_feed(feeding.database, failed.feed_id)
    assert (again.status, waiting.status) == ("QUEUED", "PROCESSING")
    assert (waiting.error, waiting.finished_at, waiting.is_finished) == (None, None, False)
    loaded = feeding.work_off(failed)
    assert (loaded.status, ledger(loaded)) == ("COMPLETED", (3, 3, 0, 0, 0, 0))


def test_feed_that_could_not_be_read_is_received_again(feeding: Feeding) -> None:
    feed = feeding.load("title\nLamp\n")
    feeding.settle()
    feeding.runner.stop()

    run_job_again(feeding.ingestion, last_job(feeding, feed))

    assert get_feed(feeding.database, feed.feed_id).status == "RECEIVED"
    assert feeding.database.rows("from feed where status = 'VALIDATION_FAILED'") == []


def test_job_that_is_run_again_can_be_cancelled_with_its_feed(
    feeding: Feeding, failed: Feed
) -> None:
    job = run_job_again(feeding.ingestion, last_job(feeding, failed))

    cancel_job(feeding.ingestion, job, ANNA)

    assert get_feed(feeding.database, failed.feed_id).status == "CANCELLED"


def test_cancelled_feed_stays_cancelled(feeding: Feeding) -> None:
    feeding.runner.stop()
    feed = feeding.deliver(A)
    cancel_feed(feeding.ingestion, feed.feed_id, ANNA)
    before = state(feeding)

    with pytest.raises(FeedWrongState, match="replay it"):
        run_job_again(feeding.ingestion, last_job(feeding, feed))

    assert state(feeding) == before


@pytest.mark.parametrize("status", ["SUCCEEDED", "RUNNING"])
def test_job_that_has_loaded_its_feed_is_not_cancelled(feeding: Feeding, status: str) -> None:
    feed = feeding.load(A)
    feeding.settle()
    feeding.runner.stop()
    with feeding.database.transaction() as cursor:
        cursor.execute("update job set status = $status where kind = 'ETL'", {"status": status})
    before = state(feeding)

    with pytest.raises(WrongState):
        cancel_job(feeding.ingestion, last_job(feeding, feed), ANNA)

    assert state(feeding) == before


def test_load_that_is_over_but_for_its_job_is_not_cancelled(feeding: Feeding) -> None:
    feed = feeding.load(A)
    feeding.settle()
    feeding.runner.stop()
    with feeding.database.transaction() as cursor:  # as a crash right after the commit leaves it
        cursor.execute("update job set status = 'QUEUED' where kind = 'ETL'")
    before = state(feeding)

    with pytest.raises(FeedWrongState):
        cancel_job(feeding.ingestion, last_job(feeding, feed), ANNA)

    assert state(feeding) == before
    assert feeding.work_off(feed).status == "COMPLETED"


def test_cancelled_revert_leaves_the_feed_loaded_and_can_be_run_again(feeding: Feeding) -> None:
    feeding.load(A)
    b = feeding.load(FULL)
    feeding.runner.stop()
    request_revert(feeding.ingestion, b.feed_id, ANNA)

    job = cancel_job(feeding.ingestion, last_job(feeding, b), ANNA)
    loaded = get_feed(feeding.database, b.feed_id)
    run_job_again(feeding.ingestion, job)

    assert (job.status, loaded.status) == ("CANCELLED", "COMPLETED")
    assert feeding.work_off(b).status == "REVERTED"


def test_revert_is_not_run_again_beside_another_one(feeding: Feeding) -> None:
    b = feeding.load(A)
    feeding.runner.stop()
    request_revert(feeding.ingestion, b.feed_id, ANNA)
    first = last_job(feeding, b)
    cancel_unfinished_job(feeding.database, first.job_id)
    request_revert(feeding.ingestion, b.feed_id, ANNA)
    before = state(feeding)

    with pytest.raises(FeedWrongState):
        run_job_again(feeding.ingestion, first)

    assert state(feeding) == before
