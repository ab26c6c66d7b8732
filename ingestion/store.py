"""The object store: it keeps the raw files, each under a key that is written once."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol

from catalog.errors import NotFound, RejectedInput, TryAgain
from ingestion.drops import DropBox


class KeyTaken(RejectedInput):
    """An object has that key already and keeps its content; nothing was written."""

    code = "store/key_taken"

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"the store holds {key!r} already")


class ObjectMissing(NotFound):
    """The store holds no object of that key."""

    code = "store/object_missing"

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"the store holds no {key!r}")


class StoreUnavailable(TryAgain):
    """The store did not answer, or not to the end; no object appeared, as far as it can be told."""

    code = "store/unavailable"


class StoreRefused(RejectedInput):
    """Credentials, permissions or a missing bucket are in the way; nothing was written."""

    code = "store/refused"


@dataclass(frozen=True)
class StoredObject:
    """What `put` stored: `sha256` (hex) and `size_bytes` are of the bytes that the source gave."""

    key: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True)
class ListedObject:
    """What the store says of an object without reading it; others than we may have put it."""

    key: str
    size_bytes: int
    modified_at: datetime


class Source(Protocol):
    """Anything that gives bytes when read and none at its end."""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes; none only at the end."""
        ...


class ObjectStore(Protocol):
    """Objects by key: written once, in full or not at all; read as streams; deleted on purpose."""

    @property
    def inbox(self) -> DropBox:
        """The inbox beside the objects: what others put there."""
        ...

    def put(self, key: str, source: Source) -> StoredObject:
        """
        Store all that the source gives under a key that was free; memory use is bounded.

        Of several that put the same key at once, one wins. Whatever the source raises is raised
        again, and nothing was written.

        Raises:
            InvalidKey: `validate_key` refuses it; nothing was read or written.
            KeyTaken: the key has an object; it is as it was.
            StoreUnavailable: nothing was written, unless the store's own confirmation was lost.
            StoreRefused: nothing was written.
            DiskFull: a store on this host has no room; nothing was written.
        """
        ...

    def open(self, key: str) -> AbstractContextManager[BinaryIO]:
        """
        Lend a stream of the object's bytes; it ends at the last one, or raises.

        Raises:
            ObjectMissing: there is none of that key.
            StoreUnavailable: also from the stream, when the store breaks off.
            StoreRefused: we may not read it.
        """
        ...

    def list(self, prefix: str = "") -> Iterator[ListedObject]:
        """
        Yield the objects whose key starts with the prefix, page by page.

        Those of one folder come in the order of their keys' UTF-8 bytes. Objects whose key
        `validate_key` refuses (hidden files, names that hold control characters) are left out.
        """
        ...

    def head(self, key: str) -> ListedObject:
        """
        Return what the store says of one object.

        Raises:
            ObjectMissing: there is none of that key.
        """
        ...

    def delete(self, key: str) -> None:
        """
        See that the store holds no object of that key; that there was none is no error.

        Nothing else is deleted, and nothing asks twice: who deletes a raw file has made sure
        that nobody will want it again.

        Raises:
            InvalidKey: `validate_key` refuses it; nothing was deleted.
            StoreUnavailable: it may be there still; the same call may be made again.
            StoreRefused: we may not delete it; it is there still.
        """
        ...

    def check(self) -> None:
        """
        See within seconds that the store would serve us.

        Raises:
            StoreUnavailable: it does not answer.
            StoreRefused: it does not let us.
        """
        ...


def read_block(source: Source, size: int) -> bytes:
    """Return the next `size` bytes of the source, fewer only at its end."""
    chunks: list[bytes] = []
    missing = size
    while missing > 0 and (chunk := source.read(missing)):
        chunks.append(chunk)
        missing -= len(chunk)
    return b"".join(chunks)
