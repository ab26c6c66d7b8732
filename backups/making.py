"""How a backup is made: the database as it is at one moment, and which raw files it names."""

import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from duckdb import DuckDBPyConnection

from backups.manifest import DATABASE, RAW_LIST, Manifest, mark_of, name_of
from backups.raw_copies import Copied, copy_missing, remove_copies, write_list
from backups.shelf import Shelf
from catalog.clock import Clock
from catalog.database import Database
from catalog.migrations import applied_migrations
from catalog.snapshot import copy_database
from ingestion.store import ObjectStore

LOG = logging.getLogger("feedledger.backups")
COPIED, STORED = 0.7, 0.9  # how far the whole is once the database is copied, and stored

Tell = Callable[[float, str], None]


@dataclass(frozen=True)
class BackupOrder:
    """A backup to make: by which job, with the raw files or without, how many are kept."""

    job_id: str
    with_raw: bool
    keep: int | None = None


@dataclass(frozen=True)
class Workshop:
    """What backups are made of: the raw files' store, a folder for parts, and the time."""

    store: ObjectStore
    folder: Path
    clock: Clock

    @contextmanager
    def cleared(self) -> Iterator[Path]:
        """Lend the folder, empty; what is in it afterwards, or was left by a crash, goes."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(mode=0o700, parents=True)
        try:
            yield self.folder
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)


def make_backup(
    workshop: Workshop, cursor: DuckDBPyConnection, shelf: Shelf, order: BackupOrder, tell: Tell
) -> dict[str, Any]:
    """
    Add a whole backup to the shelf, remove those too many, and return what was done.

    `tell` is called with how far it is, from 0 to 1, and the phase; whatever it raises ends it.
    Where this raises, what was stored so far is removed, or by the next backup if it cannot be.

    Raises:
        DiskFull, StoreUnavailable, StoreRefused, CopyDiffers: there is no new backup.
    """
    mark = mark_of(order.job_id)
    shelf.clear(workshop.clock(), mark)
    with workshop.cleared() as folder:
        try:
            manifest, copied = _make(workshop, cursor, shelf, order, tell)
        except BaseException:
            _clear_after(shelf, workshop, mark)
            raise
        removed = keep_newest(shelf, order.keep, folder)
    return {
        "name": manifest.name,
        "size_bytes": manifest.database.size_bytes,
        "raw_objects": manifest.raw_objects,
        "raw_copied": copied.new,
        "raw_missing": copied.missing,
        "removed": removed,
    }


def keep_newest(shelf: Shelf, keep: int | None, folder: Path) -> list[str]:
    """Remove all but the newest so many backups and what only they named; return their names."""
    removed = [] if keep is None else shelf.names()[keep:]
    for name in removed:
        shelf.remove(name)
    if removed:
        remove_copies(shelf, folder)
    return removed


def _make(
    workshop: Workshop, cursor: DuckDBPyConnection, shelf: Shelf, order: BackupOrder, tell: Tell
) -> tuple[Manifest, Copied]:
    created_at = workshop.clock()
    name = name_of(created_at, order.job_id)
    database, raw_list = workshop.folder / DATABASE, workshop.folder / RAW_LIST
    tables = copy_database(
        cursor, database, lambda share: tell(COPIED * share, "copying the database")
    )
    migrations, (objects, size_bytes) = _read_copy(database, raw_list)
    database_file = shelf.write(name, DATABASE, database, lambda: tell(COPIED, "storing the copy"))
    copied = Copied()
    if order.with_raw:
        copied = copy_missing(
            workshop.store,
            shelf.store,
            raw_list,
            lambda done: tell(STORED + (1 - STORED) * done / max(size_bytes, 1), "raw files"),
        )
    manifest = Manifest(
        name=name,
        created_at=created_at,
        migrations=migrations,
        tables=tables,
        database=database_file,
        raw_list=shelf.write(name, RAW_LIST, raw_list, lambda: tell(1, "storing lists")),
        raw_objects=objects,
        raw_bytes=size_bytes,
        has_raw_copies=order.with_raw,
    )
    shelf.finish(manifest)
    return manifest, copied


def _read_copy(path: Path, raw_list: Path) -> tuple[tuple[str, ...], tuple[int, int]]:
    """Read from the copy itself, so that what is said of it is what it holds."""
    copy = Database(path, memory_limit="256MB", threads=1)
    try:
        with copy.cursor() as cursor:
            return applied_migrations(copy), write_list(cursor, raw_list)
    finally:
        copy.close()


def _clear_after(shelf: Shelf, workshop: Workshop, mark: str) -> None:
    try:
        shelf.clear(workshop.clock(), mark)
    except Exception:  # noqa: BLE001 - what ended the backup is what is raised; the next one clears
        LOG.warning("what the backup left is not removed: the next backup does it")
