"""
The analysts' file on the disk: written aside, and put in place by one rename.

The file that was replaced is brought up to date and put in place the next time, so that nothing
is copied: but only if nobody has it open any more, which a lease tells (fcntl(2), F_SETLEASE).
"""

import fcntl
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from catalog.snapshot import remove_database
from catalog.syncing import sync

NAME = "analytics.duckdb"
FOLDER = "analytics-work"
PIECE_BYTES = 8 * 1024**2
WRITABLE, ALL_WRITABLE = 0o200, 0o222
FICLONE = 0x40049409  # ioctl_ficlone(2): the copy shares its blocks, on XFS and Btrfs


@dataclass(frozen=True)
class Seen:
    """A file as it was left: whoever has written to it since has made another one of it."""

    inode: int
    size_bytes: int
    modified_ns: int

    @classmethod
    def of(cls, path: Path) -> "Seen | None":
        """Return how the file is now, None if there is none."""
        try:
            status = path.stat()
        except FileNotFoundError:
            return None
        return cls(status.st_ino, status.st_size, status.st_mtime_ns)


class PublishedFiles:
    """The published file in DATA_DIR, and beside it a private folder for the next one."""

    def __init__(self, data_dir: Path) -> None:
        self.public = data_dir / NAME
        self._log = data_dir / f"{NAME}.wal"  # of somebody who writes to it, as root may
        self._folder = data_dir / FOLDER
        self.work = self._folder / "next.duckdb"
        self._spare = self._folder / "spare.duckdb"

    def clear(self) -> None:
        """Remove what a process left aside; the published file stays."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def clear_work(self) -> None:
        """See that there is no `work`, and a folder for it."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        remove_database(self.work)

    def is_as_left(self, seen: Seen | None) -> bool:
        """Return whether readers of the published file find what was put in place, and no more."""
        return Seen.of(self.public) == seen and not self._log.exists()

    def take_spare(self, seen: Seen) -> bool:
        """
        Have the file that was replaced last as `work`, and return True.

        It is removed instead where it is not as it was left, or somebody has it open.
        """
        self.clear_work()
        if Seen.of(self._spare) != seen or not _is_ours_alone(self._spare):
            self._spare.unlink(missing_ok=True)
            return False
        self._spare.chmod(self._spare.stat().st_mode | WRITABLE)
        self._spare.replace(self.work)
        return True

    def copy_public(self, seen: Seen, check: Callable[[], object]) -> bool:
        """
        Have a copy of the published file as `work`, and return True; False if that is another.

        `check` is called before each piece, and what it raises ends the copy.
        """
        self.clear_work()
        if not self.is_as_left(seen):
            return False
        with self.public.open("rb") as source, self.work.open("xb") as target:
            try:
                fcntl.ioctl(target, FICLONE, source.fileno())
            except OSError:  # the file system cannot share blocks
                while piece := source.read(PIECE_BYTES):
                    check()
                    target.write(piece)
                    os.fdatasync(target)  # little by little: orders wait for the same disk
        return True

    @contextmanager
    def held(self) -> Iterator[Path]:
        """
        Lend another name of the file that is published now, which stays as it is meanwhile.

        It is a copy where the file system has no hard links.

        Raises:
            FileNotFoundError: there is none.
        """
        self._folder.mkdir(mode=0o700, exist_ok=True)
        path = self._folder / "held.duckdb"
        path.unlink(missing_ok=True)
        try:
            try:
                path.hardlink_to(self.public)
            except FileNotFoundError:
                raise
            except OSError:
                shutil.copyfile(self.public, path)
            yield path
        finally:
            path.unlink(missing_ok=True)

    def put_in_place(self) -> Seen:
        """
        Publish `work`, keep the file that it replaces as the spare, and return how it is.

        Those who have that one open keep it as it was. What is published, nobody may write to: the
        log of somebody who did all the same would be read as a part of the next file, too. Who may
        read it stays as it is: its group and mode, and its owner where we may give files away.
        """
        self._take_over_permissions()
        sync(self.work)
        seen = Seen.of(self.work)
        if seen is None:
            raise FileNotFoundError(self.work)
        self._spare.unlink(missing_ok=True)
        with suppress(OSError):  # there is none yet, or the file system has no hard links
            self._spare.hardlink_to(self.public)
        self._log.unlink(missing_ok=True)
        self.work.replace(self.public)
        sync(self.public.parent)
        return seen

    def _take_over_permissions(self) -> None:
        """Have `work` belong to whom the published file does, as readable as that is."""
        before = self.public.stat() if self.public.exists() else self.work.stat()
        with suppress(PermissionError):  # another owner's file: only root gives those away
            os.chown(self.work, before.st_uid, -1)
        with suppress(PermissionError):  # of a group that we are not in
            os.chown(self.work, -1, before.st_gid)
        self.work.chmod(stat.S_IMODE(before.st_mode) & ~ALL_WRITABLE)


def _is_ours_alone(path: Path) -> bool:
    """Return whether no process has the file open, and no other name leads to it."""
    if not hasattr(fcntl, "F_SETLEASE"):  # elsewhere than on Linux nothing tells
        return False
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_WRLCK)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
        return os.fstat(descriptor).st_nlink == 1
    except OSError:
        return False
    finally:
        os.close(descriptor)
