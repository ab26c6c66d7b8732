"""The raw files that a backup names: listed, and copied where that is wanted."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from duckdb import DuckDBPyConnection

from backups.manifest import COPIES, RawObject, copy_key_of
from backups.shelf import Shelf
from catalog.disk_errors import disk_errors
from catalog.statements import Statements
from ingestion.raw_files import read_raw
from ingestion.store import KeyTaken, ObjectMissing, ObjectStore, Source, StoreUnavailable

LOG = logging.getLogger("feedledger.backups")
SQL = Statements(__file__)
ROWS = 1000


@dataclass(frozen=True)
class Copied:
    """How many raw files were copied just now, and how many the store did not have."""

    new: int = 0
    missing: int = 0


def list_raw(cursor: DuckDBPyConnection) -> Iterator[RawObject]:
    """Yield the raw files that the cursor's database names, by key."""
    cursor.execute(SQL["select_raw_objects"])
    while rows := cursor.fetchmany(ROWS):
        for row in rows:
            fields = zip(RawObject.model_fields, row, strict=True)
            yield RawObject.model_validate(dict(fields))


def write_list(cursor: DuckDBPyConnection, path: Path) -> tuple[int, int]:
    """Write the raw files down, one a line; return how many there are and of how many bytes."""
    objects = size_bytes = 0
    with disk_errors(), path.open("w", encoding="utf-8") as lines:
        for raw in list_raw(cursor):
            lines.write(raw.model_dump_json() + "\n")
            objects += 1
            size_bytes += raw.size_bytes
    return objects, size_bytes


def read_list(path: Path) -> Iterator[RawObject]:
    """Yield the raw files of a list that was written down."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield RawObject.model_validate_json(line)


def copy_missing(
    store: ObjectStore, target: ObjectStore, path: Path, tell: Callable[[int], None]
) -> Copied:
    """
    See that the target has each raw file of the list that the store has; copy what it has not.

    `tell` is called with the bytes dealt with so far, and whatever it raises ends the copying.

    Raises:
        StoreUnavailable: one of the two did not answer, or the store gives other bytes.
    """
    done = new = missing = 0
    for raw in read_list(path):
        tell(done)
        try:
            new += _copy_one(store, target, raw)
        except ObjectMissing as error:
            LOG.warning("a raw file is not in the backup: %s", error)
            missing += 1
        done += raw.size_bytes
    return Copied(new, missing)


def has_object(store: ObjectStore, key: str, size_bytes: int) -> bool:
    """Return whether the store says that it has the object, in that size."""
    try:
        return store.head(key).size_bytes == size_bytes
    except ObjectMissing:
        return False


def remove_copies(shelf: Shelf, folder: Path) -> None:
    """Remove the copies of raw files that no backup names any more; `folder` is for lists."""
    needed: set[str] = set()
    for name in shelf.names():
        manifest = shelf.read(name)
        path = shelf.fetch(manifest, manifest.raw_list, folder / f"{name}.jsonl")
        needed |= {copy_key_of(raw.sha256) for raw in read_list(path)}
        path.unlink()
    for found in list(shelf.store.list(f"{COPIES}/")):
        if found.key not in needed:
            shelf.store.delete(found.key)


def source_of(pieces: Iterator[bytes]) -> Source:
    """Return the pieces as something to read from."""
    return _Pieces(pieces)


def _copy_one(store: ObjectStore, target: ObjectStore, raw: RawObject) -> bool:
    key = copy_key_of(raw.sha256)
    if has_object(target, key, raw.size_bytes):
        return False
    target.delete(key)  # of another size: it is not what its name says
    try:
        stored = target.put(key, source_of(read_raw(store, raw)))
    except KeyTaken:
        return False  # somebody else has just put the same bytes there
    if stored.sha256 != raw.sha256:
        target.delete(key)
        raise StoreUnavailable(f"{raw.raw_key} is not copied: other bytes arrived than were sent")
    return True


class _Pieces:
    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""

    def read(self, size: int, /) -> bytes:
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._rest = piece
        taken, self._rest = self._rest[:size], self._rest[size:]
        return taken
