"""The store where backups lie: which there are, which are whole, and which may go."""

import hashlib
import io
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from pydantic import ValidationError

from backups.manifest import (
    FOLDER,
    MANIFEST,
    NAME,
    BackupDamaged,
    BackupFile,
    BackupMissing,
    Manifest,
    key_of,
)
from catalog.disk_errors import disk_errors
from ingestion.store import ListedObject, ObjectMissing, ObjectStore

PIECE_BYTES = 1024 * 1024
# what is not whole after so long was cut off: no machine is at it still
LEFT_OVER_AFTER = timedelta(days=1)


class Shelf:
    """Backups in a store; one is there once its manifest is, and gone once that is gone."""

    def __init__(self, store: ObjectStore) -> None:
        self.store = store

    def names(self) -> list[str]:
        """Return the names of the whole backups, the newest first."""
        whole = [_name(found.key) for found in self._files() if _file(found.key) == MANIFEST]
        return sorted(whole, reverse=True)

    def read(self, name: str | None = None) -> Manifest:
        """
        Return the manifest of that backup, or of the newest.

        Raises:
            BackupMissing: there is no such backup.
            BackupDamaged: its manifest cannot be read.
        """
        name = name or next(iter(self.names()), "")
        if not NAME.fullmatch(name):
            raise BackupMissing(f"there is no whole backup {name}".rstrip())
        try:
            with self.store.open(key_of(name, MANIFEST)) as source:
                manifest = Manifest.model_validate_json(source.read())
        except ObjectMissing as error:
            raise BackupMissing(f"there is no whole backup {name}") from error
        except ValidationError as error:
            raise BackupDamaged(f"{MANIFEST} of {name} cannot be read: {error}") from error
        if manifest.name != name:
            raise BackupDamaged(f"{MANIFEST} of {name} is that of {manifest.name}")
        return manifest

    def write(self, name: str, file: str, path: Path, tell: Callable[[], object]) -> BackupFile:
        """Store a local file as a part of that backup; what `tell` raises ends it, unstored."""
        with path.open("rb") as source:
            stored = self.store.put(key_of(name, file), _Told(source, tell))
        return BackupFile(name=file, size_bytes=stored.size_bytes, sha256=stored.sha256)

    def finish(self, manifest: Manifest) -> None:
        """Store the manifest: from now on the backup is there."""
        text = manifest.model_dump_json(indent=1).encode()
        self.store.put(key_of(manifest.name, MANIFEST), io.BytesIO(text))

    def fetch(self, manifest: Manifest, file: BackupFile, target: Path) -> Path:
        """
        Write a part of the backup to a local path; where it fails, nothing is there.

        Raises:
            BackupDamaged: it is gone, or not what was written.
            DiskFull: there is no room for it.
        """
        try:
            with disk_errors():
                found = self._copy(key_of(manifest.name, file.name), target)
            _compare(manifest.name, file, found)
        except BaseException:
            target.unlink(missing_ok=True)
            raise
        return target

    def clear(self, now: datetime, mark: str) -> None:
        """Remove what backups left that were cut off: those of the job, and old ones."""
        found = list(self._files())
        whole = {_name(each.key) for each in found if _file(each.key) == MANIFEST}
        for each in found:
            is_over = _name(each.key).endswith(mark) or now - each.modified_at > LEFT_OVER_AFTER
            if _name(each.key) not in whole and is_over:
                self.store.delete(each.key)

    def remove(self, name: str) -> None:
        """Remove a backup: first its manifest, so that what is left is never taken for whole."""
        self.store.delete(key_of(name, MANIFEST))
        for found in list(self.store.list(f"{FOLDER}/{name}/")):
            self.store.delete(found.key)

    def _files(self) -> Iterator[ListedObject]:
        for found in self.store.list(f"{FOLDER}/"):
            _, name, *rest = found.key.split("/")
            if NAME.fullmatch(name) and len(rest) == 1:
                yield found

    def _copy(self, key: str, target: Path) -> tuple[int, str]:
        digest, size_bytes = hashlib.sha256(), 0
        try:
            with self.store.open(key) as source, target.open("wb") as file:
                target.chmod(0o600)
                while piece := source.read(PIECE_BYTES):
                    digest.update(piece)
                    size_bytes += len(piece)
                    file.write(piece)
        except ObjectMissing as error:
            raise BackupDamaged(f"{key} is gone") from error
        return size_bytes, digest.hexdigest()


def _name(key: str) -> str:
    return key.split("/")[1]


def _file(key: str) -> str:
    return key.split("/")[2]


def _compare(name: str, file: BackupFile, found: tuple[int, str]) -> None:
    if found != (file.size_bytes, file.sha256):
        raise BackupDamaged(
            f"{file.name} of {name} was {file.size_bytes} bytes of SHA-256 {file.sha256},"
            f" and is {found[0]} bytes of {found[1]}"
        )


class _Told:
    """A file that says before each piece that it is read."""

    def __init__(self, file: BinaryIO, tell: Callable[[], object]) -> None:
        self._file = file
        self._tell = tell

    def read(self, size: int, /) -> bytes:
        self._tell()
        return self._file.read(size)
