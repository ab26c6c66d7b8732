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
    Lets so many exports be made at once.

    An export is made once its file is whole: who reads it slowly keeps no turn.
    """

    def __init__(self, at_once: int = 2) -> None:
        self._at_once = at_once
        self._free = threading.BoundedSemaphore(at_once)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """
        Take a turn for the block.

        Raises:
            ExportsBusy: there is none left; the block was not run.
        """
        if not self._free.acquire(blocking=False):
            raise ExportsBusy(
                f"{self._at_once} exports are being made, which is as many as may at once"
            )
        try:
            yield
        finally:
            self._free.release()


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
        """Yield what comes first and the whole file from its beginning, and close it."""
        with self.file:
            self.file.seek(0)
            yield lead
            while piece := self.file.read(PIECE_BYTES):
                yield piece

    def copy_pieces(self, lead: bytes = b"") -> Iterator[bytes]:
        """Yield the same and leave the file as it is, to be read again, also at the same time."""
        copy = os.dup(self.file.fileno())
        try:
            yield lead
            at = 0
            while piece := os.pread(copy, PIECE_BYTES, at):
                yield piece
                at += len(piece)
        finally:
            os.close(copy)


@contextmanager
def open_export(room: ExportRoom) -> Iterator[IO[bytes]]:
    """Lend a file without a name in the room; it is left open, but where the block raises."""
    file = TemporaryFile(dir=room.folder)  # noqa: SIM115 - whoever reads it closes it
    try:
        with disk_errors():
            yield file
    except BaseException:
        file.close()
        raise


def write_export(pieces: Iterable[bytes], room: ExportRoom) -> Export:
    """
    Return the pieces as a finished file; one of them is in memory at a time.

    Raises:
        DiskFull: there is no room for the file; none is left.
    """
    with open_export(room) as file:
        granted = 0
        for piece in pieces:
            if granted < len(piece):
                granted = max(len(piece), PIECE_BYTES)
                room.require_room(granted)
            granted -= file.write(piece)
        file.flush()
        return Export(file, file.tell())
