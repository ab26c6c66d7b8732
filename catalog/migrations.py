"""Numbered migrations, each applied once and whole, in the order of their numbers."""

from pathlib import Path

from catalog.database import Database
from catalog.errors import RejectedInput

FOLDER = Path(__file__).parent / "migrations"


class UnknownMigration(RejectedInput):
    """The file was written by a newer Feedledger; it is left as it is."""

    code = "database/newer"


class OtherSchema(RejectedInput):
    """The file has other migrations than this version; it is left as it is."""

    code = "database/other_version"


def refuse_other_schema(database: Database) -> None:
    """
    Let pass a file with just the migrations that this version knows.

    Raises:
        OtherSchema: it has fewer or others: use the version that wrote it.
    """
    known = sorted(path.stem for path in FOLDER.glob("*.sql"))
    if list(applied_migrations(database)) != known:
        raise OtherSchema("the database is of another version: use that version")


def migrate(database: Database, folder: Path = FOLDER) -> list[str]:
    """
    Bring the schema up to date and return the names applied now.

    Raises:
        UnknownMigration: the database has a migration that this version does not know;
            nothing was changed.
    """
    with database.transaction() as cursor:
        cursor.execute(
            "create table if not exists migration"
            " (name varchar not null, applied_at timestamptz not null default now())"
        )
    applied = set(applied_migrations(database))
    known = sorted(path.stem for path in folder.glob("*.sql"))
    if unknown := sorted(applied - set(known)):
        message = f"the database has {', '.join(unknown)}: start a version that knows it"
        raise UnknownMigration(message)
    pending = [name for name in known if name not in applied]
    for name in pending:
        _apply(database, name, (folder / f"{name}.sql").read_text(encoding="utf-8"))
    return pending


def applied_migrations(database: Database) -> tuple[str, ...]:
    """Return the names of the migrations that the file has, in their order."""
    rows = database.rows("select name from migration order by name")
    return tuple(row["name"] for row in rows)


def _apply(database: Database, name: str, script: str) -> None:
    with database.transaction() as cursor:
        cursor.execute(script)
        cursor.execute("insert into migration (name) values ($name)", {"name": name})
