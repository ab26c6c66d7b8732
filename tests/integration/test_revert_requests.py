"""Who may revert what and when; a revert runs once, and one that fails leaves the feed loaded."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from ingestion.decisions import approve_feed
from ingestion.feeds import Feed, FeedFilter, FeedNotFound, FeedWrongState, get_feed, list_feeds
from ingestion.revert import request_revert
from ingestion.revert_plan import preview_revert
from jobs.context import JobContext
from jobs.queue import JobFilter, cancel_unfinished_job, get_job, list_jobs, retry_job
from orders.witness import find_ordered
from tests.feeding import NO_GUARDS, Feeding, ledger
from tests.reverting import FULL, HEADER, A, preview, state


@pytest.mark.parametrize("body", ["", "sku\n1\n"], ids=["held", "unreadable"])
def test_only_loaded_feeds_are_reverted(feeding: Feeding, body: str) -> None:
    feed = feeding.load(body) if body else feeding.load(A, hold=True)
    before = state(feeding)

    with pytest.raises(FeedWrongState):
        request_revert(feeding.ingestion, feed.feed_id, "user:anna")
    with pytest.raises(FeedWrongState):
        preview(feeding, feed)

    assert state(feeding) == before


def test_reverted_feed_is_not_reverted_again(feeding: Feeding) -> None:
    feed = feeding.load(A)
    feeding.revert(feed)
    before = state(feeding)

    with pytest.raises(FeedWrongState):
        request_revert(feeding.ingestion, feed.feed_id, "user:anna")
    with pytest.raises(FeedWrongState):
        preview(feeding, feed)

    assert state(feeding) == before


def test_unknown_feed_is_not_found(feeding: Feeding) -> None:
    for ask in (
        lambda: request_revert(feeding.ingestion, "x", "user:anna"),
        lambda: preview_revert(feeding.database, "x", find_ordered),
    ):
        with pytest.raises(FeedNotFound):
            ask()


def test_of_two_requests_at_once_one_wins(feeding: Feeding) -> None:
    feed = feeding.load(A)
    feeding.runner.stop()
    start = threading.Barrier(4)

    def ask(_nth: int) -> bool:
        start.wait()
        try:
            request_revert(feeding.ingestion, feed.feed_id, "user:anna")
        except FeedWrongState:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        won = list(pool.map(ask, range(4)))

    assert sum(won) == 1
    assert feeding.jobs_of(feed).count(("REVERT", "QUEUED")) == 1


def test_cancelled_revert_can_be_asked_for_again(feeding: Feeding) -> None:
    feed = feeding.load(A)
    feeding.runner.stop()
    request_revert(feeding.ingestion, feed.feed_id, "user:anna")
    (job, *_) = list_jobs(feeding.database, JobFilter(kind="REVERT")).items

    cancel_unfinished_job(feeding.database, job.job_id)
    request_revert(feeding.ingestion, feed.feed_id, "user:anna")

    assert get_feed(feeding.database, feed.feed_id).status == "COMPLETED"
    assert [status for kind, status in feeding.jobs_of(feed) if kind == "REVERT"] == [
        "QUEUED",
        "CANCELLED",
    ]


def test_revert_that_runs_again_changes_nothing(
    feeding: Feeding, run_revert: Callable[[Feed], None]
) -> None:
    feeding.load(A)
    b = feeding.load(FULL)
    feeding.revert(b)
    before = state(feeding, "job")

    run_revert(b)  # as after a crash between its commit and the end of its job

    assert state(feeding, "job") == before


@pytest.fixture
def run_revert(feeding: Feeding) -> Callable[[Feed], None]:
    """Run the REVERT job of a feed on this thread once more."""

    def run(feed: Feed) -> None:
        (job,) = list_jobs(feeding.database, JobFilter("SUCCEEDED", "REVERT", feed.feed_id)).items
        feeding.run_revert(JobContext(feeding.database, job))

    return run


def defect() -> None:
    raise ZeroDivisionError("a defect in the revert")


def test_failed_revert_leaves_the_feed_loaded_and_says_why(feeding: Feeding) -> None:
    feeding.load(A)
    b = feeding.load(FULL)
    before = feeding.products()
    whole = feeding.orders
    feeding.before_revert_ends(defect)

    failed = feeding.revert(b)
    (job, *_) = list_jobs(feeding.database, JobFilter(kind="REVERT")).items
    feeding.orders = whole
    retry_job(feeding.database, job.job_id)
    feeding.wake()
    feeding.settle()

    assert (failed.status, failed.reverted, failed.error) == ("COMPLETED", None, None)
    assert job.status == "FAILED"
    assert "a defect in the revert" in (job.error or {})["detail"]
    assert get_job(feeding.database, job.job_id).status == "SUCCEEDED"
    assert get_feed(feeding.database, b.feed_id).status == "REVERTED"
    assert feeding.products() != before


def test_revert_goes_before_what_waits(feeding: Feeding) -> None:
    feeding.load(A)
    b = feeding.load(FULL)
    feeding.runner.stop()
    feeding.deliver("sku,price\n1,31.00\n", "delta")

    request_revert(feeding.ingestion, b.feed_id, "user:anna")

    waiting = feeding.database.rows(
        "select kind from job where status = 'QUEUED' order by lane_position, job_no"
    )
    assert [row["kind"] for row in waiting] == ["REVERT", "VALIDATE"]


def test_load_does_not_trust_a_check_made_before_a_revert(feeding: Feeding) -> None:
    feeding.load(A)
    b = feeding.load(FULL)
    feeding.runner.stop()
    again = feeding.deliver(FULL)
    kinds = [feeding.run_next()]
    checked = get_feed(feeding.database, again.feed_id)
    request_revert(feeding.ingestion, b.feed_id, "user:anna")

    kinds += [feeding.run_next(), feeding.run_next()]

    assert kinds == ["VALIDATE", "REVERT", "ETL"]
    assert ledger(checked) == (3, 0, 0, 3, 0, 0)
    assert ledger(get_feed(feeding.database, again.feed_id)) == ledger(b) == (3, 1, 1, 1, 0, 1)
    assert feeding.product("1")["product_name"] == "Desk lamp"


def test_feed_validated_before_a_revert_is_compared_with_what_it_left(feeding: Feeding) -> None:
    feeding.load(A)
    b = feeding.load(FULL)
    held = feeding.load(HEADER + "1,Desk lamp,30.00,4,green\n", hold=True)

    feeding.revert(b)
    approve_feed(feeding.ingestion, held.feed_id, "user:anna")

    assert ledger(held) == (1, 0, 0, 1, 0, 2)
    assert ledger(feeding.finished(held)) == (1, 0, 1, 0, 0, 2)


def test_guards_and_older_feeds_pass_over_reverted_ones(feeding: Feeding) -> None:
    feeding.profile(guards={**NO_GUARDS, "row_count_drop": 0.5})
    many = "sku,name,price\n" + "".join(f"{n},Product {n},10\n" for n in range(50))
    few = "sku,name,price\n1,Lamp,10\n"
    older = feeding.load(few, hold=True)
    feeding.revert(feeding.load(many))

    approve_feed(feeding.ingestion, older.feed_id, "user:anna")

    assert feeding.finished(older).status == "COMPLETED"  # no later full feed is loaded
    assert feeding.load(few).status == "COMPLETED"  # nor were there 50 rows before


def test_reverted_feeds_are_listed(feeding: Feeding) -> None:
    feeding.load(A)
    b = feeding.load(FULL)
    feeding.revert(b)

    found = list_feeds(feeding.database, FeedFilter(status="REVERTED")).items

    assert [feed.feed_id for feed in found] == [b.feed_id]
    assert found[0].is_finished
