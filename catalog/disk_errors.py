"""What the system and DuckDB say of a disk without room, as an error of our tree."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from catalog.errors import DiskFull

NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
NO_ROOM_SAYS = ("No space left on device", "Disk quota exceeded")


@contextmanager
def disk_errors() -> Iterator[None]:
    """
    Raise an error of the block that only says that the disk is full as that.

    Raises:
        DiskFull: there is no room; what was written in part is the block's to remove.
    """
    try:
        yield
    except (OSError, duckdb.Error) as error:
        if is_full(error):
            raise DiskFull("the disk is full") from error
        raise


def is_full(error: BaseException) -> bool:
    """Return whether the error says that there is no room on the disk."""
    if isinstance(error, OSError):
        return error.errno in NO_ROOM
    return isinstance(error, duckdb.Error) and any(words in str(error) for words in NO_ROOM_SAYS)
