"""Free SQL on the published file: it reads that file, and can do nothing else."""

import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from analytics.locked_reader import (
    Limits,
    NotPublished,
    QueryFailed,
    QueryRefused,
    QueryTooLong,
    ResultTooLarge,
    ask_published,
)
from catalog.database import Database
from catalog.errors import RejectedInput
from catalog.migrations import migrate
from tests.publishing import Publishing
from tests.shop import Shop, ask

FOREVER = "select sum(a.range % 7) from range(1000000000) a, range(1000000000) b"


@pytest.fixture(scope="module")
def publishing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publishing]:
    """Lend a publisher whose file has an order in it."""
    folder = tmp_path_factory.mktemp("published")
    database = Database(folder / "feedledger.duckdb", memory_limit="1GB", threads=2)
    migrate(database)
    publishing = Publishing(database, folder)
    shop = Shop(database)
    shop.stocked(LAMP=5)
    shop.place(ask(LAMP=2))
    publishing.publish()
    yield publishing
    database.close()


@pytest.fixture
def published(publishing: Publishing) -> Path:
    """Lend the published file."""
    return publishing.path


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """Lend a file that nobody may read from a question."""
    path = tmp_path / "secret.csv"
    path.write_text("a\nsecret\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("select net from daily_revenue", 20),
        ("from order_items select sku;", "LAMP"),
        ("with l as (from products) select count(*) from l -- all", 1),
        ("describe products", "product_id"),
    ],
)
def test_question_is_answered(published: Path, question: str, first: object) -> None:
    answer = ask_published(published, question)

    assert answer.table.column(0)[0].as_py() == first
    assert not answer.is_cut


@pytest.mark.parametrize(
    "hostile",
    [
        "from read_csv('{secret}')",
        "from '{secret}'",
        "from read_text('{secret}')",
        "from read_blob('{secret}')",
        "from glob('{folder}/*')",
        "from sniff_csv('{secret}')",
        "select * from query('from read_csv(''{secret}'')')",
        "select * from query_table('{secret}')",
        "copy (select 1) to '{folder}/out.csv'",
        "export database '{folder}/out'",
        "attach '{folder}/feedledger.duckdb'",
        "attach '{folder}/new.duckdb' as new",
        "create table x as select 1",
        "create temp table x as select 1",
        "delete from order_items",
        "install httpfs",
        "load httpfs",
        "set enable_external_access = true",
        "set memory_limit = '64GB'",
        "reset lock_configuration",
        "pragma memory_limit = '64GB'",
        "call pragma_version()",
        "create secret s (type s3, key_id 'a', secret 'b')",
        "checkpoint analytics",
        "detach analytics",
        "use memory",
        "begin",
        "select 1; select 2",
        "select 1; set threads = 8",
        "",
        "from secret",
        "explain analyze copy (select 1) to '{folder}/out.csv'",
        "prepare p as select 1",
        "execute p",
        "select '\ud800'",
    ],
)
def test_hostile_statement_reaches_nothing(published: Path, secret: Path, hostile: str) -> None:
    before = sorted(secret.parent.rglob("*"))
    statement = hostile.format(secret=secret, folder=secret.parent)

    with pytest.raises((QueryRefused, QueryFailed)):
        ask_published(published, statement)

    assert sorted(secret.parent.rglob("*")) == before
    assert ask_published(published, "select count(*) from order_items").table[0][0].as_py() == 1


def test_no_variable_of_ours_can_be_read(published: Path) -> None:
    frame = pa.table({"a": ["secret"]})

    with pytest.raises(QueryFailed):
        ask_published(published, "from frame")

    assert frame is not None


def test_question_without_end_is_stopped(published: Path) -> None:
    began_s = time.monotonic()

    with pytest.raises(QueryTooLong):
        ask_published(published, FOREVER, Limits(seconds=0.2))

    assert time.monotonic() - began_s < 60


def test_result_is_cut_at_its_limit(published: Path) -> None:
    answer = ask_published(published, "from range(1000000)", Limits(rows=10))

    assert (answer.table.num_rows, answer.is_cut) == (10, True)


def test_question_that_needs_more_memory_than_it_may_fails(published: Path) -> None:
    greedy = "select list(range) from range(100000000)"

    with pytest.raises(QueryFailed, match="Out of Memory"):
        ask_published(published, greedy, Limits(memory="50MB"))


def test_rows_that_are_too_much_to_show_are_not_piled_up(published: Path) -> None:
    greedy = "select repeat('x', 10000) from range(10000)"

    with pytest.raises(ResultTooLarge):
        ask_published(published, greedy, Limits(result_bytes=50_000_000))
    assert ask_published(published, greedy, Limits(rows=100)).table.num_rows == 100


@pytest.mark.parametrize(
    "late",
    [
        "select case when range = 9000 then error('late') else 1 end from range(9500)",
        "select cast(case when range = 9000 then 'late' else '1' end as int) from range(9500)",
    ],
)
def test_row_that_fails_late_is_told_like_one_that_fails_at_once(
    published: Path, late: str
) -> None:
    with pytest.raises(QueryFailed, match="late"):
        ask_published(published, late)


def test_question_before_the_first_file_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(NotPublished):
        ask_published(tmp_path / "analytics.duckdb", "select 1")


def test_question_sees_the_file_that_is_published_now(
    publishing: Publishing, published: Path
) -> None:
    Shop(publishing.database).stocked(RUG=1)
    publishing.publish()

    answer = ask_published(published, "select count(*) from products")

    assert answer.table[0][0].as_py() == 2


def test_errors_tell_callers_that_the_same_question_fails_again() -> None:
    assert issubclass(QueryFailed, RejectedInput)
