"""The object store in a local folder: a key is a path, and a hard link puts it there."""

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path
from typing import BinaryIO

from catalog.syncing import sync
from ingestion.folder_inbox import FolderInbox
from ingestion.folder_writing import FolderWriter
from ingestion.object_keys import InvalidKey, is_listable, validate_key
from ingestion.os_errors import os_errors
from ingestion.store import (
    KeyTaken,
    ListedObject,
    ObjectMissing,
    Source,
    StoredObject,
    StoreRefused,
)

BLOCK_BYTES = 1024 * 1024
TAKEN = (FileExistsError, NotADirectoryError)
MISSING = (FileNotFoundError, NotADirectoryError)


class FolderStore:
    """
    An `ObjectStore` in a folder of a file system that has hard links.

    An object is written aside, synced, and linked to its path, which fails where that exists:
    so it is there in full and for good, or not at all. What is `private`, only its owner may read.
    """

    def __init__(self, folder: Path, *, private: bool = False) -> None:
        self._root = folder.resolve()
        with os_errors(StoreRefused(f"{folder} is no folder and cannot become one"), TAKEN):
            self._writer = FolderWriter(self._root, private=private)
        self.inbox = FolderInbox(self._root, self, self._writer)

    def put(self, key: str, source: Source) -> StoredObject:
        """Store all that the source gives under a key that was free."""
        path = self._path(key)
        if os.path.lexists(path):
            raise KeyTaken(key)
        with self._writer.aside() as (file, aside):
            stored = _copy(key, source, file)
            with os_errors(KeyTaken(key), TAKEN):
                self._writer.publish(file, aside, path)
        return stored

    @contextmanager
    def open(self, key: str) -> Iterator[BinaryIO]:
        """Lend a stream of the object's bytes."""
        self.head(key)
        with os_errors(ObjectMissing(key), MISSING):
            descriptor = os.open(self._path(key), os.O_RDONLY | os.O_NOFOLLOW)
        with os.fdopen(descriptor, "rb") as file:
            yield file

    def list(self, prefix: str = "") -> Iterator[ListedObject]:
        """Yield the objects whose key starts with the prefix, in the order of their bytes."""
        return self._walk(self._root, "", prefix)

    def head(self, key: str) -> ListedObject:
        """Return what the file system says of one object."""
        with os_errors(ObjectMissing(key), MISSING):
            status = self._path(key).lstat()
        if not stat.S_ISREG(status.st_mode):
            raise ObjectMissing(key)
        return _listed(key, status)

    def delete(self, key: str) -> None:
        """See that the store holds no object of that key; its folder goes with the last one."""
        try:
            self.head(key)
        except ObjectMissing:
            return
        path = self._path(key)
        with os_errors():
            path.unlink(missing_ok=True)
            sync(path.parent)
        if path.parent != self._root:
            self.inbox.release(path.parent)

    def check(self) -> None:
        """See that the folder takes a file."""
        with self._writer.aside():
            pass

    def _path(self, key: str) -> Path:
        validate_key(key)
        path = self._root / key
        if not path.parent.resolve().is_relative_to(self._root):
            raise InvalidKey(f"a symbolic link leads the key {key!r} out of the store")
        return path

    def _walk(self, folder: Path, base: str, prefix: str) -> Iterator[ListedObject]:
        for entry, is_folder in _entries(folder):
            key = base + entry.name
            inside = key + "/"
            if not is_folder:
                if key.startswith(prefix) and is_listable(key):
                    yield _listed(key, entry.stat(follow_symlinks=False))
            elif inside.startswith(prefix) or prefix.startswith(inside):
                yield from self._walk(folder / entry.name, inside, prefix)


def _copy(key: str, source: Source, file: FileIO) -> StoredObject:
    digest = hashlib.sha256()
    size_bytes = 0
    while block := source.read(BLOCK_BYTES):
        digest.update(block)
        size_bytes += len(block)
        with os_errors():
            _write(file, block)
    return StoredObject(key, size_bytes, digest.hexdigest())


def _write(file: FileIO, block: bytes) -> None:
    rest = memoryview(block)
    while rest:  # an unbuffered write may take less than it was given
        rest = rest[file.write(rest) :]


def _entries(folder: Path) -> list[tuple[os.DirEntry[str], bool]]:
    """Return the folder's files and folders in the order that their keys have."""
    with os_errors(), os.scandir(folder) as found:
        entries = [(entry, entry.is_dir(follow_symlinks=False)) for entry in found]
        kept = [
            (entry, is_folder)
            for entry, is_folder in entries
            if not entry.name.startswith(".")
            and (is_folder or entry.is_file(follow_symlinks=False))
        ]
    return sorted(kept, key=lambda item: os.fsencode(item[0].name) + b"/" * item[1])


def _listed(key: str, status: os.stat_result) -> ListedObject:
    modified_at = datetime.fromtimestamp(status.st_mtime, UTC)
    return ListedObject(key, status.st_size, modified_at)
