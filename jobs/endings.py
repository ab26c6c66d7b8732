"""How an attempt ends: each end is written by the claim that holds the job, and by no other."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from duckdb import DuckDBPyConnection

from catalog.clock import Clock
from catalog.database import Database
from catalog.errors import TryAgain
from jobs.handlers import Handler, Problem, problem_of
from jobs.queue import SQL, Job
from jobs.retrying import wait_before_retry_s

# Of the process in a row, under one job. A process that is killed from outside again and again may
# hit one good job each time; a job that kills its process does so for ever.
MOST_CRASHES = 150
LONGEST_CRASH_WAIT_S = 15.0


@dataclass(frozen=True)
class _End:
    """What is written of an attempt that is over; one that is `uncounted` does not count."""

    status: str
    problem: Problem | None = None
    wait_s: float = 0
    crashes: int = 0
    uncounted: bool = False


@dataclass(frozen=True)
class Endings:
    """Writes down how attempts end, with what their handlers have to say of it."""

    database: Database
    handlers: Mapping[str, Handler]
    clock: Clock
    most_crashes: int = MOST_CRASHES

    def succeed(self, job: Job) -> None:
        """Mark the job SUCCEEDED."""
        self._write(job, _End("SUCCEEDED"))

    def fail(self, job: Job, problem: Problem, crashes: int = 0) -> None:
        """Mark the job FAILED, and let its handler write what that means, or write neither."""
        self._write(job, _End("FAILED", problem, crashes=crashes))

    def wait_or_fail(self, job: Job, error: TryAgain) -> None:
        """Let the job wait for its next attempt; mark it FAILED after the last one."""
        problem = problem_of(job, error.code, str(error))
        if job.attempt >= job.max_attempts and error.spends_attempt:
            self.fail(job, problem)
            return
        wait_s = wait_before_retry_s(job.attempt, error)
        uncounted = not error.spends_attempt
        self._write(job, _End("RETRY_WAIT", problem, wait_s, uncounted=uncounted))

    def put_back(self, job: Job) -> None:
        """Queue a job again that was stopped on purpose: that attempt does not count."""
        self._write(job, _End("QUEUED", crashes=job.crashes, uncounted=True))

    def take_up(self, job: Job, *, is_settled: bool) -> None:
        """
        Go on with a job whose worker is gone, by a crash of the process or in any other way.

        One that had done its work has SUCCEEDED. Another one is queued again; that attempt does
        not count, but after `most_crashes` in a row the job has FAILED.
        """
        crashes = job.crashes + 1
        times = f"its worker was gone {crashes} times in a row before it was done"
        problem = problem_of(job, "job/crashed", f"the process or {times}")
        if is_settled:
            self.succeed(job)
        elif crashes >= self.most_crashes:
            self.fail(job, problem, crashes)
        elif crashes == 1:
            self._write(job, _End("QUEUED", crashes=1, uncounted=True))
        else:
            wait_s = min(2.0 ** (crashes - 2), LONGEST_CRASH_WAIT_S)
            self._write(job, _End("RETRY_WAIT", problem, wait_s, crashes, uncounted=True))

    def _write(self, job: Job, end: _End) -> None:
        handler = self.handlers.get(job.kind)
        failed = handler.failed if handler and end.status == "FAILED" else None

        def write(cursor: DuckDBPyConnection) -> None:
            is_ended = cursor.execute(SQL["end_job"], self._parameters(job, end)).fetchall()
            cursor.execute(SQL["delete_lease"], {"job_id": job.job_id, "lease": job.lease})
            if is_ended and failed is not None and end.problem is not None:
                failed(cursor, job, end.problem)

        self.database.write(write)

    def _parameters(self, job: Job, end: _End) -> dict[str, object]:
        now: datetime = self.clock()
        return {
            "job_id": job.job_id,
            "lease": job.lease,
            "status": end.status,
            "error": None if end.problem is None else json.dumps(end.problem),
            "now": now,
            "run_after": now + timedelta(seconds=end.wait_s),
            "crashes": end.crashes,
            "uncounted": int(end.uncounted),
        }
