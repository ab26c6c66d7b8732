"""Workers on APScheduler's threads that run what is queued, by the handlers they are given."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from catalog.clock import Clock, utc_now
from catalog.database import Database
from catalog.disk_errors import disk_errors
from catalog.errors import FeedledgerError, TryAgain
from catalog.log_ids import log_ids
from catalog.priority import give_way
from jobs.claims import Room, claim_job, extend_leases, find_let_go, is_large
from jobs.context import JobContext, JobStopped
from jobs.endings import Endings
from jobs.handlers import Handler, problem_of
from jobs.lost_leases import LostLeases
from jobs.queue import Job

LOG = logging.getLogger("feedledger.jobs")
Observe = Callable[[str, str, float], None]
POLL_EVERY_S = 1.0
BEAT_EVERY_S = 2.0
TASK_THREADS = 4


class JobRunner:
    """
    Runs queued jobs, one at a time in each lane.

    At most `workers` run at once, one less of them large, `transfers` of the transfer pool, and
    two that publish.
    `observe` is told of each attempt: the job's kind, how it ended, and the seconds it took.
    """

    def __init__(  # noqa: PLR0913 - all but two by name, with a default
        self,
        database: Database,
        handlers: Mapping[str, Handler],
        *,
        workers: int = 2,
        transfers: int = 2,
        clock: Clock = utc_now,
        observe: Observe = lambda _kind, _outcome, _took_s: None,
    ) -> None:
        self._database = database
        self._observe = observe
        self._handlers = handlers
        self._places = {"work": workers, "transfer": transfers, "publish": 2}
        self._clock = clock
        self._endings = Endings(database, handlers, clock)
        self._lost = LostLeases(database, self._endings)
        self._running: dict[str, JobContext] = {}
        self._lock = threading.Lock()
        self._stopping = False
        # that a task is still at it when its time comes again is as it should be
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        threads = {"default": TASK_THREADS, "clock": 1, **self._places}
        executors = {name: ThreadPoolExecutor(number) for name, number in threads.items()}
        self._scheduler = BackgroundScheduler(executors=executors, timezone="UTC")

    @property
    def is_running(self) -> bool:
        """Whether the scheduler is alive."""
        return bool(self._scheduler.running) and not self._stopping

    def start(self) -> None:
        """Take up what a crash cut off, and run whatever is or will be queued."""
        self._lost.take_up_all()
        self._scheduler.start()
        self.every(POLL_EVERY_S, self._poll, "poll the queue", "clock")
        self.every(BEAT_EVERY_S, self._beat, "extend the leases", "clock")
        self.wake()

    def every(
        self, seconds: float, task: Callable[[], object], name: str, pool: str = "default"
    ) -> None:
        """Call the task again and again, never twice at once, also after it had to give up."""

        def try_task() -> None:
            try:
                task()
            except TryAgain as error:
                LOG.warning("could not %s: %s", name, error)

        self._scheduler.add_job(
            try_task,
            "interval",
            seconds=seconds,
            name=name,
            executor=pool,
            max_instances=1,
            coalesce=True,
        )

    def wake(self) -> None:
        """
        Hand queued jobs to free workers, and stop those that were cancelled while they ran.

        Where another writer is first, or the disk is full, a later poll does it.
        """
        with self._lock, suppress(TryAgain):
            self._stop_let_go()
            for pool in self._places:
                self._fill(pool)

    def stop(self) -> None:
        """Interrupt the running jobs, put them back in the queue, and end the threads."""
        with self._lock:
            self._stopping = True
            for context in self._running.values():
                context.stop()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)
        for context in self._running.values():  # claimed, but the threads had ended before
            self._put_back(context.job)

    def _put_back(self, job: Job) -> None:
        try:
            self._endings.put_back(job)
        except TryAgain as error:  # the next start takes it up
            LOG.warning("job %s is not put back: %s", job.job_id, error)

    def _poll(self) -> None:
        with self._lock, suppress(TryAgain):
            self._lost.take_up(besides=set(self._running))
        self.wake()

    def _beat(self) -> None:
        with self._lock:
            running = dict(self._running)
        if running:
            with suppress(TryAgain):  # what runs here is known to run, leases or not
                extend_leases(self._database, running)
        for context in running.values():
            context.sample()

    def _stop_let_go(self) -> None:
        if self._running:
            for lease in find_let_go(self._database, self._running):
                self._running[lease].stop()

    def _fill(self, pool: str) -> None:
        while not self._stopping and len(self._jobs_in(pool)) < self._places[pool]:
            job = claim_job(self._database, self._clock(), self._room(pool))
            if job is None:
                return
            context = JobContext(self._database, job)
            self._running[str(job.lease)] = context
            self._scheduler.add_job(
                self._work, args=[context], executor=pool, misfire_grace_time=None
            )

    def _room(self, pool: str) -> Room:
        pools = {kind: handler.pool for kind, handler in self._handlers.items()}
        large = sum(is_large(job) for job in self._jobs_in(pool))
        takes_large = pool != "work" or large < max(self._places[pool] - 1, 1)
        return Room(pools, pool, takes_large)

    def _jobs_in(self, pool: str) -> list[Job]:
        jobs = (context.job for context in self._running.values())
        return [job for job in jobs if self._pool_of(job.kind) == pool]

    def _pool_of(self, kind: str) -> str:
        return self._handlers[kind].pool if kind in self._handlers else "work"

    def _work(self, context: JobContext) -> None:
        give_way()
        try:
            self._run(context)
        except TryAgain as error:  # the end cannot be written now: the lease will run out
            LOG.warning("the end of job %s is not written: %s", context.job.job_id, error)
        finally:
            with self._lock:
                del self._running[str(context.job.lease)]
        self.wake()

    def _run(self, context: JobContext) -> None:
        job = context.job
        with log_ids(job_id=job.job_id, job_kind=job.kind, request_id=job.request_id):
            LOG.info("job begins", extra={"facts": {"attempt": job.attempt}})
            began_s, outcome = time.monotonic(), "lost"
            try:
                outcome = self._attempt(context)
            finally:
                took_s = time.monotonic() - began_s
                self._observe(job.kind, outcome, took_s)
                facts = {"outcome": outcome, "duration_s": round(took_s, 3)}
                LOG.info("job ends", extra={"facts": facts})

    def _attempt(self, context: JobContext) -> str:
        """Run the job, write down how that ended, and return it in a word."""
        job = context.job
        try:
            with disk_errors():
                self._handlers[job.kind].run(context)
        except JobStopped:
            self._put_back(job)
            return "stopped"
        except TryAgain as error:
            LOG.warning("it has to be tried again: %s (%s)", error, error.code)
            self._endings.wait_or_fail(job, error)
            return "try_again"
        except FeedledgerError as error:
            LOG.warning("it has failed: %s (%s)", error, error.code)
            self._endings.fail(job, problem_of(job, error.code, str(error)))
        except Exception as error:  # the job boundary: recorded, logged, and the worker goes on
            LOG.exception("job %s failed", job.job_id)
            detail = f"{type(error).__name__}: {error}"
            self._endings.fail(job, problem_of(job, "server/error", detail))
        else:
            self._endings.succeed(job)
            return "succeeded"
        return "failed"
