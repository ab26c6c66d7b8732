"""The commands that bring back what was backed up: `verify`, `restore`, `recover`."""

import argparse
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

from backups.books import Checked
from backups.manifest import NAME, BackupMissing
from backups.recovering import find_unnamed, recover_all
from backups.restoring import Target, Wishes, restore
from backups.shelf import Shelf
from backups.verifying import Verification, fetched, verify
from catalog.clock import utc_now
from catalog.database import Database
from catalog.disk_guard import DiskGuard
from catalog.errors import FeedledgerError, NotFound
from catalog.migrations import migrate
from catalog.settings import Settings, place_url
from ingestion.bench import Bench
from ingestion.delivery import Ingestion
from ingestion.open_store import folder_of, open_store
from ingestion.spool import Spool

Say = Callable[[str], None]


class AddParser(Protocol):
    """What argparse adds a command by."""

    def __call__(self, name: str, /, *, help: str) -> argparse.ArgumentParser:  # noqa: A002 - its name
        """Return the parser of the new command."""


class NothingRestored(NotFound):
    """There is no database to recover feeds into; nothing was written."""

    code = "recover/no_database"


def add_bringing_back(add_parser: AddParser) -> None:
    """Add the three commands to a command line."""
    for name, run, text in (
        ("verify", _verify, "check a backup without restoring it"),
        ("restore", _restore, "put a backup's database into an empty DATA_DIR"),
    ):
        command = add_parser(name, help=text)
        command.add_argument("source", help="as given to `backup`; or …/backups/NAME for one")
        command.add_argument("--deep", action="store_true", help="read every raw file")
        command.set_defaults(run=run)
        if run is _restore:
            _add_choices(command)
    recover = add_parser("recover", help="record raw files that no feed names")
    recover.add_argument("--list", action="store_true", help="only say which they are")
    recover.set_defaults(run=_recover)


def _add_choices(command: argparse.ArgumentParser) -> None:
    command.add_argument("--data-dir", type=Path, help="instead of DATA_DIR; the store stays")
    command.add_argument("--with-raw", action="store_true", help="copy lost raw files back")
    command.add_argument("--recover", action="store_true", help="record what was delivered since")
    command.add_argument(
        "--accept-differences", action="store_true", help="restore also what disagrees"
    )


def say_promises(promises: Iterable[Checked], say: Say) -> None:
    """Say of each promise whether it is kept, and what is against it."""
    for each in promises:
        say(f"{'ok' if not each.count else each.count:>6}  {each.promise}")
        for fault in each.faults:
            say(f"        {fault.subject}: {fault.sentence}")


def _verify(asked: argparse.Namespace, settings: Settings, say: Say) -> int:
    verification = _verification(asked, settings)
    with (
        tempfile.TemporaryDirectory(prefix="feedledger-verify-") as name,
        fetched(verification, Path(name)) as (database, raw_list),
    ):
        promises = verify(verification, database, raw_list, say)
    say_promises(promises, say)
    return _say_verdict(promises, f"Backup {verification.manifest.name}", say)


def _restore(asked: argparse.Namespace, settings: Settings, say: Say) -> int:
    if asked.data_dir:
        # the store stays where it is, also where only DATA_DIR says so
        moved = {"data_dir": asked.data_dir, "store": settings.store_url}
        settings = settings.model_copy(update=moved)
    data_dir = settings.data_dir.resolve()
    verification = _verification(asked, settings)
    wishes = Wishes(with_raw=asked.with_raw, accept=asked.accept_differences)
    target = Target(data_dir, folder_of(settings.store_url))
    promises = restore(verification, target, wishes, say)
    say_promises(promises, say)
    say(f"Backup {verification.manifest.name} is restored into {data_dir}.")
    failed = _say_verdict(promises, "What is restored", say)
    return _recover_into(settings, say, only_list=not asked.recover) or failed


def _recover(asked: argparse.Namespace, settings: Settings, say: Say) -> int:
    if not settings.database_path.exists():
        raise NothingRestored(f"there is no database in {settings.data_dir}: restore one first")
    return _recover_into(settings, say, only_list=asked.list)


def _verification(asked: argparse.Namespace, settings: Settings) -> Verification:
    place, _, name = asked.source.rstrip("/").rpartition("/backups/")
    if not NAME.fullmatch(name):
        place, name = asked.source, ""
    folder = folder_of(place_url(place))
    if folder is not None and not folder.is_dir():
        raise BackupMissing(f"there is no folder {folder}")
    shelf = Shelf(open_store(place_url(place), private=True))
    store = open_store(settings.store_url)
    manifest = shelf.read(name or None)
    return Verification(shelf, manifest, store, asked.deep, settings.memory_limit)


def _say_verdict(promises: Iterable[Checked], what: str, say: Say) -> int:
    count = sum(each.count for each in promises)
    say(f"{what} is as it must be." if not count else f"{what} has {count} differences.")
    return 1 if count else 0


def _recover_into(settings: Settings, say: Say, *, only_list: bool) -> int:
    database = Database(settings.database_path, memory_limit=settings.memory_limit)
    try:
        migrate(database)
        ingestion = _ingestion(database, settings)
        return _say_unnamed(ingestion, say) if only_list else _say_recovered(ingestion, say)
    finally:
        database.close()


def _ingestion(database: Database, settings: Settings) -> Ingestion:
    store_folder = folder_of(settings.store_url)
    disk = DiskGuard(settings.data_dir, store_folder, settings.min_free_bytes)
    spool = Spool(settings.data_dir / "spool", settings.max_feed_bytes, disk)
    store = open_store(settings.store_url)
    return Ingestion(database, store, spool, Bench(), utc_now, wake=lambda: None)


def _say_unnamed(ingestion: Ingestion, say: Say) -> int:
    found = find_unnamed(ingestion)
    for each in found:
        how = each.note.mode if each.note else "nobody knows how it was to be read"
        say(f"  {each.received_at:%Y-%m-%d %H:%M:%S}  {each.raw_key} ({how})")
    if found:
        say(f"{len(found)} raw files were delivered after the backup: `recover` records them.")
    return 0


def _say_recovered(ingestion: Ingestion, say: Say) -> int:
    left = done = 0
    for each, outcome in recover_all(ingestion):
        if isinstance(outcome, FeedledgerError):
            left += 1
            say(f"  {each.raw_key} is left: {outcome.code}: {outcome}")
        else:
            done += 1
            say(f"  {each.raw_key} is {outcome}")
    say(f"{done} raw files are recorded as delivered, {left} are left.")
    return 1 if left else 0
