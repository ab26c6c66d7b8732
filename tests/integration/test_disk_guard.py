"""The disk guard: what it refuses, and that nothing is left of what it refused."""

from pathlib import Path

import pytest

from catalog.disk_guard import MIB, OF_JOBS, DiskGuard
from catalog.errors import DiskFull
from ingestion.spool import ROOM_STEP_BYTES, Spool

MUCH = 10**9


@pytest.fixture
def free(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Set what the disk has free, by the name of the folder that is asked for."""
    room: dict[str, int] = {}

    class Status:
        f_frsize = 1
        f_blocks = MUCH

        def __init__(self, folder: Path) -> None:
            self.f_bavail = room.get(folder.name, MUCH)

    monkeypatch.setattr("catalog.disk_guard.os.statvfs", Status)
    return room


def test_feeds_leave_the_whole_reserve_and_jobs_half_of_it(
    tmp_path: Path, free: dict[str, int]
) -> None:
    free[tmp_path.name] = 100
    guard = DiskGuard(tmp_path, min_free_bytes=80)

    guard.require(20)
    guard.require(60, share=OF_JOBS)

    with pytest.raises(DiskFull):
        guard.require(21)
    with pytest.raises(DiskFull):
        guard.require(61, share=OF_JOBS)


def test_a_guard_that_is_off_refuses_nothing(tmp_path: Path, free: dict[str, int]) -> None:
    free[tmp_path.name] = 0

    DiskGuard(tmp_path, min_free_bytes=0).require(MUCH)


def test_the_reserve_is_a_tenth_of_a_small_disk(tmp_path: Path, free: dict[str, int]) -> None:
    free[tmp_path.name] = MUCH

    assert DiskGuard(tmp_path).reserved_bytes == MUCH // 10


def test_copy_in_the_store_counts_on_the_same_disk(tmp_path: Path, free: dict[str, int]) -> None:
    free[tmp_path.name] = 100
    guard = DiskGuard(tmp_path, tmp_path, min_free_bytes=50)

    guard.require(25, 25)

    with pytest.raises(DiskFull):
        guard.require(25, 26)


def test_deliveries_at_once_do_not_claim_the_same_room(
    tmp_path: Path, free: dict[str, int]
) -> None:
    spool = Spool(tmp_path, MUCH, DiskGuard(tmp_path, min_free_bytes=MIB))
    free[tmp_path.name] = 3 * MIB
    first = spool.receive("first", announced_bytes=2 * MIB)

    with pytest.raises(DiskFull):
        spool.receive("second", announced_bytes=MIB)
    first.remove()
    second = spool.receive("second", announced_bytes=MIB)

    second.remove()
    assert list(tmp_path.iterdir()) == []


def test_feed_of_unknown_size_is_refused_while_it_streams_in(
    tmp_path: Path, free: dict[str, int]
) -> None:
    spool = Spool(tmp_path, MUCH, DiskGuard(tmp_path, min_free_bytes=MIB))
    file = spool.receive("feed")
    for _ in range(4):
        file.write(b"x" * MIB)
    free[tmp_path.name] = 2 * MIB
    for _ in range(2):
        file.write(b"x" * MIB)

    with pytest.raises(DiskFull):
        file.write(b"x" * MIB)

    assert list(tmp_path.iterdir()) == []


def test_announced_feed_is_refused_when_others_fill_the_disk_meanwhile(
    tmp_path: Path, free: dict[str, int]
) -> None:
    spool = Spool(tmp_path, MUCH, DiskGuard(tmp_path, min_free_bytes=MIB))
    file = spool.receive("feed", announced_bytes=4 * ROOM_STEP_BYTES)
    file.write(b"x" * MIB)
    free[tmp_path.name] = 2 * MIB

    file.write(b"x" * MIB)
    with pytest.raises(DiskFull):
        file.write(b"x" * MIB)

    assert list(tmp_path.iterdir()) == []


def test_announced_feed_claims_what_is_still_to_come(tmp_path: Path, free: dict[str, int]) -> None:
    guard = DiskGuard(tmp_path, min_free_bytes=MIB)
    file = Spool(tmp_path, MUCH, guard).receive("feed", announced_bytes=4 * MIB)
    for _ in range(3):
        file.write(b"x" * MIB)
    free[tmp_path.name] = 4 * MIB

    guard.require(MIB)
    file.write(b"x" * MIB)
    file.finish()

    guard.require(3 * MIB)
    file.remove()


def test_refused_feed_claims_nothing(tmp_path: Path, free: dict[str, int]) -> None:
    guard = DiskGuard(tmp_path, min_free_bytes=MIB)
    spool = Spool(tmp_path, MUCH, guard)
    free[tmp_path.name] = 2 * MIB

    with pytest.raises(DiskFull):
        spool.receive("feed", announced_bytes=2 * MIB)

    guard.require(MIB)


def test_file_that_is_only_tried_claims_nothing_once_it_is_here(
    tmp_path: Path, free: dict[str, int]
) -> None:
    free[tmp_path.name] = 3 * MIB
    guard = DiskGuard(tmp_path, tmp_path, min_free_bytes=MIB)
    file = Spool(tmp_path, MUCH, guard).receive_trial(tmp_path, announced_bytes=2 * MIB)
    file.write(b"x" * MIB)

    file.finish()

    guard.require(2 * MIB)
