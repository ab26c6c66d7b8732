"""Files stored and read back: what comes is what was sent, or an error before its end."""

import hashlib
from collections.abc import Generator
from contextlib import closing
from pathlib import Path
from typing import Protocol

from catalog.disk_errors import disk_errors
from ingestion.store import ObjectStore, StoreUnavailable

PIECE_BYTES = 1024 * 1024


class RawFile(Protocol):
    """What is known of a stored file since it came: `sha256` in hexadecimal, of `size_bytes`."""

    @property
    def raw_key(self) -> str:
        """Where it is stored."""

    @property
    def size_bytes(self) -> int:
        """How long it is."""

    @property
    def sha256(self) -> str:
        """Its SHA-256."""


def put_raw(store: ObjectStore, key: str, path: Path, sha256: str) -> None:
    """
    Store a local file of that SHA-256 under the key.

    Raises:
        KeyTaken: the key has an object; it is as it was.
        StoreUnavailable: the store did not take it, or took something else than was sent.
        StoreRefused, DiskFull: it was not stored.
    """
    with path.open("rb") as source:
        stored = store.put(key, source)
    if stored.sha256 != sha256:
        raise StoreUnavailable(f"the store has something else under {key} than was sent")


def read_raw(store: ObjectStore, raw: RawFile) -> Generator[bytes, None, None]:
    """
    Yield a stored file in pieces; the last one only once the whole has its SHA-256.

    A store need not notice a flipped byte itself: S3 answers for objects in parts without a
    checksum of the whole. So whoever has read to the end has what was sent.

    Raises:
        ObjectMissing: there is none of that key.
        StoreUnavailable: the store broke off, or gives something else than was sent.
        StoreRefused: we may not read it.
    """
    digest, held_back = hashlib.sha256(), b""
    with store.open(raw.raw_key) as source:
        while piece := source.read(PIECE_BYTES):
            digest.update(piece)
            if held_back:
                yield held_back
            held_back = piece
    if digest.hexdigest() != raw.sha256:
        raise StoreUnavailable(f"the store has something else under {raw.raw_key} than was sent")
    yield held_back


def begin(pieces: Generator[bytes, None, None]) -> Generator[bytes, None, None]:
    """Return the same pieces, the first of them made by now: what is wrong at once is raised."""
    return _chained(next(pieces), pieces)


def copy_raw(store: ObjectStore, raw: RawFile, target: Path) -> Path:
    """
    Write a stored file to the path, which is returned; where it fails, nothing is there.

    Raises:
        ObjectMissing, StoreUnavailable, StoreRefused: as `read_raw` does.
        DiskFull: there is no room for it.
    """
    try:
        with disk_errors(), target.open("wb") as file:
            for piece in read_raw(store, raw):
                file.write(piece)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return target


def _chained(first: bytes, rest: Generator[bytes, None, None]) -> Generator[bytes, None, None]:
    with closing(rest):
        yield first
        yield from rest
