"""Whatever the fast reader takes, the exact one reads alike."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest
from duckdb import DuckDBPyConnection
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st

from catalog.currencies import write_currencies
from catalog.database import Database, Row, rows_of
from catalog.migrations import migrate
from ingestion import reading, sorted_reading, sorting
from ingestion.ledger import LedgerImbalance, balance
from ingestion.profiles import FileFormat, Profile
from ingestion.source import Source
from ingestion.staging import Reading, Staged, classify_records, stage_records
from tests.makers import make_partner

PROFILE = Profile(fields={"sku": "a"}, file=FileFormat(delimiter=","))
FOUND = "select * exclude (record_hash) from numbered order by record_number"


@pytest.fixture(scope="module")
def cursor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDBPyConnection]:
    """Lend one cursor to all files: what is staged on it is replaced each time."""
    database = Database(tmp_path_factory.mktemp("readers") / "feedledger.duckdb")
    migrate(database)
    write_currencies(database)
    make_partner(database, "readers")
    cursor = database.open_cursor()
    yield cursor
    cursor.close()
    database.close()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("readers") / "feed.raw"


def stage(cursor: DuckDBPyConnection, file: Path) -> Staged:
    return stage_records(cursor, Reading(file, 1, PROFILE, "delta", 10**6), lambda: None)


def read_both_ways(cursor: DuckDBPyConnection, file: Path) -> tuple[list[Row], list[Row]] | None:
    """Return what each reader read, None where the fast one refuses."""
    if stage(cursor, file).source.is_exact:
        return None
    fast = rows_of(cursor.execute(FOUND))
    return fast, read_exactly(cursor, file)[0]


def read_exactly(cursor: DuckDBPyConnection, file: Path) -> tuple[list[Row], Source]:
    """Return what the exact reader alone reads."""
    with mock.patch.object(reading, "_read_whole", return_value=None):
        source = stage(cursor, file).source
    assert source.is_exact
    return rows_of(cursor.execute(FOUND)), source


def read_sorted(cursor: DuckDBPyConnection, file: Path) -> tuple[list[Row], Source] | None:
    """Return what both readers read together, None where the exact one has most to do."""
    with (
        mock.patch.object(reading, "_read_whole", return_value=None),
        mock.patch.object(reading, "_read_exactly", side_effect=LookupError),
        mock.patch.object(sorted_reading, "MANY_LINES", 0),
        mock.patch.object(sorting, "MOST_ODD", 0.9),
    ):
        try:
            source = stage(cursor, file).source
        except LookupError:
            return None
    return rows_of(cursor.execute(FOUND)), source


LINES = st.lists(st.text(st.sampled_from('xy "",é\\\'\t\x01\x02;#'), max_size=9), min_size=1)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(lines=LINES, end=st.sampled_from(["\n", "\r\n"]), bom=st.booleans())
@example(lines=['x, "y, z"', '"x" ,y', 'x,"a""b"', 'x,a"b"', 'x"y",z'], end="\n", bom=False)
@example(lines=["x,\x01", "y,\x02"], end="\n", bom=False)
def test_two_readers_read_alike(
    cursor: DuckDBPyConnection, file: Path, *, lines: list[str], end: str, bom: bool
) -> None:
    text = end.join(["a,b", "k,v", *(f"{at},{line}" for at, line in enumerate(lines))]) + end
    file.write_bytes(text.encode("utf-8-sig" if bom else "utf-8"))

    both = read_both_ways(cursor, file)

    assert both is None or both[0] == both[1]


CELLS = st.text(st.sampled_from("xy ,'\"é;"), max_size=6)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rows=st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=9))
def test_what_csv_writes_in_single_lines_is_read_fast(
    cursor: DuckDBPyConnection, file: Path, *, rows: list[tuple[str, str]]
) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerows([("a", "b", "n"), *((*row, "n") for row in rows)])
    file.write_bytes(text.getvalue().encode())

    both = read_both_ways(cursor, file)

    assert both is not None
    assert both[0] == both[1]


ENDS = st.sampled_from(["\n", "\n", "\n", "\r\n", "\r", "\n\n"])
ODD = st.text(st.sampled_from('x "",é\'\t\x00\x01\x03\n\r'), max_size=9)
PLAIN = st.sampled_from(["y,z", '"y, z",é', "y,", '"a""b",c', "é'ø,z"])


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    lines=st.lists(st.tuples(PLAIN | PLAIN | ODD, ENDS), min_size=1, max_size=12),
    codec=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    broken=st.booleans(),
)
@example(
    lines=[('"a', "\n"), ("y,z", "\n"), ('b"', "\n"), ("y,z", "\n")], codec="utf-8", broken=False
)
@example(lines=[('x,"a', "\n"), ("y,z", "\n"), ("y,", "\n\n")], codec="utf-8", broken=True)
def test_both_readers_together_read_as_the_exact_one(
    cursor: DuckDBPyConnection,
    file: Path,
    *,
    lines: list[tuple[str, str]],
    codec: str,
    broken: bool,
) -> None:
    records = "".join(f"{at},{line}{end}" for at, (line, end) in enumerate(lines))
    text = f"a,b,c\nk,v,w\n{records}z,y,x\n" + "p,q,r\n" * (len(lines) // 2)
    body = text.encode(codec, "replace")
    file.write_bytes(body + b"q,\xff\xfe,r\nlast,x,y\n" if broken and codec == "utf-8" else body)

    together = read_sorted(cursor, file)

    alone = read_exactly(cursor, file)
    event("the exact one alone" if together is None else "together")
    assert together is None or together[0] == alone[0]
    assert together is None or together[1] == alone[1]


def test_record_that_is_lost_on_the_way_is_an_imbalance(
    cursor: DuckDBPyConnection, file: Path
) -> None:
    file.write_bytes(b'a,b\n1,"x\ny"\n2,z\n')
    staged = stage(cursor, file)
    cursor.execute("delete from record where sku = '2'")

    with pytest.raises(LedgerImbalance):
        balance(staged, classify_records(cursor))


@pytest.mark.parametrize("lost", ["typed", "line"])
def test_record_that_one_count_alone_misses_is_an_imbalance(
    cursor: DuckDBPyConnection, file: Path, lost: str
) -> None:
    file.write_bytes(b'a,b\n1,"x\ny"\n2,z\n')
    name = "count_typed" if lost == "typed" else "count_lines"
    with mock.patch.object(reading, name, return_value=1 if lost == "typed" else 5):
        staged = stage(cursor, file)

    with pytest.raises(LedgerImbalance):
        balance(staged, classify_records(cursor))
