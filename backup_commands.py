"""`python app.py backup`, `verify`, `restore` and `recover`: what operators do at a shell."""

import argparse
import time
from collections.abc import Callable, Sequence
from uuid import uuid4

from backup_returns import add_bringing_back, say_promises
from backups.asking import Answer, Asked, Errand
from backups.desk import WORK_FOLDER
from backups.making import BackupOrder, Workshop, make_backup
from backups.restoring import BooksDisagree
from backups.shelf import Shelf
from catalog.clock import utc_now
from catalog.database import Database, DatabaseBusy
from catalog.errors import FeedledgerError, RejectedInput
from catalog.migrations import refuse_other_schema
from catalog.settings import Settings, place_url, read_settings
from ingestion.open_store import open_store

COMMANDS = ("backup", "verify", "restore", "recover")
POLL_S = 0.2
PATIENCE_S = 30.0  # the application looks for questions every second

Say = Callable[[str], None]


class NoDatabase(RejectedInput):
    """There is nothing to back up; nothing was written."""

    code = "backup/no_database"


class NotAnswered(RejectedInput):
    """The application that holds the database did not take the backup up; it is withdrawn."""

    code = "backup/not_answered"


def run_command(arguments: Sequence[str], say: Say) -> int:
    """Do what the command line asks for and return the exit code: 0 only if all is well."""
    asked = _parser().parse_args(arguments)
    try:
        return int(asked.run(asked, read_settings(), say))
    except BooksDisagree as error:
        say_promises(error.promises, say)
        return _refuse(error, say)
    except FeedledgerError as error:
        return _refuse(error, say)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python app.py")
    commands = parser.add_subparsers(required=True)
    backup = commands.add_parser("backup", help="add a backup to a folder or to s3://BUCKET/PREFIX")
    backup.add_argument("destination")
    backup.add_argument("--with-raw", action="store_true", help="copy the raw files as well")
    backup.set_defaults(run=_back_up)
    add_bringing_back(commands.add_parser)
    return parser


def _refuse(error: FeedledgerError, say: Say) -> int:
    say(f"{error.code}: {error}")
    return 1


def _back_up(asked: argparse.Namespace, settings: Settings, say: Say) -> int:
    """Make a backup: by the application if it runs, else here."""
    if not settings.database_path.exists():
        raise NoDatabase(f"there is no database in {settings.data_dir}")
    question = Asked(to=place_url(asked.destination), with_raw=asked.with_raw)
    try:
        database = Database(settings.database_path, memory_limit=settings.memory_limit)
    except DatabaseBusy:
        return _ask(question, settings, say)
    try:
        refuse_other_schema(database)
        _make(database, question, settings, say)
    finally:
        database.close()
    return 0


def _make(database: Database, question: Asked, settings: Settings, say: Say) -> None:
    workshop = Workshop(open_store(settings.store_url), settings.data_dir / WORK_FOLDER, utc_now)
    shelf = Shelf(open_store(question.to, private=True))
    tell = _Progress(say)
    order = BackupOrder(str(uuid4()), question.with_raw)
    with database.cursor() as cursor:
        result = make_backup(workshop, cursor, shelf, order, tell)
    _say_made(result, question, say)


def _ask(question: Asked, settings: Settings, say: Say) -> int:
    """Have the running application make it, and say how far it is until it is over."""
    errand = Errand.begin(settings.data_dir, question)
    try:
        answer = _wait(errand, _Progress(say))
    finally:
        errand.end()
    if answer.status == "SUCCEEDED":
        _say_made(answer.result or {}, question, say)
        return 0
    say(f"{answer.status}: {(answer.error or {}).get('detail', '')} (job {answer.job_id})")
    return 1


def _wait(errand: Errand, tell: "_Progress") -> Answer:
    asked_s = time.monotonic()
    while True:
        answer = errand.read()
        if answer is None and time.monotonic() - asked_s > PATIENCE_S:
            raise NotAnswered(f"no answer in {PATIENCE_S:.0f} s from what holds the database")
        if answer is not None:
            tell(answer.progress, answer.phase or answer.status.lower())
            if answer.is_over:
                return answer
        time.sleep(POLL_S)


class _Progress:
    """Says how far it is at each new phase and each tenth."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._said = ("", -1)

    def __call__(self, progress: float, phase: str) -> None:
        if self._said != (phase, int(progress * 10)):
            self._said = (phase, int(progress * 10))
            self._say(f"{progress:>4.0%}  {phase}")


def _say_made(result: dict[str, object], question: Asked, say: Say) -> None:
    say(
        f"Backup {result['name']} is in {question.to}: {result['size_bytes']} bytes, and"
        f" {result['raw_objects']} raw files named, {result['raw_copied']} of them copied now."
    )
    if result["raw_missing"]:
        say(f"{result['raw_missing']} raw files are not in the store, and so in no backup.")
