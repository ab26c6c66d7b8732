"""
Room on the disk, kept free for what must go on: new feeds are refused before it is full.

What is free is asked of the file system, less what deliveries under way have claimed of it. Feeds
are taken while the whole reserve stays free, jobs begin while half of it does, and the rest is
for orders, sign-ins and the database's log of writes.
"""

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from catalog.errors import DiskFull

MOST_RESERVED_BYTES = 1024**3
RESERVED_SHARE = 0.1  # of a disk that is smaller than ten times that
OF_FEEDS, OF_JOBS = 1.0, 0.5  # of the reserve, which they leave free
MIB = 1024**2


def any_room(_more_bytes: int) -> None:
    """Find room for anything, where nobody guards the disk."""


@dataclass
class Claim:
    """Bytes that a delivery is about to write, spoken for until it has."""

    data_bytes: int = 0
    store_bytes: int = 0


@dataclass(frozen=True)
class _Disk:
    """A file system, by a folder on it; `holds_data` and `holds_store` say what else is there."""

    folder: Path
    reserved_bytes: int
    holds_data: bool
    holds_store: bool

    def free_bytes(self) -> int:
        status = os.statvfs(self.folder)
        return status.f_bavail * status.f_frsize

    def spare_bytes(self) -> int:
        return self.free_bytes() - self.reserved_bytes

    def part_of(self, claim: Claim) -> int:
        return claim.data_bytes * self.holds_data + claim.store_bytes * self.holds_store


@dataclass
class DiskGuard:
    """
    Guards the disk of the data folder, and that of the store's folder if there is one.

    `min_free_bytes` is the reserve on each; None asks for 1 GiB, or a tenth of a smaller disk,
    and 0 switches the guard off. Both folders must be there. Where there is no room, `make_room`
    is called, and it is looked again.
    """

    data: Path
    store: Path | None = None
    min_free_bytes: int | None = None
    make_room: Callable[[], object] | None = None
    _claims: list[Claim] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._disks = self._find_disks()

    def free_bytes(self) -> int:
        """Return what is free on the disk that has least above its reserve."""
        return min((disk.spare_bytes(), disk.free_bytes()) for disk in self._disks)[1]

    @property
    def reserved_bytes(self) -> int:
        """The largest of the reserves."""
        return max(disk.reserved_bytes for disk in self._disks)

    def require(self, data_bytes: int = 0, store_bytes: int = 0, share: float = OF_FEEDS) -> None:
        """
        See that so much can be written besides what is claimed, and the share stays free.

        Raises:
            DiskFull: it cannot; nothing was written.
        """
        with self._lock:
            self._check(Claim(data_bytes, store_bytes), share)

    def refusal(self, share: float = OF_FEEDS) -> DiskFull | None:
        """Return what the smallest of them would be refused with now, None if it would not."""
        try:
            self.require(share=share)
        except DiskFull as error:
            return error
        return None

    def open_claim(self) -> Claim:
        """Return a claim that its holder gives up."""
        claim = Claim()
        with self._lock:
            self._claims.append(claim)
        return claim

    def give_up(self, claim: Claim) -> None:
        """Forget the claim; a second time does nothing."""
        with self._lock:
            self._claims = [each for each in self._claims if each is not claim]

    def extend(
        self, claim: Claim, data_bytes: int, store_bytes: int, share: float = OF_FEEDS
    ) -> None:
        """
        Have the claim stand for so much that is still to be written.

        Raises:
            DiskFull: there is no room for it; the claim is as it was.
        """
        with self._lock:
            wanted = Claim(data_bytes, store_bytes)
            self._check(wanted, share, besides=claim)
            claim.data_bytes, claim.store_bytes = data_bytes, store_bytes

    def _check(self, wanted: Claim, share: float, besides: Claim | None = None) -> None:
        if self.min_free_bytes == 0:
            return
        try:
            self._look(wanted, share, besides)
        except DiskFull:
            if self.make_room is None:
                raise
            self.make_room()
            self._look(wanted, share, besides)

    def _look(self, wanted: Claim, share: float, besides: Claim | None) -> None:
        for disk in self._disks:
            claimed = sum(disk.part_of(each) for each in self._claims if each is not besides)
            left = disk.free_bytes() - claimed - disk.part_of(wanted)
            kept = int(disk.reserved_bytes * share)
            if left < kept:
                raise DiskFull(_sentence(disk, max(left + disk.part_of(wanted), 0), kept))

    def _find_disks(self) -> list[_Disk]:
        folders = [self.data] if self.store is None else [self.data, self.store]
        data_device = self.data.stat().st_dev
        store_device = None if self.store is None else self.store.stat().st_dev
        by_device = {folder.stat().st_dev: folder for folder in reversed(folders)}
        return [
            _Disk(folder, self._reserve_on(folder), device == data_device, device == store_device)
            for device, folder in by_device.items()
        ]

    def _reserve_on(self, folder: Path) -> int:
        if self.min_free_bytes is not None:
            return self.min_free_bytes
        status = os.statvfs(folder)
        return min(MOST_RESERVED_BYTES, int(status.f_blocks * status.f_frsize * RESERVED_SHARE))


def _sentence(disk: _Disk, free_bytes: int, kept_bytes: int) -> str:
    which = "disk of the data" if disk.holds_data else "disk of the raw files"
    return (
        f"the {which} has {free_bytes // MIB:,} MiB to give,"
        f" and {kept_bytes // MIB:,} MiB must stay free"
    )
