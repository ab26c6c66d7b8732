"""A backup put in the place of a database: whole and verified, or not at all."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from backups.books import Checked
from backups.manifest import DATABASE, copy_key_of
from backups.raw_copies import has_object, read_list, source_of
from backups.verifying import Verification, fetched, verify
from catalog.errors import RejectedInput
from catalog.statements import Statements
from catalog.syncing import sync
from ingestion.raw_files import read_raw

SQL = Statements(__file__)
RESTORING = "restoring"  # in DATA_DIR while a restore is under way
LOST_AND_FOUND = "lost+found"

Tell = Callable[[str], None]


class DataDirNotEmpty(RejectedInput):
    """There is something in DATA_DIR; it is as it was."""

    code = "restore/not_empty"


class BooksDisagree(RejectedInput):
    """The backup does not agree with itself or the store; no database was put in place."""

    code = "restore/books_disagree"

    def __init__(self, promises: list[Checked]) -> None:
        self.promises = tuple(promises)
        super().__init__("what is listed is not as it must be: no database was put in place")


class RestoreUnfinished(RejectedInput):
    """A restore into DATA_DIR was cut off: nothing is started on what it left."""

    code = "restore/unfinished"


@dataclass(frozen=True)
class Target:
    """Where the database is put; `store_folder` is the raw files' folder, if they have one."""

    data_dir: Path
    store_folder: Path | None

    @property
    def folder(self) -> Path:
        """What is there while a restore is under way."""
        return self.data_dir / RESTORING


@dataclass(frozen=True)
class Wishes:
    """Whether raw files are copied back, and whether what disagrees is restored all the same."""

    with_raw: bool = False
    accept: bool = False


def restore(
    verification: Verification, target: Target, wishes: Wishes, tell: Tell
) -> list[Checked]:
    """
    Put the backup's database into an empty DATA_DIR, and return each promise of it.

    Nobody is signed in then, and backups that were under way are cancelled. The database appears
    by one rename as the last step: a crash before it leaves a folder, which the next restore
    removes and no start goes over.

    Raises:
        DataDirNotEmpty: nothing was written.
        BackupDamaged, UnknownMigration: no database was put in place.
        BooksDisagree: the same, unless that is accepted.
        StoreUnavailable: the same; raw files that were copied stay.
    """
    _refuse_not_empty(target)
    shutil.rmtree(target.folder, ignore_errors=True)
    target.folder.mkdir(mode=0o700, parents=True)
    try:
        promises = _prepare(verification, target, wishes, tell)
        _put_in_place(target)
    finally:
        shutil.rmtree(target.folder, ignore_errors=True)
    return promises


def refuse_half_restored(data_dir: Path) -> None:
    """
    Let pass a DATA_DIR without a restore that was cut off.

    Raises:
        RestoreUnfinished: there is one, and no database: a new one would hide that.
    """
    if (data_dir / RESTORING).exists() and not (data_dir / DATABASE).exists():
        raise RestoreUnfinished(f"a restore into {data_dir} was cut off: run it again")


def _prepare(
    verification: Verification, target: Target, wishes: Wishes, tell: Tell
) -> list[Checked]:
    tell("fetching the backup")
    with fetched(verification, target.folder) as (database, raw_list):
        if wishes.with_raw:
            tell("copying raw files back")
            _copy_back(verification, raw_list)
        promises = verify(verification, database, raw_list, tell)
        if any(each.count for each in promises) and not wishes.accept:
            raise BooksDisagree(promises)
        with database.transaction() as cursor:
            cursor.execute(SQL["delete_sessions"])
            cursor.execute(SQL["cancel_backups"])
        database.checkpoint()
    return promises


def _put_in_place(target: Target) -> None:
    path = target.folder / DATABASE
    for place in (path, target.folder):
        sync(place)
    path.rename(target.data_dir / DATABASE)
    sync(target.data_dir)


def _refuse_not_empty(target: Target) -> None:
    kept = {RESTORING, LOST_AND_FOUND}
    if target.store_folder is not None and target.store_folder.is_relative_to(target.data_dir):
        kept.add(target.store_folder.relative_to(target.data_dir).parts[0])
    target.data_dir.mkdir(parents=True, exist_ok=True)
    found = sorted({path.name for path in target.data_dir.iterdir()} - kept)
    if found:
        message = f"{target.data_dir} has {', '.join(found[:5])}: move that away, or name another"
        raise DataDirNotEmpty(message)


def _copy_back(verification: Verification, raw_list: Path) -> None:
    """Put each raw file that the store lacks back under its key, if the backup has its bytes."""
    store, copies = verification.store, verification.shelf.store
    for raw in read_list(raw_list):
        copy = raw.model_copy(update={"raw_key": copy_key_of(raw.sha256)})
        is_there = has_object(store, raw.raw_key, raw.size_bytes)
        if not is_there and has_object(copies, copy.raw_key, raw.size_bytes):
            store.delete(raw.raw_key)  # of another size: it is not what was delivered
            store.put(raw.raw_key, source_of(read_raw(copies, copy)))
