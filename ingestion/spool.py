"""Local copies of raw feeds while they come in and while they are worked on."""

import hashlib
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from catalog.disk_errors import disk_errors
from catalog.disk_guard import MIB, OF_FEEDS, OF_JOBS, DiskGuard
from catalog.errors import DiskFull, RejectedInput
from catalog.exports import ExportRoom
from ingestion.decoding import ByteFacts, ByteScan
from ingestion.raw_files import RawFile, copy_raw
from ingestion.store import ObjectStore

COPY_BYTES = 1024 * 1024
ROOM_STEP_BYTES = 8 * MIB  # at least so often a delivery asks whether there is room for more
WORKSPACE = "work-"


class FeedTooLarge(RejectedInput):
    """The feed is larger than MAX_FEED_BYTES; nothing was stored."""

    code = "file/too_large"


class FeedEmpty(RejectedInput):
    """The feed has no byte; nothing was stored."""

    code = "file/empty"


class SpoolFile:
    """
    A feed on its way in: written piece by piece, measured and hashed on the way.

    Room is claimed for what is announced and for what comes without being; `is_kept` says that
    the store takes as much again, `share` what of the reserve is left alone. The claim lasts until
    the file is `settled` or removed.

    Raises:
        DiskFull: there is no room for it; no file was made.
    """

    def __init__(  # noqa: PLR0913 - whoever makes one names the last three
        self,
        path: Path,
        max_bytes: int,
        guard: DiskGuard,
        *,
        announced_bytes: int = 0,
        is_kept: bool = True,
        share: float = OF_FEEDS,
    ) -> None:
        self.path = path
        self.size_bytes = 0
        self._max_bytes = max_bytes
        self._hash = hashlib.sha256()
        self._scan = ByteScan()
        self._announced_bytes, self._is_kept, self._share = announced_bytes, is_kept, share
        self._guard, self._claim, self._claims_at_bytes = guard, guard.open_claim(), 0
        try:
            self._claim_room()
            with disk_errors():
                path.parent.mkdir(parents=True, exist_ok=True)
                self._file = path.open("xb")
        except BaseException:
            self.settle()
            raise

    @property
    def sha256(self) -> str:
        """The SHA-256 of what was written, in hexadecimal."""
        return self._hash.hexdigest()

    @property
    def facts(self) -> ByteFacts:
        """What the bytes tell that were written: the lines are counted before any is read."""
        return self._scan.facts()

    def write(self, piece: bytes) -> None:
        """
        Append a piece.

        Raises:
            FeedTooLarge: the feed is larger than allowed; the local file is gone.
            DiskFull: there is no room for it; the local file is gone.
        """
        if self.size_bytes + len(piece) > self._max_bytes:
            self.remove()
            raise FeedTooLarge(f"a feed may have at most {self._max_bytes} bytes")
        try:
            if self.size_bytes + len(piece) > self._claims_at_bytes:
                self._claim_room(len(piece))
            with disk_errors():
                self._file.write(piece)
        except DiskFull:
            self.remove()
            raise
        self.size_bytes += len(piece)
        self._hash.update(piece)
        self._scan.add(piece)

    def finish(self) -> None:
        """
        Close the file.

        Raises:
            FeedEmpty: nothing was written; the local file is gone.
            DiskFull: there is no room for it; the local file is gone.
        """
        try:
            with disk_errors():
                self._file.close()
            self._guard.extend(self._claim, 0, self.size_bytes * self._is_kept, self._share)
            if not self._is_kept:
                self.settle()
        except DiskFull:
            self.remove()
            raise
        if self.size_bytes == 0:
            self.remove()
            raise FeedEmpty("the file is empty: send a header line and at least one record")

    def settle(self) -> None:
        """Claim no more room: all that was to be written is."""
        self._guard.give_up(self._claim)

    def remove(self) -> None:
        """Close and delete the local file."""
        with suppress(OSError):  # what could not be written goes with the file
            self._file.close()
        self.path.unlink(missing_ok=True)
        self.settle()

    def _claim_room(self, piece_bytes: int = 0) -> None:
        """Claim what is announced still to come, or else somewhat more than has come."""
        come_bytes = self.size_bytes + piece_bytes
        self._claims_at_bytes = come_bytes + min(come_bytes, ROOM_STEP_BYTES)
        is_as_announced = come_bytes <= self._announced_bytes
        total_bytes = self._announced_bytes if is_as_announced else self._claims_at_bytes
        to_come_bytes = total_bytes - self.size_bytes
        self._guard.extend(self._claim, to_come_bytes, total_bytes * self._is_kept, self._share)


class Spool:
    """
    The folder of local copies; whatever is in it can be fetched again from the store.

    It is empty at first: what an earlier process left there is deleted. Without a `guard` nobody
    sees to it that the disk keeps room. Where room is short, copies that nobody works on go.
    """

    def __init__(self, folder: Path, max_bytes: int, guard: DiskGuard | None = None) -> None:
        self.folder = folder
        self.max_bytes = max_bytes
        self._facts: dict[str, ByteFacts] = {}
        self._idle: set[str] = set()
        self._lock = threading.Lock()
        folder.mkdir(parents=True, exist_ok=True)
        self.guard = guard or DiskGuard(folder, min_free_bytes=0)
        self.guard.make_room = self.give_way
        for leftover in folder.iterdir():  # of deliveries that a crash cut off, or in the store
            if leftover.is_dir():
                shutil.rmtree(leftover)
            else:
                leftover.unlink()

    @contextmanager
    def workspace(self) -> Iterator[Path]:
        """Lend a folder for files that nobody else shall see; it is gone afterwards."""
        with TemporaryDirectory(dir=self.folder, prefix=WORKSPACE) as name:
            yield Path(name)

    def path_of(self, feed_id: str) -> Path:
        """Return where the local copy of a feed is or would be."""
        return self.folder / f"{feed_id}.raw"

    def receive(self, feed_id: str, announced_bytes: int = 0) -> SpoolFile:
        """
        Open the local file of a feed that comes in; 0 bytes are announced where nobody knows.

        Raises:
            DiskFull: there is no room for it; nothing was written.
        """
        return SpoolFile(
            self.path_of(feed_id), self.max_bytes, self.guard, announced_bytes=announced_bytes
        )

    def make_again(self, feed_id: str) -> SpoolFile:
        """
        Open the local file of a feed that a job makes of others, in place of any that is there.

        Raises:
            DiskFull: there is no room for it; nothing was written.
        """
        self.release(feed_id)
        return SpoolFile(self.path_of(feed_id), self.max_bytes, self.guard, share=OF_JOBS)

    def receive_trial(self, folder: Path, announced_bytes: int = 0) -> SpoolFile:
        """Open a local file that no store will take, in a workspace."""
        return SpoolFile(
            folder / "feed.raw",
            self.max_bytes,
            self.guard,
            announced_bytes=announced_bytes,
            is_kept=False,
        )

    def keep(self, feed_id: str, file: SpoolFile) -> None:
        """Keep the local copy of a feed that the store has, and what was seen of its bytes."""
        file.settle()
        with self._lock:
            self._facts[feed_id] = file.facts
            self._idle.add(feed_id)

    def lay_by(self, feed_id: str) -> None:
        """Say that nobody works on the local copy of a feed for now."""
        with self._lock:
            self._idle.add(feed_id)

    def release_idle(self, feed_id: str) -> None:
        """Delete the local copy of a feed if nobody works on it; who does deletes it himself."""
        with self._lock:
            if feed_id in self._idle:
                self._idle.discard(feed_id)
                self._forget(feed_id)

    def facts_of(self, feed_id: str) -> ByteFacts | None:
        """Return what was seen of the feed's bytes as it came in, if that is remembered."""
        return self._facts.get(feed_id)

    def fetch(self, store: ObjectStore, feed_id: str, raw: RawFile) -> Path:
        """
        Return the local copy, fetched from the store where it is not here whole.

        Raises:
            ObjectMissing: the store has lost it.
            StoreUnavailable: it cannot be had now, or is not what was sent; nothing is here.
            DiskFull: there is no room for it; nothing is here.
        """
        with self._lock:
            self._idle.discard(feed_id)
        path = self.path_of(feed_id)
        if path.exists() and path.stat().st_size == raw.size_bytes:
            return path
        self.require_room(raw.size_bytes)
        partial = path.with_suffix(".partial")
        return copy_raw(store, raw, partial).rename(path)

    def require_room(self, more_bytes: int) -> None:
        """
        See that a job may write so much beside the local copy.

        Raises:
            DiskFull: it may not; the job is to wait.
        """
        self.guard.require(more_bytes, share=OF_JOBS)

    def room_for_exports(self) -> ExportRoom:
        """Return where exports are written."""
        return ExportRoom(self.folder, self.require_room)

    @contextmanager
    def borrowed(self, feed_id: str) -> Iterator[None]:
        """See that nothing local is left of the feed when the block is over."""
        try:
            yield
        finally:
            self.release(feed_id)

    def release(self, feed_id: str) -> None:
        """Delete all local copies of the feed."""
        with self._lock:
            self._idle.discard(feed_id)
        self._forget(feed_id)

    def give_way(self) -> None:
        """Delete the copies that nobody works on; who takes up such a feed fetches it again."""
        with self._lock:
            for feed_id in self._idle:
                self._forget(feed_id)
            self._idle.clear()

    def _forget(self, feed_id: str) -> None:
        self._facts.pop(feed_id, None)
        for path in self.folder.glob(f"{feed_id}.*"):
            path.unlink(missing_ok=True)
