"""Held feeds and what a person decides of them: approved, rejected, cancelled, each once."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from duckdb import DuckDBPyConnection

from catalog.clock import utc_now
from catalog.errors import FeedledgerError
from ingestion.decisions import approve_feed, cancel_feed, reject_feed
from ingestion.delivery import Ingestion
from ingestion.feeds import Feed, FeedNotFound, FeedSuperseded, FeedWrongState, get_feed
from ingestion.loading import load_feed
from ingestion.report import ReportFilter, read_report
from ingestion.validation import validate_feed
from jobs.claims import claim_job
from jobs.context import JobContext
from jobs.queue import JobFilter, list_jobs, retry_job
from tests.feeding import Feeding, ledger

Decide = Callable[[Ingestion, str, str], Feed]
TWO = "sku,name,price\n1,Lamp,15.00\n2,Rug,20.00\n"
EVERY_DECISION = pytest.mark.parametrize("decide", [approve_feed, reject_feed, cancel_feed])


def state(feeding: Feeding) -> tuple[object, ...]:
    tables = ("product", "product_change", "feed", "job", "feed_issue", "feed_forecast")
    return tuple(feeding.database.rows(f"from {table} order by all") for table in tables)


def test_held_feed_changes_no_product_and_approval_loads_it(feeding: Feeding) -> None:
    feeding.load(TWO)
    before = feeding.products()
    held = feeding.load("sku,name,price\n1,Lamp,16.00\n3,Vase,9.00\n", hold=True)
    unchanged = feeding.products()

    approved = approve_feed(feeding.ingestion, held.feed_id, "user:anna")
    loaded = feeding.finished(held)

    assert (held.status, unchanged) == ("HELD", before)
    assert approved.status in {"PROCESSING", "COMPLETED"}
    assert (loaded.status, ledger(loaded)) == ("COMPLETED", (2, 1, 1, 0, 0, 1))
    assert loaded.counters == held.counters
    assert loaded.held_by == ("guard/hold_requested",)
    assert (loaded.decided_by, feeding.product("3")["is_active"]) == ("user:anna", True)
    report = read_report(feeding.database, ReportFilter(held.feed_id)).items
    assert "guard/hold_requested" in {row.code for row in report}
    assert feeding.database.rows("from feed_forecast") == []


def test_approved_feed_is_compared_with_the_catalog_of_that_moment(feeding: Feeding) -> None:
    feeding.load(TWO)
    held = feeding.load("sku,price\n1,16.00\n2,21.00\n", "delta", hold=True)
    feeding.load("sku,price\n1,16.00\n", "delta")

    approve_feed(feeding.ingestion, held.feed_id, "user:anna")
    loaded = feeding.finished(held)

    assert ledger(held) == (2, 0, 2, 0, 0, 0)
    assert ledger(loaded) == (2, 0, 1, 1, 0, 0)


def test_rejected_feed_loads_nothing_and_keeps_its_forecast(feeding: Feeding) -> None:
    held = feeding.load(TWO, hold=True)

    rejected = reject_feed(feeding.ingestion, held.feed_id, "user:anna")

    assert (rejected.status, rejected.decided_by) == ("REJECTED", "user:anna")
    assert rejected.finished_at is not None
    assert ledger(rejected) == ledger(held)
    assert feeding.products() == []
    assert feeding.database.rows("from feed_forecast") == []


@EVERY_DECISION
@pytest.mark.parametrize("first", [reject_feed, cancel_feed])
def test_second_decision_is_refused_and_writes_nothing(
    feeding: Feeding, first: Decide, decide: Decide
) -> None:
    held = feeding.load(TWO, hold=True)
    first(feeding.ingestion, held.feed_id, "user:anna")
    before = state(feeding)

    with pytest.raises(FeedWrongState):
        decide(feeding.ingestion, held.feed_id, "user:ben")

    assert state(feeding) == before


@EVERY_DECISION
def test_loaded_feed_is_past_every_decision(feeding: Feeding, decide: Decide) -> None:
    feed = feeding.load(TWO)
    before = state(feeding)

    with pytest.raises(FeedWrongState):
        decide(feeding.ingestion, feed.feed_id, "user:anna")

    assert state(feeding) == before


@EVERY_DECISION
@pytest.mark.parametrize("feed_id", ["x", "01a20a84-0585-76e9-b8ca-f8a4c5fe010d"])
def test_unknown_feed_is_not_found(feeding: Feeding, decide: Decide, feed_id: str) -> None:
    with pytest.raises(FeedNotFound):
        decide(feeding.ingestion, feed_id, "user:anna")


@pytest.mark.parametrize("other", [approve_feed, reject_feed, cancel_feed])
def test_of_decisions_at_once_one_wins(feeding: Feeding, other: Decide) -> None:
    held = feeding.load(TWO, hold=True)
    feeding.runner.stop()  # an approved feed stays as it was approved
    start = threading.Barrier(4)

    def try_to(decide: Decide) -> str:
        start.wait()
        try:
            decide(feeding.ingestion, held.feed_id, "user:anna")
        except FeedledgerError as error:
            return error.code
        return decide.__name__

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(try_to, [approve_feed, other] * 2))

    refused = [outcome for outcome in outcomes if outcome == "feed/wrong_state"]
    won = sorted(set(outcomes) - {"feed/wrong_state"})
    assert len(refused) == 4 - len(won)
    assert len(won) == 1 or won == ["approve_feed", "cancel_feed"]  # in this order
    assert len([kind for kind, _ in feeding.jobs_of(held) if kind == "ETL"]) == (
        "approve_feed" in won
    )


def test_full_feed_after_which_a_later_one_was_loaded_is_superseded(feeding: Feeding) -> None:
    held = feeding.load(TWO, hold=True)
    feeding.load("sku,name,price\n3,Vase,9.00\n")
    before = state(feeding)

    with pytest.raises(FeedSuperseded):
        approve_feed(feeding.ingestion, held.feed_id, "user:anna")

    assert state(feeding) == before
    assert reject_feed(feeding.ingestion, held.feed_id, "user:anna").status == "REJECTED"


@pytest.mark.parametrize(("mode", "later"), [("delta", "full"), ("full", "delta")])
def test_only_full_feeds_supersede_full_feeds(feeding: Feeding, mode: str, later: str) -> None:
    held = feeding.load(TWO, mode, hold=True)  # type: ignore[arg-type]
    feeding.load("sku,name,price\n3,Vase,9.00\n", later)  # type: ignore[arg-type]

    approve_feed(feeding.ingestion, held.feed_id, "user:anna")

    assert feeding.finished(held).status == "COMPLETED"


def test_feed_superseded_after_its_approval_is_refused_by_its_load(feeding: Feeding) -> None:
    def defect(_cursor: DuckDBPyConnection, _feed: Feed) -> None:
        raise ZeroDivisionError("a defect after the merge")

    feeding.hooks.append(defect)
    failed = feeding.load(TWO)
    feeding.hooks.clear()
    feeding.load("sku,name,price\n3,Vase,9.00\n")
    before = feeding.products()

    (etl,) = list_jobs(feeding.database, JobFilter(kind="ETL", subject_id=failed.feed_id)).items
    retry_job(feeding.database, etl.job_id)
    feeding.wake()
    feeding.settle()

    superseded = get_feed(feeding.database, failed.feed_id)
    assert superseded.status == "FAILED"
    assert superseded.error is not None
    assert superseded.error["code"] == "feed/superseded"
    assert feeding.products() == before


def test_feed_not_approved_is_held_if_the_catalog_has_changed_under_it(feeding: Feeding) -> None:
    feeding.partner("guarded", guards={"row_count_drop": 0.0})
    many = "sku,name,price\n" + "".join(f"{n},Product {n},10\n" for n in range(50))
    few = "sku,name,price\n" + "".join(f"{n},Product {n},10\n" for n in range(3))
    held = feeding.load(many, partner="guarded", hold=True)
    feeding.runner.stop()
    feed = feeding.deliver(few, partner="guarded")
    run_one(feeding)  # validated against an empty catalog: nothing holds it
    approve_feed(feeding.ingestion, held.feed_id, "user:anna")
    run_one(feeding)  # the approved feed goes before it

    run_one(feeding)

    assert get_feed(feeding.database, held.feed_id).status == "COMPLETED"
    again = get_feed(feeding.database, feed.feed_id)
    assert (again.status, again.held_by) == ("HELD", ("guard/mass_deactivation",))
    assert len(feeding.products()) == 50


def run_one(feeding: Feeding) -> None:
    """Run the next job on this thread."""
    job = claim_job(feeding.database, utc_now())
    assert job is not None
    context = JobContext(feeding.database, job)
    if job.kind == "VALIDATE":
        validate_feed(feeding.ingestion, context)
    else:
        load_feed(feeding.ingestion, feeding.hooks, context)
    with feeding.database.transaction() as cursor:
        cursor.execute("update job set status = 'SUCCEEDED' where job_id = $id", {"id": job.job_id})
