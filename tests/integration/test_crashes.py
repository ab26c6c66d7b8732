"""Jobs under which the process dies: they end some time, and no other job is blamed for it."""

import threading

import pytest
from duckdb import DuckDBPyConnection

from catalog.clock import utc_now
from catalog.database import Database
from catalog.errors import RejectedInput, TryAgain
from jobs.claims import SUSPECT_CRASHES, Room, claim_job
from jobs.context import JobContext
from jobs.endings import Endings
from jobs.handlers import Handler, Problem
from jobs.lost_leases import LostLeases
from jobs.queue import Job, NewJob, enqueue, get_job, retry_job
from jobs.runner import JobRunner
from tests.feeding import until

FEW_CRASHES = 6


def queue(database: Database, lane: str = "a", position: int = 1, kind: str = "WORK") -> str:
    with database.transaction() as cursor:
        return enqueue(cursor, NewJob(kind, lane, position))


def claim(database: Database) -> Job:
    with database.transaction() as cursor:
        cursor.execute("update job set run_after = now()")  # no test waits for a minute
    job = claim_job(database, utc_now())
    assert job is not None
    return job


def crash(database: Database, endings: Endings) -> None:
    """Do what the next start does with what was running."""
    LostLeases(database, endings).take_up_all()


def crash_under(database: Database, endings: Endings, times: int) -> None:
    for _ in range(times):
        claim(database)
        crash(database, endings)


@pytest.fixture
def endings(database: Database) -> Endings:
    return Endings(database, {}, utc_now, FEW_CRASHES)


def test_job_that_kills_its_process_every_time_fails_and_its_lane_goes_on(
    database: Database,
) -> None:
    told: list[tuple[str, str]] = []

    def failed(_cursor: DuckDBPyConnection, job: Job, problem: Problem) -> None:
        told.append((job.job_id, problem["code"]))

    deadly, after = queue(database), queue(database, position=2)
    endings = Endings(
        database, {"WORK": Handler(lambda _context: None, failed)}, utc_now, FEW_CRASHES
    )

    crash_under(database, endings, FEW_CRASHES - 1)
    assert get_job(database, deadly).status == "RETRY_WAIT"
    crash_under(database, endings, 1)

    job = get_job(database, deadly)
    assert (job.status, job.attempt, job.crashes) == ("FAILED", 1, FEW_CRASHES)
    assert (job.error or {})["code"] == "job/crashed"
    assert told == [(deadly, "job/crashed")]
    assert claim(database).job_id == after


def test_crash_is_no_attempt_and_the_first_one_is_taken_up_at_once(
    database: Database, endings: Endings
) -> None:
    job_id = queue(database)

    claim(database)
    crash(database, endings)

    job = get_job(database, job_id)
    assert (job.status, job.attempt, job.crashes, job.error) == ("QUEUED", 0, 1, None)
    assert job.run_after is not None
    assert job.run_after <= utc_now()


def test_clean_stop_is_no_crash_and_none_is_forgotten_by_it(
    database: Database, endings: Endings
) -> None:
    job_id = queue(database)
    for _ in range(2 * FEW_CRASHES):
        endings.put_back(claim(database))
    assert get_job(database, job_id).crashes == 0

    crash_under(database, endings, 1)
    endings.put_back(claim(database))

    job = get_job(database, job_id)
    assert (job.status, job.attempt, job.crashes) == ("QUEUED", 0, 1)


def test_only_crashes_in_a_row_count(database: Database, endings: Endings) -> None:
    job_id = queue(database)
    crash_under(database, endings, FEW_CRASHES - 1)

    endings.wait_or_fail(claim(database), TryAgain("not yet"))

    assert get_job(database, job_id).crashes == 0
    crash_under(database, endings, FEW_CRASHES - 1)
    assert get_job(database, job_id).status == "RETRY_WAIT"


def test_job_that_is_run_again_by_hand_has_all_its_crashes_again(
    database: Database, endings: Endings
) -> None:
    job_id = queue(database)
    crash_under(database, endings, FEW_CRASHES)

    retry_job(database, job_id)
    crash_under(database, endings, FEW_CRASHES - 1)

    assert get_job(database, job_id).status == "RETRY_WAIT"


def test_suspect_runs_alone_so_that_no_other_job_is_blamed(
    database: Database, endings: Endings
) -> None:
    deadly, innocent = queue(database, "a"), queue(database, "b")
    for _ in range(SUSPECT_CRASHES):
        assert {claim(database).job_id, claim(database).job_id} == {deadly, innocent}
        crash(database, endings)

    for crashes in range(SUSPECT_CRASHES + 1, FEW_CRASHES + 1):
        assert claim(database).job_id == deadly
        assert claim_job(database, utc_now()) is None
        crash(database, endings)
        assert get_job(database, deadly).crashes == crashes

    assert get_job(database, deadly).status == "FAILED"
    assert get_job(database, innocent).crashes == SUSPECT_CRASHES
    alone = claim(database)
    endings.succeed(alone)
    assert get_job(database, innocent).status == "SUCCEEDED"


def test_suspect_waits_until_its_pool_is_idle_and_is_not_passed_by(
    database: Database, endings: Endings
) -> None:
    suspect = queue(database, "a")
    crash_under(database, endings, SUSPECT_CRASHES)
    with database.transaction() as cursor:
        cursor.execute("update job set run_after = now() + interval 1 minute")
    other, later = queue(database, "b"), queue(database, "c")
    running = claim_job(database, utc_now())
    assert running is not None
    assert running.job_id == other
    with database.transaction() as cursor:
        cursor.execute("update job set run_after = now()")

    assert claim_job(database, utc_now()) is None
    endings.succeed(running)
    alone = claim(database)
    assert alone.job_id == suspect
    assert claim_job(database, utc_now(), Room({"PULL": "transfer"}, "transfer")) is None
    endings.succeed(alone)
    assert claim(database).job_id == later


def test_worker_that_cannot_write_its_end_is_replaced(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jobs.runner.POLL_EVERY_S", 0.02)
    monkeypatch.setattr("jobs.lost_leases.LEASE_S", 0.05)
    ran: list[str] = []

    def run(context: JobContext) -> None:
        ran.append(str(context.job.lease))
        if len(ran) == 1:
            raise Unwritable

    job_id = queue(database)
    runner = JobRunner(database, {"WORK": Handler(run)})
    fail = runner._endings.fail  # noqa: SLF001 - a fault where the end is written

    def fail_to_write(job: Job, problem: Problem, crashes: int = 0) -> None:
        if len(ran) == 1:
            raise TryAgain("the disk is full")
        fail(job, problem, crashes)

    monkeypatch.setattr(Endings, "fail", lambda _self, *told: fail_to_write(*told))
    runner.start()
    try:
        until(lambda: get_job(database, job_id).status == "SUCCEEDED")
    finally:
        runner.stop()

    assert len(set(ran)) == 2


def test_stop_ends_even_where_nothing_can_be_written(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = threading.Event()

    def run(context: JobContext) -> None:
        begun.set()
        while True:
            context.check()

    def refuse(*_: object) -> None:
        raise TryAgain("the disk is full")

    job_id = queue(database)
    runner = JobRunner(database, {"WORK": Handler(run)})
    runner.start()
    assert begun.wait(10)
    monkeypatch.setattr(Endings, "put_back", refuse)

    runner.stop()

    assert get_job(database, job_id).status == "RUNNING"
    crash(database, Endings(database, {}, utc_now))
    assert get_job(database, job_id).status == "QUEUED"


class Unwritable(RejectedInput):
    """A reason that cannot be written down, as the disk is full."""
