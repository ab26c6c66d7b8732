"""Whether a backup is what was written, whole, and agrees with itself."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from analytics.definitions import define_measures
from backups.books import Checked, Fault, check_books, checked
from backups.manifest import DATABASE, RAW_LIST, Manifest, RawObject, copy_key_of
from backups.raw_copies import has_object, read_list
from backups.shelf import Shelf
from catalog.database import Database
from catalog.errors import FeedledgerError
from catalog.migrations import migrate
from catalog.snapshot import count_tables
from catalog.statements import Statements
from ingestion.raw_files import read_raw
from ingestion.store import ObjectStore

SQL = Statements(__file__)

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Verification:
    """
    A backup, where its raw files should be, and whether each of them is read.

    `memory_limit` is DuckDB's, while it looks at the database.
    """

    shelf: Shelf
    manifest: Manifest
    store: ObjectStore
    is_deep: bool = False
    memory_limit: str | None = None


@contextmanager
def fetched(verification: Verification, folder: Path) -> Iterator[tuple[Database, Path]]:
    """
    Lend the backup's database, in the folder and as this version has it, and its list of raw files.

    Raises:
        BackupDamaged: a file of the backup is gone, or not what was written.
        UnknownMigration: a newer version has made the backup.
    """
    shelf, manifest = verification.shelf, verification.manifest
    raw_list = shelf.fetch(manifest, manifest.raw_list, folder / RAW_LIST)
    path = shelf.fetch(manifest, manifest.database, folder / DATABASE)
    database = Database(path, memory_limit=verification.memory_limit)
    try:
        yield database, raw_list
    finally:
        database.close()


def verify(
    verification: Verification, database: Database, raw_list: Path, tell: Tell
) -> list[Checked]:
    """
    Return each promise with what is against it; the database is brought up to date on the way.

    Rows are counted before, as the manifest counts them; the books are those of this version. Raw
    files that were to be kept no longer than until now may be gone.
    """
    tell("counting rows")
    counts = _check_counts(verification.manifest, database)
    migrate(database)
    define_measures(database)  # checks ask by them
    tell("checking the books")
    with database.cursor() as cursor:
        books = check_books(cursor)
    tell("looking for the raw files")
    past_keeping = {row["belongs_to"] for row in database.rows(SQL["select_past_keeping"])}
    faults = [
        Fault(raw.raw_key, sentence)
        for raw in read_list(raw_list)
        if raw.belongs_to not in past_keeping and (sentence := _fault_of(verification, raw))
    ]
    return [counts, *books, checked("raw files are there, whole", faults)]


def _check_counts(manifest: Manifest, database: Database) -> Checked:
    with database.cursor() as cursor:
        found = count_tables(cursor)
    faults = [
        Fault(f"table {name}", f"had {manifest.tables.get(name)} rows, has {found.get(name)}")
        for name in sorted(manifest.tables.keys() | found.keys())
        if manifest.tables.get(name) != found.get(name)
    ]
    return checked("tables have the rows that were counted", faults)


def _fault_of(verification: Verification, raw: RawObject) -> str | None:
    if not has_object(verification.store, raw.raw_key, raw.size_bytes):
        return f"{raw.belongs_to}: not in the store in its size{_where_else(verification, raw)}"
    if verification.is_deep:
        try:
            for _ in read_raw(verification.store, raw):
                pass
        except FeedledgerError as error:
            return f"{raw.belongs_to}: {error}{_where_else(verification, raw)}"
    return None


def _where_else(verification: Verification, raw: RawObject) -> str:
    key = copy_key_of(raw.sha256)
    if has_object(verification.shelf.store, key, raw.size_bytes):
        return ", but with the backup"
    return ", nor with the backup"
