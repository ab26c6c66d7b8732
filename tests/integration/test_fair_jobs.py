"""Who waits for whom: large feeds never take all workers, nor slow sources any of them."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from catalog.clock import utc_now
from catalog.database import Database
from ingestion.delivery import job_for
from ingestion.revert import request_revert
from jobs.claims import LARGE_BYTES, Room, claim_job, is_large
from jobs.context import JobContext
from jobs.handlers import Handler
from jobs.queue import NewJob, enqueue, get_job
from jobs.runner import JobRunner
from tests.feeding import Feeding, until
from tests.reverting import A


class Gate:
    """Handlers that wait until the test lets them end; it knows who has begun."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.open = threading.Event()

    def run(self, context: JobContext) -> None:
        self.begun.append(context.job.job_id)
        while not self.open.wait(0.01):
            context.check()


@contextmanager
def running(database: Database, handlers: dict[str, Handler], workers: int) -> Iterator[JobRunner]:
    runner = JobRunner(database, handlers, workers=workers)
    runner.start()
    try:
        yield runner
    finally:
        runner.stop()


def queue(database: Database, lane: str, size_bytes: int | None, kind: str = "LOAD") -> str:
    with database.transaction() as cursor:
        return enqueue(cursor, NewJob(kind, lane, 1, size_bytes=size_bytes))


def ended(database: Database, job_id: str) -> Callable[[], bool]:
    return lambda: get_job(database, job_id).status == "SUCCEEDED"


def test_small_feed_is_loaded_while_large_ones_of_three_partners_wait_and_run(
    database: Database,
) -> None:
    large, small = Gate(), Gate()
    small.open.set()
    handlers = {"LOAD": Handler(large.run), "CHECK": Handler(small.run)}
    giants = [queue(database, lane, LARGE_BYTES) for lane in "abc"]
    quick = queue(database, "d", LARGE_BYTES - 1, "CHECK")

    with running(database, handlers, workers=2):
        until(ended(database, quick))
        assert large.begun == giants[:1]
        large.open.set()
        for each in giants:
            until(ended(database, each))

    assert large.begun == giants  # in the order they came: none of them starves either


def test_single_worker_takes_large_feeds_too(database: Database) -> None:
    gate = Gate()
    gate.open.set()
    job_id = queue(database, "a", LARGE_BYTES)

    with running(database, {"LOAD": Handler(gate.run)}, workers=1):
        until(ended(database, job_id))


def test_slow_sources_take_no_worker_of_the_feeds(database: Database) -> None:
    slow, quick = Gate(), Gate()
    quick.open.set()
    handlers = {"PULL": Handler(slow.run, pool="transfer"), "LOAD": Handler(quick.run)}
    pulls = [queue(database, lane, 0, "PULL") for lane in "abcde"]
    loads = [queue(database, f"partner {lane}", 0) for lane in "abc"]

    with running(database, handlers, workers=1):
        for each in loads:
            until(ended(database, each))
        assert sorted(slow.begun) == sorted(pulls[:2])
        slow.open.set()
        for each in pulls:
            until(ended(database, each))


def test_head_of_a_lane_that_waits_for_its_next_attempt_is_not_passed_by(
    database: Database,
) -> None:
    with database.transaction() as cursor:
        first, second = (enqueue(cursor, NewJob("LOAD", "a", at)) for at in (1, 2))
        cursor.execute(
            "update job set status = 'RETRY_WAIT', run_after = now() + interval 1 minute"
            " where job_id = $first",
            {"first": first},
        )

    assert claim_job(database, utc_now()) is None

    with database.transaction() as cursor:
        cursor.execute("update job set run_after = now()")
    claimed = claim_job(database, utc_now())
    assert claimed is not None
    assert claimed.job_id == first != second


def test_job_of_a_feed_is_as_large_as_its_file_and_a_revert_counts_as_large(
    feeding: Feeding,
) -> None:
    feed = feeding.load(A)
    feeding.settle()
    feeding.runner.stop()
    request_revert(feeding.ingestion, feed.feed_id, "user:anna")

    assert job_for(feed, "ETL", None).size_bytes == len(A)
    assert claim_job(feeding.database, utc_now(), Room(takes_large=False)) is None
    revert = claim_job(feeding.database, utc_now())
    assert revert is not None
    assert (revert.kind, is_large(revert)) == ("REVERT", True)
