"""What a running job is given: its row, a way to tell its progress, and a way to be stopped."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import duckdb
from duckdb import DuckDBPyConnection

from catalog.database import Database
from catalog.disk_errors import disk_errors
from catalog.errors import TryAgain
from jobs.claims import hold_job
from jobs.pace import Pace
from jobs.queue import SQL, Job

INTERRUPT_EVERY_S = 0.05
# DuckDB reckons how far a statement is where it is to show it, and shows nothing
MEASURED = "set enable_progress_bar = true; set enable_progress_bar_print = false"


class JobStopped(TryAgain):
    """The job was asked to stop and has rolled back; nothing was written."""

    code = "job/stopped"


class JobContext:
    """The job's side of its worker; every cursor it works on can be interrupted."""

    def __init__(self, database: Database, job: Job) -> None:
        self.job = job
        self._database = database
        self._stop = threading.Event()
        self._cursors: list[DuckDBPyConnection] = []
        self._lock = threading.Lock()
        self._pace = Pace()
        self._measured: DuckDBPyConnection | None = None

    @contextmanager
    def cursor(self) -> Iterator[DuckDBPyConnection]:
        """Lend a cursor whose running statement a stop interrupts."""
        with self._database.cursor() as cursor, self.watching(cursor):
            yield cursor

    @contextmanager
    def transaction(self) -> Iterator[DuckDBPyConnection]:
        """
        Commit if the block ends; roll back if it raises, or if the job is stopped.

        Raises:
            JobStopped: the job was stopped; nothing was written.
            WriteConflict: another writer won; nothing was written.
        """
        with self._database.transaction() as cursor, self.watching(cursor):
            yield cursor
            self.hold(cursor)

    def report(
        self,
        progress: float,
        phase: str,
        rows: tuple[int, int] | None = None,
    ) -> None:
        """
        Write down how far the job is, at most every half second within a phase.

        `rows` are the records that the phase has dealt with, and those that there are.

        Raises:
            JobStopped: the job was asked to stop.
        """
        self.check()
        with self._lock:
            self._write_progress(self._pace.tell(progress, phase, rows, time.monotonic()))

    @contextmanager
    def measuring(
        self, cursor: DuckDBPyConnection, rows_total: int, until: float
    ) -> Iterator[None]:
        """
        Have `sample` tell how far the block's one statement is, which works on so many rows.

        At its end the job has come as far as `until`.
        """
        cursor.execute(MEASURED)
        with self._lock:
            self._pace.measure(rows_total, until, time.monotonic())
            self._measured = cursor
        try:
            yield
        finally:
            with self._lock:
                self._measured = None
                self._pace.end_measure()

    def sample(self) -> None:
        """Write down how far the statement is that is measured, if one is."""
        with self._lock:
            share = -1.0 if self._measured is None else self._measured.query_progress() / 100
            if share > 0:
                self._write_progress(self._pace.sample(share, time.monotonic()))

    def _write_progress(self, told: dict[str, Any] | None) -> None:
        if told is None:
            return
        parameters = {"lease": self.job.lease, **told}
        with suppress(TryAgain):  # the next report tells more
            self._database.write(lambda cursor: cursor.execute(SQL["report_progress"], parameters))

    def hold(self, cursor: DuckDBPyConnection) -> None:
        """
        See at the end of a transaction that the job is still this worker's to write for.

        Of this transaction and one that cancels the job, or takes it up anew, one fails.

        Raises:
            JobStopped: it is not, or it was asked to stop.
        """
        self._hold(cursor, is_settled=False)

    def settle(self, cursor: DuckDBPyConnection) -> None:
        """
        Do what `hold` does at the end of the transaction that is the job's effect, its last one.

        Once that has committed, the job can be cancelled no more, and no crash runs it again.

        Raises:
            JobStopped: the job is not this worker's any more, or was asked to stop.
        """
        self._hold(cursor, is_settled=True)

    def _hold(self, cursor: DuckDBPyConnection, *, is_settled: bool) -> None:
        self.check()
        if not hold_job(cursor, self.job, is_settled=is_settled):
            raise JobStopped(f"job {self.job.job_id} was cancelled, or taken up by another worker")

    def tell_result(self, cursor: DuckDBPyConnection, result: dict[str, Any]) -> None:
        """Write down what the job did, in the caller's transaction."""
        parameters = {
            "job_id": self.job.job_id,
            "lease": self.job.lease,
            "result": json.dumps(result),
        }
        cursor.execute(SQL["tell_result"], parameters)

    def check(self) -> None:
        """Raise JobStopped once the job was asked to stop."""
        if self._stop.is_set():
            raise JobStopped(f"job {self.job.job_id} was stopped")

    def stop(self) -> None:
        """Ask the job to stop, and interrupt its statements until it has let go of its cursors."""
        if self._stop.is_set():
            return
        self._stop.set()
        threading.Thread(
            target=self._interrupt, name=f"stop {self.job.job_id}", daemon=True
        ).start()

    def _interrupt(self) -> None:
        # An interrupt between two statements is lost, and the second could run for hours.
        while True:
            with self._lock:
                for cursor in self._cursors:
                    cursor.interrupt()
                if not self._cursors:
                    return
            time.sleep(INTERRUPT_EVERY_S)

    @contextmanager
    def watching(self, cursor: DuckDBPyConnection) -> Iterator[None]:
        """
        See that a stop interrupts what the block runs on a cursor of the job's own.

        Raises:
            JobStopped: the job was stopped; its transaction is rolled back.
            DiskFull: there is no room for what it writes, or puts aside.
        """
        with self._lock:
            self._cursors.append(cursor)
        try:
            self.check()
            with disk_errors():
                yield
        except duckdb.InterruptException as error:
            raise JobStopped(f"job {self.job.job_id} was stopped") from error
        finally:
            with self._lock:
                self._cursors.remove(cursor)
