"""Exports: files of any size, so many made at once, each written before anybody reads it."""

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Literal

from catalog.disk_errors import disk_errors
from catalog.errors import TryAgain

PIECE_BYTES = 1024 * 1024

Form = Literal["csv", "parquet"]
RequireRoom = Callable[[int], object]


class ExportsBusy(TryAgain):
    """As many exports are made as may at once; this one was not begun."""

    code = "export/busy"
    retry_after_s = 5


class ExportTurns:
    """
    Lets so many exports be made at once, and one of them for each who asks.

    An export is made once its file is whole: who reads it slowly keeps no turn.
    """

    def __init__(self, at_once: int = 2) -> None:
        self._at_once = at_once
        self._lock = threading.Lock()
        self._asking: set[str] = set()

    @contextmanager
    def turn(self, asked_by: str) -> Iterator[None]:
        """
        Take a turn for the block; `asked_by` is `user:name`, `partner:id` or `key:id`.

        Raises:
            ExportsBusy: there is none left, or this one has a turn already; the block was not run.
        """
        with self._lock:
            self._refuse_too_many(asked_by)
            self._asking.add(asked_by)
        try:
            yield
        finally:
            with self._lock:
                self._asking.remove(asked_by)

    def _refuse_too_many(self, asked_by: str) -> None:
        if asked_by in self._asking:
            raise ExportsBusy("an export that you asked for is being made: there is one at a time")
        if len(self._asking) >= self._at_once:
            raise ExportsBusy(
                f"{self._at_once} exports are being made, which is as many as may at once"
            )


@dataclass(frozen=True)
class ExportRoom:
    """
    Where exports are written: the folder, and who sees that its disk keeps room.

    `require_room` raises `DiskFull` where so many bytes may not be written.
    """

    folder: Path
    require_room: RequireRoom


@dataclass(frozen=True)
class Export:
    """A finished file without a name: it is gone once it is closed, or its process ends."""

    file: IO[bytes]
    size_bytes: int

    def pieces(self, lead: bytes = b"") -> Iterator[bytes]:
        """Yield what comes first and the whole file, and close it."""
        with self.file:
            yield lead
            at = 0
            while piece := os.pread(self.file.fileno(), PIECE_BYTES, at):
                yield piece
                at += len(piece)

    def copy(self) -> "Export":
        """Return the same file to be read and closed by itself, also at the same time."""
        return Export(os.fdopen(os.dup(self.file.fileno()), "rb"), self.size_bytes)


class GrowingFile:
    """A file on its way, as writers know one: it asks for room before it grows."""

    def __init__(self, file: IO[bytes], require_room: RequireRoom) -> None:
        self.file = file
        self._require_room = require_room
        self._granted = 0

    @property
    def closed(self) -> bool:
        """Whether the file takes no more."""
        return self.file.closed

    def write(self, piece: bytes | memoryview) -> int:
        """
        Write all of the piece.

        Raises:
            DiskFull: there is no room for it; nothing of it was written.
        """
        size_bytes = memoryview(piece).nbytes
        if self._granted < size_bytes:
            granted = max(size_bytes - self._granted, PIECE_BYTES)
            self._require_room(granted)
            self._granted += granted
        self._granted -= size_bytes
        return self.file.write(piece)

    def tell(self) -> int:
        """Return how many bytes were written."""
        return self.file.tell()

    def flush(self) -> None:
        """Hand what was written to the system."""
        self.file.flush()


@contextmanager
def open_export(room: ExportRoom) -> Iterator[GrowingFile]:
    """Lend a file without a name in the room; it is left open, but where the block raises."""
    file = TemporaryFile(dir=room.folder)  # noqa: SIM115 - whoever reads it closes it
    try:
        with disk_errors():
            yield GrowingFile(file, room.require_room)
            file.flush()
    except BaseException:
        file.close()
        raise


def write_export(pieces: Iterable[bytes], room: ExportRoom) -> Export:
    """
    Return the pieces as a finished file; one of them is in memory at a time.

    Raises:
        DiskFull: there is no room for the file; none is left.
    """
    with open_export(room) as growing:
        for piece in pieces:
            growing.write(piece)
    return Export(growing.file, growing.tell())
