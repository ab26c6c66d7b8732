"""A running job that is cancelled: its statement ends, and of it and its commit one wins."""

import threading
import time
from dataclasses import replace

import pytest
from duckdb import DuckDBPyConnection

from api.services import ApiServices
from catalog.clock import utc_now
from catalog.errors import FeedledgerError, TryAgain, WrongState
from ingestion.feed_jobs import cancel_job
from ingestion.feeds import Feed, get_feed
from ingestion.revert import request_revert
from jobs.claims import claim_job
from jobs.context import JobContext
from jobs.queue import Job, JobFilter, JobWrongState, get_job, list_jobs
from tests.api import Client
from tests.feeding import Feeding, ledger, until
from tests.reverting import FULL, A, state

ANNA = "user:anna"
ENDLESS = "select count(*) from range(1_000_000_000_000) where hash(range) = 42"
OTHER = "sku,name,price\nPEN,Pen,2.00\n"


def last_job(feeding: Feeding, feed: Feed) -> Job:
    return list_jobs(feeding.database, JobFilter(subject_id=feed.feed_id)).items[0]


def cancel_last(feeding: Feeding, feed: Feed) -> Job:
    return cancel_job(feeding.ingestion, last_job(feeding, feed), ANNA)


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Have each check run a statement without end; tell when it has begun."""
    begun = threading.Event()

    def classify(cursor: DuckDBPyConnection) -> None:
        begun.set()
        cursor.execute(ENDLESS)

    monkeypatch.setattr("ingestion.preparation.classify_records", classify)
    return begun


def test_cancelled_check_ends_its_statement_and_its_feed(
    api_services: ApiServices, feeding: Feeding, endless: threading.Event
) -> None:
    client = Client(replace(api_services, ingestion=feeding.ingestion))
    feed = feeding.deliver(A)
    assert endless.wait(10)
    job = f"/api/v1/jobs/{last_job(feeding, feed).job_id}"

    answer = client.post(f"{job}/cancel")

    assert (answer.status_code, answer.json()["status"]) == (200, "CANCELLED")
    until(lambda: not feeding.database.rows("from job_lease"))  # the worker has let go of it
    cancelled = get_feed(feeding.database, feed.feed_id)
    assert (cancelled.status, ledger(cancelled)) == ("CANCELLED", (None,) * 6)
    again = client.post(f"{job}/cancel")
    assert (again.status_code, again.json()["code"]) == (409, "job/wrong_state")


def test_worker_goes_on_with_the_lane_after_a_cancel(
    feeding: Feeding, endless: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck = feeding.deliver(A)
    next_feed = feeding.deliver(OTHER)
    assert endless.wait(10)
    monkeypatch.undo()

    cancel_last(feeding, stuck)

    assert feeding.wait(next_feed).status == "COMPLETED"
    assert [row["sku"] for row in feeding.products()] == ["PEN"]


def test_cancelled_load_leaves_nothing_and_cancelled_revert_leaves_all(feeding: Feeding) -> None:
    begun = threading.Event()

    def linger(cursor: DuckDBPyConnection, _feed: object) -> None:
        begun.set()
        cursor.execute(ENDLESS)

    loaded = feeding.load(A)
    feeding.settle()
    before = state(feeding, "feed", "feed_issue", "job")
    feeding.hooks.append(linger)
    feed = feeding.deliver(FULL)
    assert begun.wait(10)
    cancel_last(feeding, feed)
    until(lambda: not feeding.database.rows("from job_lease"))
    assert get_feed(feeding.database, feed.feed_id).status == "CANCELLED"
    assert state(feeding, "feed", "feed_issue", "job") == before

    begun.clear()
    feeding.orders = replace(feeding.orders, forget_counts=linger)
    request_revert(feeding.ingestion, loaded.feed_id, ANNA)
    assert begun.wait(10)
    revert = cancel_last(feeding, loaded)
    until(lambda: not feeding.database.rows("from job_lease"))

    assert get_job(feeding.database, revert.job_id).status == "CANCELLED"
    assert get_feed(feeding.database, loaded.feed_id).status == "COMPLETED"
    assert state(feeding, "feed", "feed_issue", "job") == before


def test_cancel_that_comes_before_the_last_write_wins(
    feeding: Feeding, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed, outcome = race(feeding, monkeypatch, "REVERT", is_before=True)

    assert outcome == ["cancelled"]
    assert last_job(feeding, feed).status == "CANCELLED"
    assert get_feed(feeding.database, feed.feed_id).status == "COMPLETED"
    assert len(feeding.products()) == 3


@pytest.mark.parametrize("kind", ["ETL", "REVERT"])
def test_cancel_that_comes_after_the_last_write_is_refused(
    feeding: Feeding, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    feed, outcome = race(feeding, monkeypatch, kind, is_before=False)

    assert outcome == ["server/write_conflict"]
    assert last_job(feeding, feed).status == "SUCCEEDED"
    assert get_feed(feeding.database, feed.feed_id).status == (
        "COMPLETED" if kind == "ETL" else "REVERTED"
    )


def race(
    feeding: Feeding, monkeypatch: pytest.MonkeyPatch, kind: str, *, is_before: bool
) -> tuple[Feed, list[str]]:
    """Cancel the job right before it settles, or right after and before its commit."""
    outcome: list[str] = []
    settle = JobContext.settle

    def cancel(context: JobContext) -> None:
        try:
            cancel_job(feeding.ingestion, context.job, ANNA)
            outcome.append("cancelled")
        except FeedledgerError as error:
            outcome.append(error.code)

    def settle_beside(context: JobContext, cursor: DuckDBPyConnection) -> None:
        is_due = context.job.kind == kind and not outcome
        if is_due and is_before:
            cancel(context)
        settle(context, cursor)
        if is_due and not is_before:
            cancel(context)

    feed = feeding.load(A) if kind == "REVERT" else None
    feeding.settle()
    monkeypatch.setattr(JobContext, "settle", settle_beside)
    if feed is None:
        feed = feeding.deliver(A)
    else:
        request_revert(feeding.ingestion, feed.feed_id, ANNA)
    until(lambda: bool(outcome))
    feeding.settle()
    until(lambda: not feeding.database.rows("from job_lease"))
    return feed, outcome


def test_load_that_has_committed_is_not_cancelled(feeding: Feeding) -> None:
    feeding.runner.stop()
    feed = feeding.deliver(A)
    feeding.run_next()
    job = claim_job(feeding.database, utc_now())
    assert job is not None
    feeding.handlers[job.kind].run(JobContext(feeding.database, job))

    with pytest.raises(JobWrongState, match="has done its work"):
        cancel_job(feeding.ingestion, job, ANNA)

    assert get_feed(feeding.database, feed.feed_id).status == "COMPLETED"


def test_racing_cancels_and_loads_have_one_outcome_each(feeding: Feeding) -> None:
    merging = threading.Event()
    feeding.hooks.append(lambda _cursor, _feed: merging.set())
    for number in range(8):
        merging.clear()
        feed = feeding.deliver(f"sku,name,price\nN-{number},Lamp,15\n", "delta")
        assert merging.wait(10)
        time.sleep(number * 0.002)

        outcome = cancel_load(feeding, feed)

        now = feeding.wait(feed)
        loaded = [row for row in feeding.products() if row["sku"] == f"N-{number}"]
        assert (now.status, outcome, last_job(feeding, feed).status, len(loaded)) in (
            ("CANCELLED", "cancelled", "CANCELLED", 0),
            ("COMPLETED", "refused", "SUCCEEDED", 1),
        )


def cancel_load(feeding: Feeding, feed: Feed) -> str:
    """Cancel the feed's load, again as long as another writer is first."""
    while True:
        try:
            cancel_last(feeding, feed)
        except TryAgain:
            continue
        except WrongState:
            return "refused"
        return "cancelled"
