"""The inbox of a store as the store has it: what others put there, taken once and then removed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from catalog.errors import TryAgain

INBOX = "inbox/"
LARGEST_BYTES = 5 * 1024**3  # what S3 copies by one request


class DropChanged(TryAgain):
    """The file is not the one that was seen any more, or is gone; nothing was written."""

    code = "inbox/changed"

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"{key!r} is another file now, or gone")


@dataclass(frozen=True)
class Drop:
    """
    A file in the inbox as it was seen; its `key` begins with `inbox/` and may hold anything else.

    `version` is another one as soon as the file is written on or replaced. `owner` is whom the
    store names as the one who put it there. An `obstacle` is what keeps it from being read.
    """

    key: str
    version: str
    size_bytes: int
    arrived_at: datetime
    owner: str
    obstacle: str | None = None


class DropBox(Protocol):
    """The inbox of a store."""

    @property
    def address(self) -> str:
        """Where others put their files: the folder or the prefix, with a slash at its end."""
        ...

    def drops(self) -> Iterator[Drop]:
        """
        Yield all that lies in the inbox, in any order; nothing that could be a file is left out.

        Raises:
            StoreUnavailable, StoreRefused: what was yielded may not be all.
        """
        ...

    def take(self, drop: Drop, key: str, taker: str) -> None:
        """
        See that the store holds under `key` exactly the file that was seen, taken by this taker.

        The file stays in the inbox. Of several takers who use the same key at once, one wins;
        that one may call again and again, also after a crash, and when the file is gone.

        Raises:
            KeyTaken: another taker has it; nothing was written.
            DropChanged: nothing was written.
            StoreUnavailable: the same call may be made again.
            StoreRefused: we may not read it, or not write there; nothing was written.
        """
        ...

    def discard(self, drop: Drop, key: str) -> None:
        """
        Remove what was taken under `key` from the inbox; that it is gone already is no error.

        Raises:
            DropChanged: another file is there now, which stays.
            StoreUnavailable, StoreRefused: it may be there still.
        """
        ...
