"""Workers on APScheduler's threads that run what is queued, by handlers that app.py registers."""

import json
import logging
import random
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from duckdb import DuckDBPyConnection

from catalog.clock import Clock, utc_now
from catalog.database import Database
from catalog.errors import FeedledgerError, TryAgain, WriteConflict
from catalog.priority import give_way
from jobs.context import JobContext, JobStopped
from jobs.queue import SQL, Job, claim_job

LOG = logging.getLogger("feedledger.jobs")
POLL_EVERY_S = 1.0
FIRST_RETRY_AFTER_S = 2.0
WITHOUT_ROOM_RETRY_AFTER_S = 10.0

Problem = dict[str, Any]


@dataclass(frozen=True)
class Handler:
    """
    What a kind of job does, and what its final failure means.

    `failed` is called in the transaction that marks the job FAILED.
    """

    run: Callable[[JobContext], None]
    failed: Callable[[DuckDBPyConnection, Job, Problem], None] | None = None


class JobRunner:
    """Runs queued jobs, at most `workers` at once, one at a time in each lane."""

    def __init__(
        self,
        database: Database,
        handlers: Mapping[str, Handler],
        *,
        workers: int = 2,
        clock: Clock = utc_now,
    ) -> None:
        self._database = database
        self._handlers = handlers
        self._workers = workers
        self._clock = clock
        self._running: dict[str, JobContext] = {}
        self._lock = threading.Lock()
        self._stopping = False
        # that a task is still at it when its time comes again is as it should be
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        pools = {"default": ThreadPoolExecutor(2), "jobs": ThreadPoolExecutor(workers)}
        self._scheduler = BackgroundScheduler(executors=pools, timezone="UTC")

    @property
    def is_running(self) -> bool:
        """Whether the scheduler is alive."""
        return bool(self._scheduler.running) and not self._stopping

    def start(self) -> None:
        """Take up what a crash cut off, and run whatever is or will be queued."""
        self._requeue(None)
        self._scheduler.start()
        self.every(POLL_EVERY_S, self.wake, "poll the queue")
        self.wake()

    def every(self, seconds: float, task: Callable[[], object], name: str) -> None:
        """Call the task again and again, never twice at once."""
        self._scheduler.add_job(
            task, "interval", seconds=seconds, name=name, max_instances=1, coalesce=True
        )

    def wake(self) -> None:
        """
        Hand queued jobs to free workers, and stop those that were cancelled while they ran.

        Where another writer is first, the next poll does it.
        """
        with self._lock, suppress(WriteConflict):
            self._stop_cancelled()
            while not self._stopping and len(self._running) < self._workers:
                job = claim_job(self._database, self._clock())
                if job is None:
                    return
                context = JobContext(self._database, job)
                self._running[job.job_id] = context
                self._scheduler.add_job(
                    self._work, args=[context], executor="jobs", misfire_grace_time=None
                )

    def stop(self) -> None:
        """Interrupt the running jobs, put them back in the queue, and end the threads."""
        with self._lock:
            self._stopping = True
            for context in self._running.values():
                context.stop()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)
        self._requeue(None)

    def _stop_cancelled(self) -> None:
        if not self._running:
            return
        job_ids = list(self._running)
        for row in self._database.rows(SQL["select_cancelled"], {"job_ids": job_ids}):
            self._running[str(row["job_id"])].stop()

    def _work(self, context: JobContext) -> None:
        give_way()
        try:
            self._run(context)
        finally:
            with self._lock:
                del self._running[context.job.job_id]
        self.wake()

    def _run(self, context: JobContext) -> None:
        job = context.job
        try:
            self._handlers[job.kind].run(context)
        except JobStopped:
            self._requeue(job.job_id)
        except TryAgain as error:
            self._wait_or_fail(job, error)
        except FeedledgerError as error:
            self._fail(job, _problem(job, error.code, str(error)))
        except Exception as error:  # the job boundary: recorded, logged, and the worker goes on
            LOG.exception("job %s failed", job.job_id)
            self._fail(job, _problem(job, "server/error", f"{type(error).__name__}: {error}"))
        else:
            self._end(job, "SUCCEEDED")

    def _wait_or_fail(self, job: Job, error: TryAgain) -> None:
        problem = _problem(job, error.code, str(error))
        if job.attempt >= job.max_attempts and error.spends_attempt:
            self._fail(job, problem)
            return
        delay_s = FIRST_RETRY_AFTER_S * 2 ** (job.attempt - 1)
        if not error.spends_attempt:
            delay_s = WITHOUT_ROOM_RETRY_AFTER_S
        wait_s = delay_s * random.uniform(0.5, 1.5)  # noqa: S311 - jitter, no secret
        run_after = self._clock() + timedelta(seconds=wait_s)
        self._end(job, "RETRY_WAIT", problem, run_after, is_spent=error.spends_attempt)

    def _fail(self, job: Job, problem: Problem) -> None:
        failed = self._handlers[job.kind].failed if job.kind in self._handlers else None

        def write(cursor: DuckDBPyConnection) -> None:
            if self._write_end(cursor, job, "FAILED", problem, None) and failed is not None:
                failed(cursor, job, problem)

        self._database.write(write)

    def _end(
        self,
        job: Job,
        status: str,
        problem: Problem | None = None,
        run_after: datetime | None = None,
        *,
        is_spent: bool = True,
    ) -> None:
        def write(cursor: DuckDBPyConnection) -> None:
            if self._write_end(cursor, job, status, problem, run_after) and not is_spent:
                cursor.execute(SQL["give_attempt_back"], {"job_id": job.job_id})

        self._database.write(write)

    def _write_end(
        self,
        cursor: DuckDBPyConnection,
        job: Job,
        status: str,
        problem: Problem | None,
        run_after: datetime | None,
    ) -> bool:
        now = self._clock()
        parameters = {
            "job_id": job.job_id,
            "status": status,
            "error": None if problem is None else json.dumps(problem),
            "now": now,
            "run_after": run_after or now,
        }
        return bool(cursor.execute(SQL["end_job"], parameters).fetchall())

    def _requeue(self, job_id: str | None) -> None:
        self._database.write(
            lambda cursor: cursor.execute(SQL["requeue_interrupted"], {"job_id": job_id})
        )


def _problem(job: Job, code: str, detail: str) -> Problem:
    return {"code": code, "detail": detail, "request_id": job.request_id, "job_id": job.job_id}
