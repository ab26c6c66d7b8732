"""What follows when room on the disk runs short, and when it comes back."""

from pathlib import Path

import duckdb
import pytest

from catalog.checkpoints import Checkpoints
from catalog.clock import utc_now
from catalog.database import Database
from catalog.disk_guard import MIB, DiskGuard
from catalog.errors import DatabaseLost, DiskFull, WriteConflict
from jobs.context import JobContext
from jobs.disk_watch import DiskWatch
from jobs.handlers import Handler
from jobs.queue import NewJob, enqueue, get_job
from jobs.runner import JobRunner
from tests.api import Client
from tests.faults import Fault, failing
from tests.feeding import Feeding, until

THRESHOLD = "select current_setting('checkpoint_threshold') as threshold"
NO_ROOM = 'Could not write file "x.wal": No space left on device'


class Room:
    """What the disk has free, for the guards of a test."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.free_bytes = 10**12
        room = self

        class Status:
            f_frsize = 1
            f_blocks = 10**12

            def __init__(self, _folder: Path) -> None:
                self.f_bavail = room.free_bytes

        monkeypatch.setattr("catalog.disk_guard.os.statvfs", Status)


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Room:
    """Set what the disk has free."""
    return Room(monkeypatch)


def queue_waiting(database: Database) -> None:
    with database.transaction() as cursor:
        enqueue(cursor, NewJob("WORK", "lane", 1))
        cursor.execute(
            "update job set status = 'RETRY_WAIT', run_after = now() + interval 1 hour,"
            """ error = '{"code": "server/disk_full"}'"""
        )


def test_log_of_writes_is_not_folded_while_room_is_short(
    database: Database, tmp_path: Path, room: Room
) -> None:
    checkpoints, guard = (
        Checkpoints(database, log_bytes=0),
        DiskGuard(tmp_path, min_free_bytes=2 * MIB),
    )
    checkpoints.hold(held=False)
    watch = DiskWatch(database, checkpoints, guard, lambda: None)
    at_first = database.row(THRESHOLD)
    room.free_bytes = MIB - 1

    watch.look()
    held = database.row(THRESHOLD)
    assert not checkpoints.step()
    room.free_bytes = MIB
    watch.look()

    assert held == {"threshold": "931.3 GiB"}
    assert database.row(THRESHOLD) == at_first
    assert checkpoints.step()


def test_jobs_that_wait_for_room_are_tried_once_there_is_some(
    database: Database, tmp_path: Path, room: Room
) -> None:
    woken: list[bool] = []
    guard = DiskGuard(tmp_path, min_free_bytes=2 * MIB)
    watch = DiskWatch(database, Checkpoints(database), guard, lambda: woken.append(True))
    queue_waiting(database)
    room.free_bytes = 0
    watch.look()
    assert not woken
    room.free_bytes = 3 * MIB

    watch.look()

    assert woken
    due = database.rows("from job where run_after <= $now", {"now": utc_now()})
    assert len(due) == 1


@pytest.mark.parametrize(
    ("met", "raised"),
    [
        (duckdb.IOException(NO_ROOM), DiskFull),
        (duckdb.TransactionException(f"Failed to commit: {NO_ROOM}"), DiskFull),
        (duckdb.OutOfMemoryException("the 'max_temp_directory_size' setting"), DiskFull),
        (duckdb.FatalException(f"Failed to create checkpoint: {NO_ROOM}"), DatabaseLost),
        (duckdb.TransactionException("Conflict on update!"), WriteConflict),
    ],
)
def test_what_duckdb_says_of_a_disk_is_told_apart(
    database: Database, met: Exception, raised: type[Exception]
) -> None:
    fault = Fault()
    fault.arm(2, met)

    with pytest.raises(raised), failing(database, fault), database.transaction() as cursor:
        cursor.execute("select 1")


def test_copies_that_nobody_works_on_give_way(feeding: Feeding, room: Room) -> None:
    feeding.runner.stop()
    guard = DiskGuard(feeding.folder, min_free_bytes=MIB)
    feeding.ingestion.spool.guard = guard
    guard.make_room = feeding.ingestion.spool.give_way
    feed = feeding.deliver("sku,name,price\nA,Lamp,1.00\n")
    copy = feeding.ingestion.spool.path_of(feed.feed_id)
    assert copy.exists()
    room.free_bytes = 0

    with pytest.raises(DiskFull):
        feeding.deliver("sku,name,price\nA,Lamp,2.00\n")
    gone = not copy.exists()
    room.free_bytes = 10**12

    assert gone
    assert feeding.work_off(feed).status == "COMPLETED"


def test_feed_without_room_is_refused_and_nothing_is_kept(client: Client, room: Room) -> None:
    client.post("/api/v1/partners", json={"code": "lumen", "name": "Lumen"})
    spool = client.services.ingestion.spool
    spool.guard = DiskGuard(spool.folder, min_free_bytes=2 * MIB)
    room.free_bytes = MIB

    refused = client.post("/api/v1/feeds?partner=lumen", content=b"sku\nA\n")
    checked = client.post("/api/v1/feeds/check?partner=lumen", content=b"sku\nA\n")

    for answer in (refused, checked):
        assert (answer.status_code, answer.json()["code"]) == (507, "server/disk_full")
        assert int(answer.headers["Retry-After"]) > 0
    assert client.get("/api/v1/feeds").json()["items"] == []
    assert list(spool.folder.iterdir()) == []
    ready = client.get("/api/ready", key=None).json()
    assert ready["status"] == "ready"
    assert (ready["feeds"]["accepted"], ready["feeds"]["code"]) == (False, "server/disk_full")


def test_waiting_for_room_spends_no_attempt(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jobs.retrying.FIRST_WAIT_S", 0.01)
    monkeypatch.setattr(DiskFull, "retry_after_s", 0)
    monkeypatch.setattr("jobs.runner.POLL_EVERY_S", 0.05)
    tried: list[int] = []

    def run(context: JobContext) -> None:
        tried.append(context.job.attempt)
        if len(tried) < 6:
            raise DiskFull("the disk is full")

    runner = JobRunner(database, {"WORK": Handler(run)})
    with database.transaction() as cursor:
        job_id = enqueue(cursor, NewJob("WORK", "lane", 1))
    runner.start()
    until(lambda: get_job(database, job_id).status in {"SUCCEEDED", "FAILED"})
    runner.stop()

    job = get_job(database, job_id)
    assert (job.status, job.attempt) == ("SUCCEEDED", 1)
    assert set(tried) == {1}
