"""The inbox in a folder: copied into the store by whoever claims the file first."""

import os
import pwd
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path

from catalog.syncing import sync
from ingestion.drops import INBOX, Drop, DropChanged
from ingestion.folder_writing import FolderWriter
from ingestion.os_errors import os_errors
from ingestion.store import KeyTaken, ObjectMissing, ObjectStore

TAKER = ".taker"  # hidden, so that no key leads to it, like the next
REMOVING = ".removing"
LONGEST_NAME = 200
# of a pipe that somebody puts in the place of a file, opening would wait for a writer
READING = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
GONE = (FileNotFoundError, NotADirectoryError)
NO_FILE = "it is a link, a pipe or a device and no file"
UNREADABLE = "it is a folder that cannot be read"


class FolderInbox:
    """
    A `DropBox` in the folder `inbox` of a folder store.

    Whoever is first to put a claim, a file with its name beside the raw file to be, may take the
    file. So a taker who was killed goes on, and all others leave the file alone: the claim stays
    as long as the raw file, or one who looked a moment ago could claim what is done.
    """

    def __init__(self, root: Path, store: ObjectStore, writer: FolderWriter) -> None:
        self._root = root
        self._store = store
        self._writer = writer

    @property
    def address(self) -> str:
        """Where others put their files."""
        return f"{self._root}/{INBOX}"

    def drops(self) -> Iterator[Drop]:
        """Yield all files below the inbox, and the folders that cannot be read."""
        with os_errors():
            (self._root / INBOX).mkdir(exist_ok=True)
        folders = [INBOX.rstrip("/")]
        while folders:
            folder = folders.pop()
            try:
                for path in (self._root / folder).iterdir():
                    key = f"{folder}/{path.name}"
                    with suppress(FileNotFoundError):
                        status = path.lstat()
                        if stat.S_ISDIR(status.st_mode):
                            folders.append(key)
                        else:
                            yield _drop(key, status)
            except GONE:
                continue
            except OSError:
                yield Drop(folder, "", 0, datetime.now(UTC), "", UNREADABLE)

    def take(self, drop: Drop, key: str, taker: str) -> None:
        """See that the store holds under `key` exactly the file that was seen."""
        self._claim(key, taker)
        with suppress(ObjectMissing):
            self._store.head(key)
            return
        try:
            with self._opened(drop) as source:
                self._store.put(key, source)
        except DropChanged:
            self.release((self._root / key).parent)
            raise

    def discard(self, drop: Drop, key: str) -> None:
        """
        Remove what was taken from the inbox.

        The file is looked at once more where nobody can put another one in its place.
        """
        path, aside = self._root / drop.key, self._root / REMOVING / _id_in(key)
        with os_errors():
            if not os.path.lexists(aside):  # else we were killed at the next step
                _set_aside(path, aside, drop)
            if os.path.lexists(aside):
                _remove_or_put_back(aside, path, drop)

    def release(self, folder: Path) -> None:
        """Remove an empty folder of a raw file, with the claim in it."""
        with suppress(OSError):  # it is gone, or somebody has put something there
            if {path.name for path in folder.iterdir()} <= {TAKER}:
                (folder / TAKER).unlink(missing_ok=True)
                folder.rmdir()

    def _claim(self, key: str, taker: str) -> None:
        claim = (self._root / key).parent / TAKER
        if not claim.exists():
            with self._writer.aside() as (file, aside), os_errors():
                file.write(taker.encode())
                with suppress(FileExistsError):
                    self._writer.publish(file, aside, claim)
        with os_errors():
            if claim.read_text() != taker:
                raise KeyTaken(key)

    @contextmanager
    def _opened(self, drop: Drop) -> Iterator["Unchanged"]:
        with os_errors(DropChanged(drop.key), GONE):
            descriptor = os.open(self._root / drop.key, READING)
        with FileIO(descriptor) as file:
            yield Unchanged(file, drop)


class Unchanged:
    """A source of the bytes of the file that was seen; it fails where that is another one."""

    def __init__(self, file: FileIO, drop: Drop) -> None:
        self._file = file
        self._drop = drop
        self._check()

    def read(self, size: int, /) -> bytes:
        """
        Return what comes next.

        Raises:
            DropChanged: the file was written to, replaced or removed up to its end.
        """
        with os_errors():
            block = self._file.read(size) or b""
        if not block:
            self._check()
        return block

    def _check(self) -> None:
        with os_errors():
            if _version(os.fstat(self._file.fileno())) != self._drop.version:
                raise DropChanged(self._drop.key)


def _drop(key: str, status: os.stat_result) -> Drop:
    # unlike the time of its last change, a copying program cannot set that of its arrival
    arrived_at = datetime.fromtimestamp(status.st_ctime, UTC)
    obstacle = None if stat.S_ISREG(status.st_mode) else NO_FILE
    return Drop(key, _version(status), status.st_size, arrived_at, _owner(status), obstacle)


def _version(status: os.stat_result) -> str:
    return f"{status.st_ino} {status.st_size} {status.st_mtime_ns} {status.st_ctime_ns}"


def _owner(status: os.stat_result) -> str:
    try:
        return pwd.getpwuid(status.st_uid).pw_name
    except KeyError:
        return str(status.st_uid)


def _set_aside(path: Path, aside: Path, drop: Drop) -> None:
    with suppress(*GONE):
        if _version(path.lstat()) != drop.version:
            raise DropChanged(drop.key)
        aside.parent.mkdir(exist_ok=True)
        path.rename(aside)
        sync(path.parent)


def _remove_or_put_back(aside: Path, path: Path, drop: Drop) -> None:
    """Remove the file that was set aside, unless it is not the one that was taken."""
    found, taken = _version(aside.lstat()), drop.version
    if found.rsplit(" ", 1)[0] == taken.rsplit(" ", 1)[0]:  # being renamed changed the rest
        aside.unlink()
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    os.link(aside, _free_place(path), follow_symlinks=False)
    aside.unlink()
    raise DropChanged(drop.key)


def _free_place(path: Path) -> Path:
    place, number = path, 0
    while os.path.lexists(place):
        number += 1
        place = path.with_name(f"{number}-{path.name[:LONGEST_NAME]}")
    return place


def _id_in(key: str) -> str:
    """Return the id of the feed, which is the last folder of its key."""
    return key.split("/")[-2]
