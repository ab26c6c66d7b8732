"""Leases: who holds a job, who has lost it, and that the host's clock has no say in it."""

from datetime import timedelta

import pytest

from catalog.clock import utc_now
from catalog.database import Database
from catalog.errors import TryAgain
from jobs.claims import Room, claim_job, extend_leases, is_large
from jobs.context import JobContext, JobStopped
from jobs.endings import Endings
from jobs.handlers import Handler
from jobs.lost_leases import LEASE_S, LostLeases
from jobs.queue import Job, NewJob, cancel_unfinished_job, enqueue, get_job
from jobs.retrying import LONGEST_WAIT_S
from jobs.runner import JobRunner
from tests.feeding import until

PARTNERS = "select code from partner"


class Seconds:
    """A clock that goes on when the test says so."""

    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def endings(database: Database) -> Endings:
    return Endings(database, {}, utc_now)


def claim(database: Database) -> Job:
    job = claim_job(database, utc_now())
    assert job is not None
    return job


def queue(database: Database, kind: str = "WORK", lane: str = "a", position: int = 1) -> str:
    with database.transaction() as cursor:
        return enqueue(cursor, NewJob(kind, lane, position))


def test_job_whose_worker_died_is_taken_up_when_its_lease_has_run_out(
    database: Database, endings: Endings
) -> None:
    queue(database)
    seconds = Seconds()
    watch = LostLeases(database, endings, seconds)
    job = claim(database)

    watch.take_up(besides=())
    seconds.now_s += LEASE_S - 1
    watch.take_up(besides=())
    assert get_job(database, job.job_id).status == "RUNNING"
    seconds.now_s += 1
    watch.take_up(besides=())

    again = get_job(database, job.job_id)
    assert (again.status, again.attempt, again.crashes) == ("QUEUED", 0, 1)
    assert database.rows("from job_lease") == []


def test_lease_that_is_extended_is_not_lost(database: Database, endings: Endings) -> None:
    queue(database)
    seconds = Seconds()
    watch = LostLeases(database, endings, seconds)
    job = claim(database)

    for _ in range(5):
        watch.take_up(besides=())
        seconds.now_s += LEASE_S - 1
        extend_leases(database, [str(job.lease)])

    assert get_job(database, job.job_id).status == "RUNNING"


def test_job_that_a_worker_of_ours_is_at_is_never_taken_up(
    database: Database, endings: Endings
) -> None:
    queue(database)
    seconds = Seconds()
    watch = LostLeases(database, endings, seconds)
    job = claim(database)

    for _ in range(3):  # the disk is full, say: no lease can be extended
        watch.take_up(besides={str(job.lease)})
        seconds.now_s += LEASE_S

    assert get_job(database, job.job_id).status == "RUNNING"


def test_late_worker_writes_nothing_to_a_job_that_was_taken_up(
    database: Database, endings: Endings
) -> None:
    queue(database)
    late = claim(database)
    endings.take_up(late, is_settled=False)
    now = claim(database)
    stale, fresh = JobContext(database, late), JobContext(database, now)

    stale.report(0.9, "nearly there")
    fresh.report(0.2, "reading")
    endings.succeed(late)
    with pytest.raises(JobStopped), stale.transaction() as cursor:
        cursor.execute("insert into partner (code, name) values ('late', 'late')")
    with database.transaction() as cursor:
        stale.tell_result(cursor, {"rows": 1})

    job = get_job(database, late.job_id)
    assert (job.status, job.lease) == ("RUNNING", now.lease)
    assert (job.progress, job.phase, job.result) == (0.2, "reading", None)
    assert database.rows(PARTNERS) == []


def test_work_that_is_done_is_not_done_again_after_a_crash(
    database: Database, endings: Endings
) -> None:
    job_id = queue(database)
    context = JobContext(database, claim(database))
    with database.transaction() as cursor:
        cursor.execute("insert into partner (code, name) values ('once', 'once')")
        context.settle(cursor)

    LostLeases(database, endings).take_up_all()  # as the next start does

    job = get_job(database, job_id)
    assert (job.status, job.progress, job.attempt) == ("SUCCEEDED", 1.0, 1)
    assert claim_job(database, utc_now()) is None


def test_cancel_comes_too_late_once_the_work_is_done_and_in_time_before(
    database: Database, endings: Endings
) -> None:
    first, second = queue(database, lane="a"), queue(database, lane="b")
    done, cut = JobContext(database, claim(database)), JobContext(database, claim(database))

    with database.transaction() as cursor:
        done.settle(cursor)
    with pytest.raises(Exception, match="has done its work"):
        cancel_unfinished_job(database, first)
    cancel_unfinished_job(database, second)
    with pytest.raises(JobStopped), database.transaction() as cursor:
        cut.settle(cursor)
    for context in (done, cut):
        endings.succeed(context.job)

    assert get_job(database, first).status == "SUCCEEDED"
    assert get_job(database, second).status == "CANCELLED"


class Down(TryAgain):
    """A server that is down for some minutes."""

    retry_after_s = LONGEST_WAIT_S


@pytest.mark.parametrize("jump", [timedelta(days=-400), timedelta(days=400)])
def test_clock_that_is_set_neither_loses_nor_doubles_a_job(
    database: Database, endings: Endings, jump: timedelta
) -> None:
    ran: list[str] = []
    running, waiting = queue(database, lane="a"), queue(database, lane="b")
    claim(database)
    endings.wait_or_fail(claim(database), Down("no answer"))
    assert claim_job(database, utc_now()) is None

    handler = Handler(lambda context: ran.append(context.job.job_id))
    runner = JobRunner(database, {"WORK": handler}, clock=lambda: utc_now() + jump)
    runner.start()
    try:
        until(lambda: len(ran) == 2)
        until(lambda: not database.rows("from job where status <> 'SUCCEEDED'"))
    finally:
        runner.stop()

    assert sorted(ran) == sorted((running, waiting))


def test_kinds_of_the_transfer_pool_are_claimed_for_it_alone(database: Database) -> None:
    pull, check = queue(database, "PULL", "a"), queue(database, "VALIDATE", "b")
    work, transfer = (Room({"PULL": "transfer"}, pool) for pool in ("work", "transfer"))

    found = [claim_job(database, utc_now(), room) for room in (work, work, transfer, transfer)]

    assert [job and job.job_id for job in found] == [check, None, pull, None]


def test_size_that_nobody_knows_is_large(database: Database) -> None:
    with database.transaction() as cursor:
        enqueue(cursor, NewJob("REVERT", "a", 1, size_bytes=None))

    assert claim_job(database, utc_now(), Room(takes_large=False)) is None
    job = claim_job(database, utc_now())
    assert job is not None
    assert is_large(job)
