"""The queue and its workers on a real database."""

import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping

import pytest
from duckdb import DuckDBPyConnection

from catalog.database import Database
from catalog.errors import RejectedInput, TryAgain
from jobs.context import JobContext
from jobs.handlers import Handler, Problem
from jobs.queue import (
    Job,
    JobFilter,
    JobNotFound,
    JobWrongState,
    NewJob,
    cancel_unfinished_job,
    enqueue,
    get_job,
    list_jobs,
    read_jobs_of,
    retry_job,
)
from jobs.runner import JobRunner

Start = Callable[[Mapping[str, Handler]], JobRunner]


@pytest.fixture
def start(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Start a runner with these handlers; stop it when the test is over."""
    monkeypatch.setattr("jobs.retrying.FIRST_WAIT_S", 0.01)
    monkeypatch.setattr("jobs.runner.POLL_EVERY_S", 0.05)
    started: list[JobRunner] = []

    def start(handlers: Mapping[str, Handler]) -> JobRunner:
        runner = JobRunner(database, handlers)
        started.append(runner)
        runner.start()
        return runner

    yield start
    for runner in started:
        runner.stop()


def queue(database: Database, kind: str, lane: str = "a", position: int = 1) -> str:
    with database.transaction() as cursor:
        return enqueue(cursor, NewJob(kind, lane, position))


def wait(database: Database, job_id: str, *statuses: str) -> Job:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        job = get_job(database, job_id)
        if job.status in statuses:
            return job
        time.sleep(0.01)
    pytest.fail(f"job stayed {job.status}, wanted {statuses}")


def test_queued_job_runs_and_tells_its_progress(database: Database, start: Start) -> None:
    def halfway(context: JobContext) -> None:
        context.report(0.5, "half")

    job_id = queue(database, "WORK")
    start({"WORK": Handler(halfway)})

    job = wait(database, job_id, "SUCCEEDED")
    assert (job.progress, job.phase, job.attempt, job.error) == (1.0, "half", 1, None)
    assert job.duration_s is not None


def test_rolled_back_cause_queues_nothing(database: Database) -> None:
    def cause_that_fails() -> None:
        with database.transaction() as cursor:
            enqueue(cursor, NewJob("WORK", "a", 1))
            raise KeyError

    with pytest.raises(KeyError):
        cause_that_fails()

    assert list_jobs(database, JobFilter()).items == ()


def test_refused_input_fails_at_once_with_its_reason(database: Database, start: Start) -> None:
    told: list[Problem] = []

    def refuse(_context: JobContext) -> None:
        raise RejectedInput("no such thing")

    def failed(_cursor: DuckDBPyConnection, _job: Job, problem: Problem) -> None:
        told.append(problem)

    job_id = queue(database, "WORK")
    start({"WORK": Handler(refuse, failed)})

    job = wait(database, job_id, "FAILED")
    assert job.attempt == 1
    assert job.error is not None
    assert (job.error["code"], job.error["detail"]) == ("request/rejected", "no such thing")
    assert [problem["job_id"] for problem in told] == [job_id]


def test_try_again_is_tried_again_until_it_works(database: Database, start: Start) -> None:
    attempts: list[int] = []

    def third_time_lucky(context: JobContext) -> None:
        attempts.append(context.job.attempt)
        if len(attempts) < 3:
            raise TryAgain("not yet")

    job_id = queue(database, "WORK")
    start({"WORK": Handler(third_time_lucky)})

    assert wait(database, job_id, "SUCCEEDED").attempt == 3
    assert attempts == [1, 2, 3]


def test_try_again_ends_after_its_attempts(database: Database, start: Start) -> None:
    def never(_context: JobContext) -> None:
        raise TryAgain("not yet")

    job_id = queue(database, "WORK")
    start({"WORK": Handler(never)})

    assert wait(database, job_id, "FAILED").attempt == 3


def test_defect_fails_the_job_and_the_worker_goes_on(database: Database, start: Start) -> None:
    def broken(_context: JobContext) -> None:
        raise ZeroDivisionError("a defect")

    bad, good = queue(database, "BROKEN"), queue(database, "GOOD", position=2)
    start({"BROKEN": Handler(broken), "GOOD": Handler(lambda _context: None)})

    error = wait(database, bad, "FAILED").error
    assert error is not None
    assert error["code"] == "server/error"
    wait(database, good, "SUCCEEDED")


def test_kind_without_handler_fails_with_its_reason(database: Database, start: Start) -> None:
    job_id = queue(database, "UNHEARD")
    start({})

    error = wait(database, job_id, "FAILED").error
    assert error is not None
    assert "UNHEARD" in error["detail"]


def test_failed_job_is_retried_by_hand(database: Database, start: Start) -> None:
    healed = threading.Event()

    def work(_context: JobContext) -> None:
        if not healed.is_set():
            raise RejectedInput("ill")

    job_id = queue(database, "WORK")
    runner = start({"WORK": Handler(work)})
    wait(database, job_id, "FAILED")

    healed.set()
    assert retry_job(database, job_id).status == "QUEUED"
    runner.wake()

    wait(database, job_id, "SUCCEEDED")
    with pytest.raises(JobWrongState):
        retry_job(database, job_id)


def test_lane_runs_in_its_order_and_never_side_by_side(database: Database, start: Start) -> None:
    seen: list[str] = []
    together: list[int] = []
    running = threading.Semaphore(1)

    def work(context: JobContext) -> None:
        together.append(running.acquire(blocking=False))
        seen.append(context.job.job_id)
        time.sleep(0.02)
        running.release()

    wanted = [queue(database, "WORK", "one", position) for position in (3, 1, 2)]
    start({"WORK": Handler(work)})
    for job_id in wanted:
        wait(database, job_id, "SUCCEEDED")

    assert seen == [wanted[1], wanted[2], wanted[0]]
    assert all(together)


def test_two_lanes_run_side_by_side(database: Database, start: Start) -> None:
    meeting = threading.Barrier(2, timeout=5)

    def work(_context: JobContext) -> None:
        meeting.wait()

    both = [queue(database, "WORK", lane) for lane in ("one", "two")]
    start({"WORK": Handler(work)})

    for job_id in both:
        wait(database, job_id, "SUCCEEDED")


@pytest.mark.parametrize("pause_s", [0, 0.2], ids=["in a statement", "between two statements"])
def test_stop_interrupts_and_requeues_with_nothing_written(
    database: Database, start: Start, pause_s: float
) -> None:
    begun = threading.Event()

    def endless(context: JobContext) -> None:
        with context.transaction() as cursor:
            cursor.execute("insert into partner (code, name) values ('half', 'half')")
            begun.set()
            time.sleep(pause_s)
            cursor.execute("select count(*) from range(10_000_000_000) a, range(1_000_000) b")

    job_id = queue(database, "WORK")
    runner = start({"WORK": Handler(endless)})
    assert begun.wait(5)

    runner.stop()

    job = get_job(database, job_id)
    assert (job.status, job.attempt) == ("QUEUED", 0)
    assert database.rows("from partner") == []


def test_job_cut_off_by_a_crash_runs_at_the_next_start(database: Database, start: Start) -> None:
    job_id = queue(database, "WORK")
    with database.transaction() as cursor:
        cursor.execute("update job set status = 'RUNNING', attempt = 1")

    start({"WORK": Handler(lambda _context: None)})

    assert wait(database, job_id, "SUCCEEDED").attempt == 1


def test_waiting_job_is_cancelled(database: Database) -> None:
    job_id = queue(database, "WORK")

    assert cancel_unfinished_job(database, job_id).status == "CANCELLED"
    with pytest.raises(JobWrongState):
        cancel_unfinished_job(database, job_id)


@pytest.mark.parametrize("job_id", ["", "x", "01a20a84-0585-76e9-b8ca-f8a4c5fe010d", "' or 1=1"])
def test_unknown_or_malformed_id_is_not_found(database: Database, job_id: str) -> None:
    with pytest.raises(JobNotFound):
        get_job(database, job_id)


def test_pages_of_jobs_join_to_the_whole(database: Database) -> None:
    wanted = [queue(database, "WORK", position=position) for position in range(5)]

    first = list_jobs(database, JobFilter(kind="WORK"), 3)
    second = list_jobs(database, JobFilter(kind="WORK"), 3, first.next_cursor)

    assert [job.job_id for job in first.items + second.items] == wanted[::-1]
    assert second.next_cursor is None


def test_jobs_of_one_lane_are_seen_without_the_others(database: Database) -> None:
    mine, other = queue(database, "A", lane="a"), queue(database, "A", lane="b")

    assert [job.job_id for job in list_jobs(database, JobFilter(lane="a")).items] == [mine]
    assert get_job(database, mine, lane="a").job_id == mine
    with pytest.raises(JobNotFound):
        get_job(database, other, lane="a")


def test_jobs_of_subjects_come_in_the_order_they_were_queued(database: Database) -> None:
    subjects = [str(uuid.UUID(int=number)) for number in (1, 2, 3)]
    with database.transaction() as cursor:
        queued = [
            enqueue(cursor, NewJob("A", "a", position, subject_id=subject))
            for position, subject in enumerate((subjects[0], subjects[1], subjects[0]))
        ]

    found = read_jobs_of(database, subjects)

    jobs = {subject: [job.job_id for job in jobs] for subject, jobs in found.items()}
    assert jobs == {subjects[0]: [queued[0], queued[2]], subjects[1]: [queued[1]], subjects[2]: []}
