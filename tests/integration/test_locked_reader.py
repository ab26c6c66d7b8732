"""Free SQL on the published file: it reads that file, and can do nothing else."""

from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pytest

from analytics.locked_reader import Result, lock_to, open_instance
from analytics.questions import Limits, QueryFailed, QueryRefused, QueryTooBig
from catalog.errors import RejectedInput
from tests.publishing import Publishing


def ask_published(path: Path, sql: str, limits: Limits | None = None) -> pa.Table:
    """Answer a question as its process does, on the thread of the test."""
    return ask_locked(path, sql, limits or Limits())[0]


def ask_locked(path: Path, sql: str, limits: Limits) -> tuple[pa.Table, bool]:
    with closing(open_instance()) as connection:
        lock_to(connection, str(path), limits)
        result = Result(connection, sql, limits)
        table = pa.Table.from_batches(result.batches(), result.schema)
    return table, result.is_cut


@pytest.fixture
def published(with_an_order: Publishing) -> Path:
    """Lend the published file."""
    return with_an_order.path


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
    table, is_cut = ask_locked(published, question, Limits())

    assert table.column(0)[0].as_py() == first
    assert not is_cut


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
    assert ask_published(published, "select count(*) from order_items")[0][0].as_py() == 1


def test_no_variable_of_ours_can_be_read(published: Path) -> None:
    frame = pa.table({"a": ["secret"]})

    with pytest.raises(QueryFailed):
        ask_published(published, "from frame")

    assert frame is not None


def test_result_is_cut_at_its_limit(published: Path) -> None:
    table, is_cut = ask_locked(published, "from range(1000000)", Limits(rows=10))

    assert (table.num_rows, is_cut) == (10, True)


def test_question_that_needs_more_memory_than_it_may_fails(published: Path) -> None:
    greedy = "select list(range) from range(100000000)"

    with pytest.raises(QueryTooBig, match="more than 64 MiB of memory"):
        ask_published(published, greedy, Limits(memory_mib=64))


def test_result_is_cut_where_its_cells_are_too_much(published: Path) -> None:
    greedy = "select repeat('x', 10000) from range(10000)"

    table, is_cut = ask_locked(published, greedy, Limits(result_bytes=5_000_000))

    assert is_cut
    assert 0 < table.nbytes <= 5_000_000


def test_row_that_is_too_large_by_itself_is_refused(published: Path) -> None:
    with pytest.raises(QueryTooBig, match="first row"):
        ask_published(published, "select repeat('x', 2000000)", Limits(result_bytes=1_000_000))


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


def test_errors_tell_callers_that_the_same_question_fails_again() -> None:
    assert issubclass(QueryFailed, RejectedInput)
