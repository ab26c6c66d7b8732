"""Whole answers as files: all rows or none, within limits said before, and by the same process."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pyarrow.parquet as pq
import pytest

from analytics.kept_files import FileGone, KeptFiles
from analytics.query_desk import QueryDesk, Room
from analytics.query_history import list_questions
from analytics.questions import (
    FileAnswer,
    Limits,
    QueriesBusy,
    QueryCancelled,
    QueryTooBig,
    QueryTooLong,
)
from catalog.errors import DiskFull
from catalog.exports import PIECE_BYTES, ExportRoom, Form
from tests.api import Client
from tests.doorway import Gate
from tests.publishing import Publishing

USER = "user:admin"
EXPORT = "/api/v1/analytics/sql/export"
LONG = "select sum(hash(a.range, b.range)) from range(1e7::int) a, range(1e7::int) b"
MANY = "select range as n, 'text ' || range as t from range(120000)"


def any_room(_more_bytes: int) -> None:
    """Find room for anything."""


@pytest.fixture
def room(tmp_path: Path) -> ExportRoom:
    """Lend an empty folder for files."""
    (folder := tmp_path / "files").mkdir()
    return ExportRoom(folder, any_room)


def open_desk(publishing: Publishing, **limits: float) -> QueryDesk:
    of_file = Limits(**{"rows": 200_000, **limits})  # type: ignore[arg-type]
    return QueryDesk(publishing.database, publishing.path, Limits(rows=10), Room(2, 1, of_file))


@pytest.fixture
def desk(with_an_order: Publishing) -> Iterator[QueryDesk]:
    """Lend a desk that shows ten rows, and lets a file have 200,000."""
    desk = open_desk(with_an_order)
    yield desk
    desk.close()


def whole(desk: QueryDesk, sql: str, form: Form, room: ExportRoom) -> FileAnswer:
    answer = desk.export(sql, USER, form, room).answer()
    assert isinstance(answer, FileAnswer)
    return answer


def content(answer: FileAnswer) -> bytes:
    return b"".join(answer.file.pieces())


def test_file_has_all_rows_where_the_page_shows_the_first(
    desk: QueryDesk, room: ExportRoom, with_an_order: Publishing
) -> None:
    assert desk.ask(MANY, USER).answer().is_cut

    as_csv, as_parquet = (whole(desk, MANY, form, room) for form in ("csv", "parquet"))

    rows = list(csv.reader(io.StringIO(content(as_csv).decode(), newline="")))
    expected = [(n, f"text {n}") for n in range(120_000)]
    assert (rows[0], len(rows)) == (["n", "t"], 120_001)
    assert [(int(n), text) for n, text in rows[1:]] == expected
    table = pq.read_table(io.BytesIO(content(as_parquet)))
    assert list(zip(*(column.to_pylist() for column in table.columns), strict=True)) == expected
    assert as_csv.rows == as_parquet.rows == 120_000
    assert list_questions(with_an_order.database, USER)[0].rows == 120_000


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_all_types_are_written(desk: QueryDesk, room: ExportRoom, form: Form) -> None:
    sql = "select *, 1 as same, 2 as same from test_all_types()"

    answer = whole(desk, sql, form, room)

    if form == "parquet":
        assert pq.read_table(io.BytesIO(content(answer))).num_rows == 3
    else:
        assert len(list(csv.reader(io.StringIO(content(answer).decode(), newline="")))) == 4


def test_no_cell_of_csv_is_a_formula(desk: QueryDesk, room: ExportRoom) -> None:
    sql = "select unnest(['=1', '+1', '-1', '@a', chr(9) || 'a', 'a=1', null]) as \"=n\", -1 as m"

    rows = list(csv.reader(io.StringIO(content(whole(desk, sql, "csv", room)).decode())))

    assert rows[0] == ["'=n", "m"]
    assert [row[0] for row in rows[1:]] == ["'=1", "'+1", "'-1", "'@a", "'\ta", "a=1", ""]
    assert {row[1] for row in rows[1:]} == {"-1"}
    typed = pq.read_table(io.BytesIO(content(whole(desk, sql, "parquet", room))))
    assert typed.column("=n").to_pylist()[0] == "=1"


@pytest.mark.parametrize(
    ("limits", "sql", "refused"),
    [
        ({"rows": 1000}, "from range(1001)", QueryTooBig),
        ({"result_bytes": 1_000_000}, "select repeat('x', 999) from range(2000)", QueryTooBig),
        ({"result_bytes": 2_000_000}, "select repeat('\"', 999) from range(1900)", QueryTooBig),
        ({"result_bytes": 100_000}, "select true, null from range(9999)", QueryTooBig),
        ({"piece_bytes": 1000}, "select repeat('x', 2000)", QueryTooBig),
        ({"memory_mib": 64}, "select list(range) from range(100_000_000)", QueryTooBig),
        ({"seconds": 0.5}, LONG, QueryTooLong),
    ],
    ids=["rows", "bytes", "bytes of the file", "bits", "a row", "memory", "time"],
)
def test_what_does_not_fit_leaves_no_file(
    with_an_order: Publishing,
    made_files: list[IO[bytes]],
    limits: dict[str, float],
    sql: str,
    refused: type[Exception],
) -> None:
    desk = open_desk(with_an_order, **limits)
    room = ExportRoom(with_an_order.path.parent, any_room)

    with pytest.raises(refused):
        whole(desk, sql, "csv", room)

    assert [file.closed for file in made_files] == [True]
    desk.close()


def test_result_of_just_as_many_rows_as_may_be_is_whole(
    with_an_order: Publishing, room: ExportRoom
) -> None:
    desk = open_desk(with_an_order, rows=1000)

    answer = whole(desk, "from range(1000)", "csv", room)

    assert (answer.rows, content(answer).count(b"\n")) == (1000, 1001)
    desk.close()


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_room_is_asked_for_all_that_is_written(
    desk: QueryDesk, room: ExportRoom, form: Form
) -> None:
    asked: list[int] = []

    answer = whole(desk, MANY, form, ExportRoom(room.folder, asked.append))

    size_bytes = len(content(answer))
    assert size_bytes <= sum(asked) <= size_bytes + PIECE_BYTES


def test_full_disk_ends_the_question(desk: QueryDesk, room: ExportRoom) -> None:
    def refuse(_more_bytes: int) -> None:
        raise DiskFull("no room")

    with pytest.raises(DiskFull):
        whole(desk, MANY, "csv", ExportRoom(room.folder, refuse))

    assert desk.ask("select 1", USER).answer().rows == 1


def test_file_on_its_way_is_cancelled_and_takes_a_question_s_place(
    desk: QueryDesk, room: ExportRoom
) -> None:
    question = desk.export(LONG, USER, "csv", room)
    with pytest.raises(QueriesBusy):
        desk.ask("select 1", USER)

    question.cancel()

    assert question.wait(60)
    with pytest.raises(QueryCancelled):
        question.answer()
    assert desk.ask("select 1", USER).answer().rows == 1


def test_file_that_is_being_read_stays_though_it_is_kept_no_longer(
    desk: QueryDesk, room: ExportRoom
) -> None:
    file_id = desk.files.keep(whole(desk, MANY, "csv", room), USER)
    first, second = desk.files.find(file_id, USER), desk.files.find(file_id, USER)
    begun = first.file.pieces()
    assert next(begun) == b""

    desk.files.close()

    assert b"".join(begun) == content(second)
    with pytest.raises(FileGone):
        desk.files.find(file_id, USER)


def test_file_is_let_go_of_though_nobody_asks_again(desk: QueryDesk, room: ExportRoom) -> None:
    answer = whole(desk, "select 1", "csv", room)
    files = KeptFiles(kept_s=-1.0)
    files.keep(answer, USER)

    files.drop_old()

    assert answer.file.file.closed


@pytest.mark.parametrize(
    "sql", ["copy (select 1) to '/tmp/x.csv'", "delete from orders", "select 1; select 2"]
)
def test_file_is_of_one_statement_that_reads(client: Client, sql: str) -> None:
    Publishing(client.services.database, client.services.ingestion.spool.folder.parent).publish()

    answer = client.post(EXPORT, json={"sql": sql})

    assert (answer.status_code, answer.json()["code"]) == (400, "query/refused")


def test_key_of_everything_takes_the_whole_result(client: Client) -> None:
    Publishing(client.services.database, client.services.ingestion.spool.folder.parent).publish()
    of_lumen = client.make_key("analytics:read", "catalog:read")

    answer = client.post(EXPORT, json={"sql": "from range(20000)"})
    typed = client.post(f"{EXPORT}?format=parquet", json={"sql": "from range(20000)"}, key=of_lumen)

    assert answer.text.count("\n") == 20_001
    assert pq.read_table(io.BytesIO(typed.content)).num_rows == 20_000


def test_visitor_takes_his_own_file_and_nobody_elses(
    gate: Gate, desk: QueryDesk, room: ExportRoom, client: Client
) -> None:
    files = client.services.queries.files
    ours = files.keep(whole(desk, "select 1 as n", "csv", room), USER)
    theirs = files.keep(whole(desk, "select 2 as n", "csv", room), "user:other")
    stranger = gate.ask("GET", f"/copies/answers/{ours}", headers={"sec-fetch-dest": "empty"})
    gate.sign_in()

    answers = [gate.ask("GET", f"/copies/answers/{ours}") for _ in range(2)]
    foreign = gate.ask("GET", f"/copies/answers/{theirs}")

    assert stranger.status_code == 401
    assert {answer.content.decode("utf-8-sig") for answer in answers} == {"n\n1\n"}
    assert (foreign.status_code, foreign.json()["code"]) == (404, "query/file_gone")
    files.keep(whole(desk, "select 3 as n", "csv", room), USER)
    with pytest.raises(FileGone):
        files.find(ours, USER)
