"""Backups as jobs: whole or not there, raw files once, the oldest gone, at their time."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from backups.desk import NoDestination, order_backup, queue_due_backup
from backups.manifest import DATABASE, MANIFEST, RAW_LIST, BackupMissing, key_of
from backups.raw_copies import read_list
from catalog.database import Database
from catalog.errors import DiskFull
from catalog.snapshot import count_tables
from ingestion.feed_jobs import cancel_job
from ingestion.folder_store import FolderStore
from ingestion.store import KeyTaken, StoreUnavailable
from jobs.queue import JobFilter, list_jobs
from tests.keeping import Keeping

FEED = "sku,product_name,price\nA,Lamp,1.50\nB,Rug,2\n"
OTHER = "sku,product_name,price\nA,Lamp,1.75\n"


def backup_jobs(keeping: Keeping) -> int:
    """Return how many backups were ever queued."""
    return len(list_jobs(keeping.feeding.database, JobFilter(kind="BACKUP")).items)


def test_manifest_says_what_is_in_the_backup(keeping: Keeping, tmp_path: Path) -> None:
    feed = keeping.feeding.load(FEED)

    manifest = keeping.back_up()

    folder = tmp_path / "backups" / "backups" / manifest.name
    assert {path.name for path in folder.iterdir()} == {DATABASE, RAW_LIST, MANIFEST}
    content = (folder / DATABASE).read_bytes()
    assert manifest.database.sha256 == hashlib.sha256(content).hexdigest()
    assert manifest.database.size_bytes == len(content)
    (raw,) = read_list(folder / RAW_LIST)
    assert (raw.raw_key, raw.sha256, raw.size_bytes) == (feed.raw_key, feed.sha256, len(FEED))
    (tmp_path / "copy.duckdb").write_bytes(content)
    copy = Database(tmp_path / "copy.duckdb")
    with copy.cursor() as cursor:
        assert count_tables(cursor) == manifest.tables
    assert copy.rows("from product") == keeping.feeding.database.rows("from product")
    copy.close()


def test_only_the_owner_may_read_a_backup(keeping: Keeping, tmp_path: Path) -> None:
    keeping.plan(with_raw=True)
    keeping.feeding.load(FEED)

    keeping.back_up()

    everything = [tmp_path / "backups", *(tmp_path / "backups").rglob("*")]
    assert [path for path in everything if path.stat().st_mode & 0o077] == []


def test_raw_files_are_copied_once_whatever_the_number_of_backups(
    keeping: Keeping, tmp_path: Path
) -> None:
    keeping.plan(with_raw=True)
    for body in (FEED, FEED, OTHER):  # two of one content
        keeping.feeding.load(body)

    keeping.back_up()
    copies = {path: path.stat().st_ino for path in (tmp_path / "backups/objects").rglob("*")}
    keeping.feeding.load(OTHER + "C,Vase,3\n")
    keeping.back_up()

    objects = [path for path in (tmp_path / "backups/objects").rglob("*") if path.is_file()]
    assert {path.read_text() for path in objects} == {FEED, OTHER, OTHER + "C,Vase,3\n"}
    assert all(path.stat().st_ino == inode for path, inode in copies.items())
    assert all(hashlib.sha256(path.read_bytes()).hexdigest() == path.name for path in objects)


def test_oldest_backups_go_and_with_them_what_only_they_named(
    keeping: Keeping, tmp_path: Path
) -> None:
    keeping.plan(with_raw=True, keep=2)
    feed = keeping.feeding.load(FEED)
    first = keeping.back_up()
    keeping.feeding.load(OTHER)
    # as retention does
    with keeping.feeding.database.transaction() as cursor:
        cursor.execute(
            "update feed set raw_expired_at = now() where feed_id = $feed_id",
            {"feed_id": feed.feed_id},
        )

    second, third = keeping.back_up(), keeping.back_up()

    assert keeping.desk.shelf().names() == [third.name, second.name]
    with pytest.raises(BackupMissing):
        keeping.desk.shelf().read(first.name)
    objects = [path for path in (tmp_path / "backups/objects").rglob("*") if path.is_file()]
    assert [path.read_text() for path in objects] == [OTHER]
    assert not (tmp_path / "backups/backups" / first.name).exists()


@pytest.mark.parametrize("broken", [DATABASE, RAW_LIST, MANIFEST])
def test_backup_that_fails_at_any_part_is_no_backup_and_leaves_nothing(
    keeping: Keeping, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, broken: str
) -> None:
    whole = keeping.back_up()
    put = FolderStore.put

    def break_off(store: FolderStore, key: str, source: object) -> object:
        if key.endswith(broken) and key.startswith("backups/"):
            raise KeyTaken(key)
        return put(store, key, source)  # type: ignore[arg-type]

    monkeypatch.setattr(FolderStore, "put", break_off)
    job = keeping.finished(order_backup(keeping.desk))

    assert job.status == "FAILED"
    assert job.error
    assert job.error["code"] == "store/key_taken"
    assert keeping.desk.shelf().names() == [whole.name]
    assert [path.name for path in (tmp_path / "backups/backups").iterdir()] == [whole.name]
    assert not (tmp_path / "backup-work").exists()


def test_what_a_killed_backup_left_is_removed_by_its_next_attempt_alone(
    keeping: Keeping, tmp_path: Path
) -> None:
    shelf = keeping.desk.shelf()
    part = tmp_path / "part"
    part.write_text("half")
    shelf.write("20260101T000000Z-0000aaaa", DATABASE, part, lambda: None)
    shelf.write("20260101T000000Z-0000bbbb", DATABASE, part, lambda: None)

    shelf.clear(keeping.clock(), "0000aaaa")

    assert shelf.names() == []
    assert [path.name for path in (tmp_path / "backups/backups").iterdir()] == [
        "20260101T000000Z-0000bbbb"
    ]
    shelf.clear(keeping.clock() + timedelta(days=2), "0000cccc")
    assert list(shelf.store.list()) == []


def test_cancelled_backup_leaves_nothing(keeping: Keeping) -> None:
    asked = keeping.desk.workshop.clock

    def cancel_then_tell() -> datetime:
        jobs = list_jobs(keeping.feeding.database, JobFilter(kind="BACKUP", status="RUNNING"))
        for job in jobs.items:
            cancel_job(keeping.feeding.ingestion, job, "test")
            keeping.feeding.wake()
        return asked()

    workshop = keeping.desk.workshop
    keeping.change(workshop=type(workshop)(workshop.store, workshop.folder, cancel_then_tell))

    job = keeping.finished(order_backup(keeping.desk))
    keeping.feeding.settle()

    assert job.status == "CANCELLED"
    assert keeping.desk.shelf().names() == []


def test_second_order_is_the_backup_that_waits(keeping: Keeping) -> None:
    keeping.feeding.runner.stop()

    first, second = order_backup(keeping.desk), order_backup(keeping.desk)

    assert first.job_id == second.job_id


def test_nobody_is_backed_up_to_nowhere(keeping: Keeping) -> None:
    keeping.plan(to="")

    with pytest.raises(NoDestination):
        order_backup(keeping.desk)

    assert backup_jobs(keeping) == 0


def test_backup_is_due_by_the_clock_once_and_made_up_for_after_a_stop(keeping: Keeping) -> None:
    keeping.feeding.runner.stop()
    keeping.plan(cron="0 3 * * *")
    keeping.change(opened_at=datetime.now(UTC))

    queue_due_backup(keeping.desk)
    assert backup_jobs(keeping) == 0

    keeping.ahead = timedelta(days=1)
    queue_due_backup(keeping.desk)
    queue_due_backup(keeping.desk)

    assert backup_jobs(keeping) == 1


def test_store_that_is_down_is_tried_again(
    keeping: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = FolderStore.put
    fallen: list[str] = []

    def fall_once(store: FolderStore, key: str, source: object) -> object:
        if key.startswith("backups/") and not fallen:
            fallen.append(key)
            raise StoreUnavailable("down")
        return put(store, key, source)  # type: ignore[arg-type]

    monkeypatch.setattr(FolderStore, "put", fall_once)

    manifest = keeping.back_up()

    assert fallen
    assert [found.key for found in keeping.desk.shelf().store.list("backups/")] == sorted(
        key_of(manifest.name, file) for file in (DATABASE, MANIFEST, RAW_LIST)
    )


def test_backup_waits_for_room_and_writes_nothing_before(keeping: Keeping, tmp_path: Path) -> None:
    keeping.feeding.load(FEED)
    asked: list[int] = []

    def refuse_once(more_bytes: int) -> None:
        asked.append(more_bytes)
        if len(asked) == 1:
            assert not (tmp_path / "backup-work").exists()
            raise DiskFull("no room")

    keeping.change(require_room=refuse_once)

    manifest = keeping.back_up()

    assert min(asked) > 0
    assert keeping.desk.shelf().names() == [manifest.name]
