"""Each question in a process of its own, which the kernel keeps within its bounds."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from analytics.question_pool import QuestionPool
from analytics.questions import (
    Answer,
    Limits,
    QueryFailed,
    QueryTooBig,
    QueryTooLong,
)
from catalog.database import Database
from catalog.migrations import migrate
from tests.publishing import Publishing
from tests.shop import Shop, ask

SHORT = Limits(seconds=0.5)
BOMBS = [
    # one vector of huge cells
    "select repeat('x', 100_000_000) from range(10_000)",
    "select sum(length(repeat('x', 100_000_000 + range::int))) from range(100_000)",
    "select list(repeat('x', 1_000_000)) from range(100_000)",
    "select string_agg(repeat('x', 1_000_000), '') from range(100_000)",
    "select list_transform(range(100_000_000), lambda x: x::varchar || repeat('y', 100))",
    # without end
    "with recursive t as (select 1 as n union all select n + 1 from t) select max(n) from t",
    "with recursive t as (select 'x' as n union all select n || n from t) select max(n) from t",
    "select sum(hash(a.range, b.range)) from range(10_000_000) a, range(10_000_000) b",
    "select count(*) from generate_series(1, 1_000_000_000_000) where generate_series % 7 = 3",
    # matching without end
    "select count(*) from range(100_000_000) where repeat('a', 1000 + range % 7) ~ '(a|aa)*b'",
    "select regexp_replace(repeat('a', 10_000_000), '(a*)*', '\\1\\1\\1', 'g') from range(1000)",
]


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


@pytest.fixture(scope="module")
def pool() -> Iterator[QuestionPool]:
    """Lend a pool of processes."""
    pool = QuestionPool()
    yield pool
    pool.close()


def put(
    pool: QuestionPool, publishing: Publishing, sql: str, limits: Limits | None = None
) -> Answer:
    return pool.take().ask(publishing.path, sql, limits or Limits())


def resident_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGESIZE")


def test_question_is_answered_with_the_moment_of_the_file(
    pool: QuestionPool, publishing: Publishing
) -> None:
    answer = put(pool, publishing, "select sku, quantity from order_items")

    assert answer.table.to_pylist() == [{"sku": "LAMP", "quantity": 2}]
    (about,) = publishing.read("select published_at from about")
    assert answer.published_at == about[0]
    assert answer.zone == "UTC"
    assert not answer.is_cut


def test_answer_without_a_row_has_its_columns(pool: QuestionPool, publishing: Publishing) -> None:
    table = put(pool, publishing, "select sku, 1.5 as n from order_items where false").table

    assert (table.num_rows, table.column_names) == (0, ["sku", "n"])


def test_all_types_come_through(pool: QuestionPool, publishing: Publishing) -> None:
    table = put(pool, publishing, "from test_all_types()").table

    assert table.num_rows == 3


@pytest.mark.parametrize("bomb", BOMBS)
def test_bomb_takes_neither_time_nor_our_memory(
    pool: QuestionPool, publishing: Publishing, bomb: str
) -> None:
    child = pool.take()
    before = resident_bytes()

    with pytest.raises((QueryTooLong, QueryTooBig, QueryFailed)):
        child.ask(publishing.path, bomb, SHORT)

    assert not child.is_alive()
    assert resident_bytes() - before < 64 * 1024**2


def test_process_that_takes_too_much_memory_is_told_of_as_such(
    pool: QuestionPool, publishing: Publishing
) -> None:
    with pytest.raises(QueryTooBig, match="more than 64 MiB"):
        put(
            pool,
            publishing,
            "select repeat('x', 100_000_000) from range(10_000)",
            Limits(memory_mib=64),
        )


TELLING = """
select
    (select list(d) from duckdb_databases() as d)::varchar,
    (select list(s) from duckdb_settings() as s)::varchar,
    (select list(p) from pragma_database_size() as p)::varchar,
    (select list(s) from duckdb_secrets() as s)::varchar,
    (select list(l) from duckdb_logs() as l)::varchar,
    current_setting('secret_directory'), current_setting('allowed_paths')::varchar
"""


def test_nothing_of_the_host_is_told(pool: QuestionPool, publishing: Publishing) -> None:
    told = str(put(pool, publishing, TELLING).table.to_pylist())

    assert "/proc/self/fd/" in told
    assert publishing.path.parent.name not in told
    assert str(Path.home()) not in told
