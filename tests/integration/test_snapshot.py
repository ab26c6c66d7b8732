"""The copy of the database: all of it, of one moment, with nobody held up, or no copy at all."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from analytics.reconciliation import reconcile
from catalog.database import Database
from catalog.snapshot import copy_database, count_tables

# what a database is made of, but for its rows: the copy must have the same
ANATOMY = (
    "select table_name, sql from duckdb_tables() where database_name = $db order by all",
    (
        "select view_name, sql from duckdb_views()"
        " where database_name = $db and not internal order by all"
    ),
    (
        "select table_name, column_name, data_type, column_default, is_nullable, comment"
        " from duckdb_columns() where database_name = $db and not internal order by all"
    ),
    (
        "select table_name, constraint_type, constraint_text from duckdb_constraints()"
        " where database_name = $db order by all"
    ),
    "select table_name, index_name, sql from duckdb_indexes() where database_name = $db",
    (
        "select sequence_name, increment_by, min_value, max_value, cycle from duckdb_sequences()"
        " where database_name = $db order by all"
    ),
)


def ignore(_share: float) -> None:
    """Go on."""


def copied(database: Database, path: Path) -> dict[str, int]:
    """Copy the database to the path, and return the counts."""
    with database.cursor() as cursor:
        return copy_database(cursor, path, ignore)


def test_copy_that_was_left_attached_is_let_go(database: Database, tmp_path: Path) -> None:
    with database.cursor() as cursor:  # a stop interrupted its rollback, and so it could not detach
        cursor.execute("attach $path as backup_copy", {"path": str(tmp_path / "left.duckdb")})

    assert copied(database, tmp_path / "copy.duckdb")["partner"] == 0


def test_copy_is_opened_while_books_are_reconciled(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "copy.duckdb"
    with database.transaction() as reader, database.cursor() as cursor:

        def reconcile_beside(_share: float) -> None:
            reconcile(reader)

        copy_database(cursor, path, reconcile_beside)
        Database(path).close()


def test_other_file_is_opened_while_a_copy_is_made(database: Database, tmp_path: Path) -> None:
    published = tmp_path / "published.duckdb"
    opened = []
    with database.cursor() as publisher, database.cursor() as cursor:
        publisher.execute("attach $path as published", {"path": str(published)})

        def detach_and_open(_share: float) -> None:
            publisher.execute("detach database if exists published")
            Database(published).close()
            opened.append(published)

        copy_database(cursor, tmp_path / "copy.duckdb", detach_and_open)

    assert opened


def test_copy_has_every_part_of_the_schema(database: Database, tmp_path: Path) -> None:
    with database.transaction() as cursor:
        cursor.execute("comment on table partner is 'who sends feeds'")
        cursor.execute("comment on column partner.code is 'as in keys'")
        cursor.execute("create index by_name on partner (name)")
        cursor.execute('create table odd ("a \'b" struct(x int, y json), z decimal(18,4)[])')
        cursor.execute("insert into odd values ({'x': 1, 'y': '{\"k\": [1]}'}, [1.5])")

    counts = copied(database, tmp_path / "it's a copy.duckdb")

    copy = Database(tmp_path / "it's a copy.duckdb")
    for part in ANATOMY:
        theirs = copy.rows(part, {"db": "it's a copy"})
        assert theirs == database.rows(part, {"db": "feedledger"})
    assert copy.rows("from odd") == database.rows("from odd")
    with copy.cursor() as cursor:
        assert count_tables(cursor) == counts
    copy.close()


def test_sequences_of_the_copy_go_on_behind_what_was_used(
    database: Database, tmp_path: Path
) -> None:
    with database.transaction() as cursor:
        for _ in range(5):
            cursor.execute("select nextval('feed_seq')")
        cursor.execute("insert into partner (code, name) values ('a', 'A'), ('b', 'B')")

    copied(database, tmp_path / "copy.duckdb")

    copy = Database(tmp_path / "copy.duckdb")
    assert copy.row("select nextval('feed_seq') as next") == {"next": 6}
    with copy.transaction() as cursor:
        cursor.execute("insert into partner (code, name) values ('c', 'C')")
    assert [row["partner_id"] for row in copy.rows("select partner_id from partner")] == [1, 2, 3]
    copy.close()


def test_copy_is_of_one_moment_while_others_write(database: Database, tmp_path: Path) -> None:
    with database.transaction() as cursor:
        cursor.execute("create table z_second (number bigint)")
        cursor.execute("create table a_first (number bigint default nextval('job_seq'), pad text)")
        cursor.execute("insert into a_first (pad) select repeat('x', 100) from range(300000)")
        cursor.execute("insert into z_second select number from a_first")
    stop, written = threading.Event(), []

    def write() -> None:
        while not stop.is_set():
            with database.transaction() as cursor:
                cursor.execute("insert into a_first (pad) values ('y') returning number")
                number = cursor.fetchall()[0][0]
                cursor.execute("insert into z_second values ($number)", {"number": number})
            written.append(number)

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    during: list[int] = []
    for number in range(3):
        before = len(written)
        copied(database, tmp_path / f"{number}.duckdb")
        during.append(len(written) - before)
    stop.set()
    for writer in writers:
        writer.join()

    assert min(during) > 0
    for number in range(3):
        copy = Database(tmp_path / f"{number}.duckdb")
        assert copy.rows("select number from a_first except select number from z_second") == []
        assert copy.rows("select number from z_second except select number from a_first") == []
        # what the snapshot has was drawn before: nothing of it is drawn again
        drawn = copy.row("select nextval('job_seq') as next, max(number) as last from a_first")
        assert drawn
        assert drawn["next"] > drawn["last"]
        copy.close()


def test_deleted_rows_are_no_rows_of_the_copy(database: Database, tmp_path: Path) -> None:
    with database.transaction() as cursor:
        cursor.execute("create table gaps as select number from range(400000) as t(number)")
    with database.transaction() as cursor:
        cursor.execute("delete from gaps where number % 3 = 0 or number > 250000")

    counts = copied(database, tmp_path / "copy.duckdb")

    copy = Database(tmp_path / "copy.duckdb")
    facts = "select count(*) as rows, sum(number) as total from gaps"
    assert copy.row(facts) == database.row(facts)
    assert counts["gaps"] == 166_667
    copy.close()


@pytest.mark.parametrize("after", [0, 2])
def test_copy_that_is_broken_off_leaves_nothing(
    database: Database, tmp_path: Path, after: int
) -> None:
    path = tmp_path / "parts" / "copy.duckdb"
    path.parent.mkdir()

    with pytest.raises(KeyboardInterrupt), database.cursor() as cursor:
        copy_database(cursor, path, break_off(after))

    assert list(path.parent.iterdir()) == []
    assert copied(database, path)["migration"] > 0


def test_only_the_owner_may_read_the_copy(database: Database, tmp_path: Path) -> None:
    copied(database, tmp_path / "copy.duckdb")

    assert (tmp_path / "copy.duckdb").stat().st_mode & 0o777 == 0o600


def break_off(after: int) -> Callable[[float], None]:
    """Return a listener that is told so often before it breaks the copy off."""
    told: list[float] = []

    def tell(share: float) -> None:
        told.append(share)
        if len(told) > after:
            raise KeyboardInterrupt

    return tell
