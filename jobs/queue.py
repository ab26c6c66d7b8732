"""Jobs as rows: queued in the transaction of their cause, looked up, cancelled, queued again."""

import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from duckdb import DuckDBPyConnection

from catalog.database import Database, Row
from catalog.errors import NotFound, WrongState
from catalog.paging import Page, cut_page, decode_cursor
from catalog.statements import Statements
from jobs.retrying import DEFAULT_MAX_ATTEMPTS

SQL = Statements(__file__)


class JobNotFound(NotFound):
    """No job has that id, or not for this caller."""

    code = "job/not_found"


class JobWrongState(WrongState):
    """The job is not in a state that allows it; nothing was written."""

    code = "job/wrong_state"


@dataclass(frozen=True)
class NewJob:
    """
    A job to be; those of one lane run one after another, the lowest `lane_position` first.

    `size_bytes` is what it works on, None where nobody knows: large jobs do not take all workers.
    """

    kind: str
    lane: str
    lane_position: int
    subject_id: str | None = None
    payload: dict[str, Any] = field(default_factory=dict)
    max_attempts: int = DEFAULT_MAX_ATTEMPTS
    request_id: str | None = None
    size_bytes: int | None = 0


@dataclass(frozen=True)
class Job:
    """
    A job as it is now.

    `progress` goes from 0 to 1. `rows_done` of `rows_total` are the records dealt with in the
    phase; in a job that is over, all of them. `error` is a problem with its code, `result` what
    its kind tells of what it did. `lease` is that of its last claim.
    """

    job_id: str
    kind: str
    status: str
    subject_id: str | None
    payload: dict[str, Any]
    attempt: int
    max_attempts: int
    progress: float
    phase: str | None
    request_id: str | None
    queued_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    error: dict[str, Any] | None
    result: dict[str, Any] | None
    run_after: datetime | None = None
    lease: str | None = None
    crashes: int = 0
    size_bytes: int | None = 0
    rows_done: int | None = None
    rows_total: int | None = None
    rows_per_s: float | None = None

    @property
    def duration_s(self) -> float | None:
        """The seconds that the last attempt took, None while it is not over."""
        if self.started_at is None or self.finished_at is None:
            return None
        # below 0 where the clock was set back meanwhile
        return max((self.finished_at - self.started_at).total_seconds(), 0.0)


@dataclass(frozen=True)
class JobFilter:
    """Which jobs to list; None asks for any. Those of the kind `routine` that went well are not."""

    status: str | None = None
    kind: str | None = None
    subject_id: str | None = None
    lane: str | None = None
    routine: str | None = None
    since: datetime | None = None


def enqueue(cursor: DuckDBPyConnection, new: NewJob) -> str:
    """Queue the job in the caller's transaction and return its id."""
    job_id = str(uuid.UUID(str(_scalar(cursor, "select uuidv7()"))))
    cursor.execute(
        SQL["insert_job"],
        {
            "job_id": job_id,
            "kind": new.kind,
            "subject_id": new.subject_id,
            "payload": json.dumps(new.payload),
            "lane": new.lane,
            "lane_position": new.lane_position,
            "max_attempts": new.max_attempts,
            "request_id": new.request_id,
            "size_bytes": new.size_bytes,
        },
    )
    return job_id


def get_job(database: Database, job_id: str, lane: str | None = None) -> Job:
    """
    Return the job; with `lane`, only if it is of that lane.

    Raises:
        JobNotFound: there is none of that id.
    """
    row = database.row(SQL["select_job"], {"job_id": job_id, "lane": lane})
    if row is None:
        raise JobNotFound(f"there is no job {job_id!r}")
    return job_of(row)


def list_jobs(
    database: Database, wanted: JobFilter, limit: int = 100, cursor: str | None = None
) -> Page[Job]:
    """Return a page of jobs, the newest first."""
    after = decode_cursor(cursor, str)
    parameters = {**asdict(wanted), "after": after[0] if after else None, "limit": limit + 1}
    rows = database.rows(SQL["select_jobs"], parameters)
    return cut_page([job_of(row) for row in rows], limit, lambda job: [job.job_id])


def count_failed_jobs(database: Database, since: datetime) -> int:
    """Return how many jobs that were queued since then have failed for good."""
    row = database.row(SQL["count_failed_jobs"], {"since": since}) or {}
    return int(row["count"])


def read_jobs_of(database: Database, subject_ids: Sequence[str]) -> dict[str, list[Job]]:
    """Return the jobs of each of the subjects, the oldest first."""
    jobs: dict[str, list[Job]] = {subject_id: [] for subject_id in subject_ids}
    for row in database.rows(SQL["select_jobs_of"], {"subject_ids": list(subject_ids)}):
        jobs[str(row["subject_id"])].append(job_of(row))
    return jobs


def retry_job(database: Database, job_id: str) -> Job:
    """
    Queue a failed or cancelled job once more.

    Raises:
        JobNotFound: there is none of that id.
        JobWrongState: it has not failed; nothing was written.
    """
    return _change(database, job_id, requeue_job)


def cancel_unfinished_job(database: Database, job_id: str) -> Job:
    """
    Cancel a job that waits or runs; `wake` stops one that runs, which has written nothing then.

    Raises:
        JobNotFound: there is none of that id.
        JobWrongState: it is over, or has done its work meanwhile; nothing was written.
    """
    return _change(database, job_id, mark_cancelled)


def requeue_job(cursor: DuckDBPyConnection, job_id: str) -> None:
    """Do what `retry_job` does in the caller's transaction."""
    if not cursor.execute(SQL["requeue_ended_job"], {"job_id": job_id}).fetchall():
        raise JobWrongState(f"job {job_id} has not failed")


def mark_cancelled(cursor: DuckDBPyConnection, job_id: str) -> None:
    """Do what `cancel_unfinished_job` does in the caller's transaction."""
    if not cursor.execute(SQL["cancel_job"], {"job_id": job_id}).fetchall():
        raise JobWrongState(f"job {job_id} is over, or has done its work already")


def hurry_jobs(database: Database, code: str, now: datetime) -> int:
    """Have jobs that wait because of a problem of this code tried now; return how many."""
    hurried: list[Any] = []

    def hurry(cursor: DuckDBPyConnection) -> None:
        found = cursor.execute(SQL["hurry_waiting"], {"code": code, "now": now})
        hurried[:] = found.fetchall()

    database.write(hurry)
    return len(hurried)


def is_under_way(cursor: DuckDBPyConnection, subject_id: str, kind: str) -> bool:
    """Return whether a job of the kind waits or runs for the subject."""
    parameters = {"subject_id": subject_id, "kind": kind}
    return bool(cursor.execute(SQL["select_unfinished"], parameters).fetchall())


def cancel_jobs_of(cursor: DuckDBPyConnection, subject_id: str) -> None:
    """Cancel its unfinished jobs in the caller's transaction; `wake` stops those that run."""
    cursor.execute(SQL["cancel_jobs_of"], {"subject_id": subject_id})


def _change(
    database: Database, job_id: str, change: Callable[[DuckDBPyConnection, str], None]
) -> Job:
    get_job(database, job_id)
    database.write(lambda cursor: change(cursor, job_id))
    return get_job(database, job_id)


def job_of(row: Row) -> Job:
    """Return the job that a row of `select_job` holds."""
    subject = row["subject_id"]
    return Job(
        **{
            **row,
            "job_id": str(row["job_id"]),
            "subject_id": None if subject is None else str(subject),
            "lease": None if row["lease"] is None else str(row["lease"]),
            "payload": json.loads(row["payload"] or "{}"),
            **{name: _json(row[name]) for name in ("error", "result")},
        }
    )


def _json(text: str | None) -> dict[str, Any] | None:
    return None if text is None else dict(json.loads(text))


def _scalar(cursor: DuckDBPyConnection, statement: str) -> object:
    row = cursor.execute(statement).fetchone()
    return row[0] if row else None
