"""Where questions are put: so many at once, with a history, and away with the application."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from analytics.published_files import NAME, Seen
from analytics.query_desk import QueryDesk, Room
from analytics.query_history import KEPT, Asked, list_questions, note_question
from analytics.questions import Limits, QueriesBusy, QueryCancelled, QueryFailed, QueryUnavailable
from analytics.saved_queries import (
    QueryNameTaken,
    QueryToSave,
    SavedQueryNotFound,
    delete_saved,
    list_saved,
    save_query,
)
from catalog.clock import utc_now
from catalog.database import Database
from tests.publishing import Publishing
from tests.shop import Shop

LONG = "select sum(hash(a.range, b.range)) from range(1e7::int) a, range(1e7::int) b"


@pytest.fixture
def publishing(database: Database, tmp_path: Path) -> Publishing:
    """Lend a publisher whose file is there."""
    publishing = Publishing(database, tmp_path)
    Shop(database).stocked(LAMP=5)
    publishing.publish()
    return publishing


@pytest.fixture
def desk(publishing: Publishing) -> Iterator[QueryDesk]:
    """Lend a desk with room for two questions, one of each user."""
    desk = QueryDesk(publishing.database, publishing.path, Limits(), Room(2, 1))
    yield desk
    desk.close()


def test_question_for_which_there_is_no_room_is_refused(desk: QueryDesk) -> None:
    running = desk.ask(LONG, "user:a")
    with pytest.raises(QueriesBusy, match="you have 1 running"):
        desk.ask("select 1", "user:a")
    other = desk.ask(LONG, "user:b")
    with pytest.raises(QueriesBusy, match="2 questions are running"):
        desk.ask("select 1", "user:c")

    running.cancel()
    assert running.wait(60)
    again = desk.ask("select 1", "user:a")

    assert again.answer().table.num_rows == 1
    other.cancel()
    with pytest.raises(QueryCancelled):
        other.answer()


def test_answer_comes_also_where_the_history_cannot_be_written(
    desk: QueryDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the database is closed")

    monkeypatch.setattr("analytics.query_desk.note_question", fail)
    question = desk.ask("select 1", "user:a")

    assert question.wait(60)
    assert question.answer().table.num_rows == 1


def test_history_has_the_last_hundred_of_each_user(desk: QueryDesk, database: Database) -> None:
    for number in range(KEPT + 1):
        asked = Asked("user:a", utc_now(), f"select {number}")
        note_question(database, asked, 0.1, QueryFailed("no"))
    desk.ask("select 1 as n", "user:b").answer()

    last = list_questions(database, "user:a")
    assert [entry.sql for entry in last] == [f"select {n}" for n in range(KEPT, 0, -1)]
    assert {entry.error_code for entry in last} == {"query/failed"}
    (entry,) = list_questions(database, "user:b")
    assert (entry.sql, entry.rows, entry.is_cut) == ("select 1 as n", 1, False)


def test_file_is_replaced_while_a_question_runs_and_let_go_of_after_it(
    desk: QueryDesk, publishing: Publishing
) -> None:
    running = desk.ask(LONG, "user:a")
    assert not running.wait(1.0)
    before = Seen.of(publishing.path)

    Shop(publishing.database).stocked(RUG=1)
    publishing.publish()
    fresh = desk.ask("select count(*) as n from products", "user:b").answer()

    assert Seen.of(publishing.path) != before
    assert fresh.table.to_pylist() == [{"n": 2}]
    running.cancel()
    assert running.wait(60)
    assert not any(NAME in name for name in open_files())


def open_files() -> Iterator[str]:
    """Yield what this process and its children have open."""
    tasks = Path("/proc/self/task").iterdir()
    children = " ".join((task / "children").read_text(encoding="ascii") for task in tasks)
    for process in ("self", *children.split()):
        for link in (Path("/proc") / process / "fd").glob("*"):
            with suppress(OSError):
                yield str(link.readlink())


def test_closing_ends_what_runs(publishing: Publishing) -> None:
    desk = QueryDesk(publishing.database, publishing.path, Limits(), Room())
    running = desk.ask(LONG, "user:a")
    assert not running.wait(0.5)

    desk.close()

    with pytest.raises(QueryUnavailable, match="the application is stopping"):
        running.answer()
    with pytest.raises(QueryUnavailable):
        desk.ask("select 1", "user:a")


def test_schema_has_every_table_with_the_meaning_of_its_columns(desk: QueryDesk) -> None:
    schema = desk.read_schema()

    names = [table.name for table in schema.tables]
    assert {"about", "orders", "daily_revenue"} <= set(names)
    assert all(table.comment for table in schema.tables)
    assert all(column.comment for table in schema.tables for column in table.columns)
    assert "measure_net(gross, refunds)" in [function.call for function in schema.functions]
    assert desk.read_schema() is schema


def test_own_queries_are_seen_by_their_owner_alone(database: Database) -> None:
    own = save_query(database, QueryToSave(name="Mine", sql="select 1"), "user:a")
    save_query(database, QueryToSave(name="Ours", sql="select 2", is_shared=True), "user:a")

    assert [query.name for query in list_saved(database, "user:b")] == ["Ours"]
    with pytest.raises(SavedQueryNotFound):
        delete_saved(database, own.query_id, "user:b")
    with pytest.raises(SavedQueryNotFound):
        save_query(database, QueryToSave(name="Z", sql="select 3"), "user:b", own.query_id)
    assert [query.sql for query in list_saved(database, "user:a")] == ["select 1", "select 2"]


def test_name_of_another_query_is_refused(database: Database) -> None:
    save_query(database, QueryToSave(name="Ours", sql="select 2", is_shared=True), "user:a")

    with pytest.raises(QueryNameTaken):
        save_query(database, QueryToSave(name=" ours ", sql="select 3"), "user:b")

    assert len(list_saved(database, "user:b")) == 1


def test_what_is_shared_is_changed_by_others_and_stays_shared(database: Database) -> None:
    ours = save_query(database, QueryToSave(name="Ours", sql="select 1", is_shared=True), "user:a")

    changed = QueryToSave(name="Theirs", sql="select 2", is_shared=False)
    save_query(database, changed, "user:b", ours.query_id)

    (seen,) = list_saved(database, "user:c")
    assert (seen.name, seen.sql, seen.owner) == ("Theirs", "select 2", "user:a")


def test_malformed_id_is_no_query(database: Database) -> None:
    with pytest.raises(SavedQueryNotFound):
        delete_saved(database, "x", "user:a")
