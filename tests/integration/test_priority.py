"""Orders go first: the threads of bulk work give way, the caller's own do not."""

import os
import threading
from pathlib import Path

import pytest

from catalog.database import Database
from catalog.priority import NICENESS, TASKS, give_way
from jobs.context import JobContext
from jobs.handlers import Handler
from jobs.queue import NewJob, enqueue
from jobs.runner import JobRunner
from tests.feeding import until

pytestmark = pytest.mark.skipif(not TASKS.exists(), reason="threads have a niceness on Linux only")


def niceness() -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


def thread_ids() -> set[int]:
    return {int(task.name) for task in TASKS.iterdir()}


def test_workers_of_the_database_give_way_and_its_caller_does_not(tmp_path: Path) -> None:
    before, own = thread_ids(), niceness()

    database = Database(tmp_path / "x.duckdb", threads=2)

    workers = thread_ids() - before
    assert workers
    assert {os.getpriority(os.PRIO_PROCESS, each) for each in workers} == {NICENESS}
    assert niceness() == own
    database.close()


def test_thread_that_gives_way_is_alone_in_it() -> None:
    seen: list[int] = []
    own = niceness()

    def work() -> None:
        give_way()
        seen.append(niceness())

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

    assert seen == [NICENESS]
    assert niceness() == own


def test_jobs_run_on_threads_that_give_way(database: Database) -> None:
    seen: list[int] = []

    def run(_context: JobContext) -> None:
        seen.append(niceness())

    with database.transaction() as cursor:
        enqueue(cursor, NewJob("NOTHING", lane="x", lane_position=1))
    runner = JobRunner(database, {"NOTHING": Handler(run)})

    runner.start()
    try:
        until(lambda: bool(seen))
    finally:
        runner.stop()

    assert seen == [NICENESS]
