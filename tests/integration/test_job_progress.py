"""What a running job tells of itself, and what is left to read once it is over."""

import threading
from contextlib import suppress

import pytest

from catalog.clock import utc_now
from catalog.database import Database, Row
from jobs.claims import claim_job
from jobs.context import JobContext, JobStopped
from jobs.queue import JobFilter, NewJob, enqueue, get_job, list_jobs
from tests.feeding import Feeding, until
from tests.reverting import A

SLOW = "select count(*) from few, range(100_000_000) as many(n) where hash(id + n) = 42"


@pytest.fixture
def context(database: Database) -> JobContext:
    with database.transaction() as cursor:
        enqueue(cursor, NewJob("WORK", "a", 1))
    job = claim_job(database, utc_now())
    assert job is not None
    return JobContext(database, job)


def test_statement_tells_how_far_it_is_while_it_runs(
    database: Database, context: JobContext
) -> None:
    def work() -> None:
        with suppress(JobStopped), context.cursor() as cursor:
            cursor.execute("create temp table few as select range as id from range(300_000)")
            with context.measuring(cursor, 300_000, until=0.7):
                cursor.execute(SLOW)

    def is_under_way() -> bool:
        context.sample()
        job = get_job(database, context.job.job_id)
        return 0 < (job.rows_done or 0) < 300_000 and 0.1 < job.progress < 0.7

    context.report(0.1, "reading")
    worker = threading.Thread(target=work)
    worker.start()
    try:
        until(is_under_way)
    finally:
        context.stop()
        worker.join()

    job = get_job(database, context.job.job_id)
    assert (job.phase, job.rows_total) == ("reading", 300_000)
    assert (job.rows_per_s or 0) > 0


def test_feeds_jobs_tell_their_rows_once_they_are_over(feeding: Feeding) -> None:
    feed = feeding.load(A)
    feeding.settle()

    jobs = list_jobs(feeding.database, JobFilter(subject_id=feed.feed_id)).items

    assert [(job.kind, job.rows_done, job.progress) for job in jobs] == [
        ("ETL", 3, 1.0),
        ("VALIDATE", 3, 1.0),
    ]
    assert all((job.rows_per_s or 0) > 0 for job in jobs)


def test_progress_of_a_load_never_goes_back(
    feeding: Feeding, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Row] = []
    write = JobContext._write_progress  # noqa: SLF001 - what is written, as it is

    def keep(context: JobContext, progress: Row | None) -> None:
        if progress is not None:
            told.append({"job_id": context.job.job_id, **progress})
        write(context, progress)

    monkeypatch.setattr(JobContext, "_write_progress", keep)
    feeding.load(A)
    feeding.settle()

    assert len({row["job_id"] for row in told}) == 2
    for job_id in {row["job_id"] for row in told}:
        progress = [row["progress"] for row in told if row["job_id"] == job_id]
        assert progress == sorted(progress)
