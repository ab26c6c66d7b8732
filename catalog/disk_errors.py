"""What the system and DuckDB say of a disk without room, as errors of our tree."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from catalog.errors import DatabaseLost, DiskFull, TryAgain

NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
NO_ROOM_SAYS = (
    *("No space left on device", "Disk quota exceeded"),
    "max_temp_directory_size",  # by default as much as is free
)


@contextmanager
def disk_errors() -> Iterator[None]:
    """
    Raise an error of the block as ours where it says that the disk or the database has failed.

    Raises:
        DiskFull: there is no room; what was written in part is the block's to remove.
        DatabaseLost: DuckDB has given up the file.
    """
    try:
        yield
    except (OSError, duckdb.Error) as error:
        ours = meaning_of(error)
        if ours is None:
            raise
        raise ours from error


def meaning_of(error: BaseException) -> TryAgain | None:
    """Return the error of ours that this one means, if the disk or the database has failed."""
    if isinstance(error, duckdb.FatalException):
        return DatabaseLost("the database file has to be opened anew")
    return DiskFull("the disk is full") if is_full(error) else None


def is_full(error: BaseException) -> bool:
    """Return whether the error says that there is no room on the disk."""
    if isinstance(error, OSError):
        return error.errno in NO_ROOM
    return isinstance(error, duckdb.Error) and any(words in str(error) for words in NO_ROOM_SAYS)
