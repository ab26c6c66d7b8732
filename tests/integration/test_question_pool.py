"""Each question in a process of its own, which the kernel keeps within its bounds."""

import ast
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from analytics.published_files import NAME
from analytics.question_pool import QuestionPool
from analytics.questions import (
    Answer,
    Limits,
    NotPublished,
    QueryFailed,
    QueryTooBig,
    QueryTooLong,
    QueryUnavailable,
)
from catalog.errors import RejectedInput
from tests.publishing import Publishing
from tests.shop import Shop
from tests.sources import ROOT

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
def pool() -> Iterator[QuestionPool]:
    """Lend a pool of processes."""
    pool = QuestionPool()
    yield pool
    pool.close()


def put(
    pool: QuestionPool, with_an_order: Publishing, sql: str, limits: Limits | None = None
) -> Answer:
    return pool.take().ask(with_an_order.path, sql, limits or Limits())


def resident_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGESIZE")


def test_question_is_answered_with_the_moment_of_the_file(
    pool: QuestionPool, with_an_order: Publishing
) -> None:
    answer = put(pool, with_an_order, "select sku, quantity from order_items")

    assert answer.table.to_pylist() == [{"sku": "LAMP", "quantity": 2}]
    (about,) = with_an_order.read("select published_at from about")
    assert answer.published_at == about[0]
    assert answer.zone == "UTC"
    assert not answer.is_cut


def test_answer_without_a_row_has_its_columns(
    pool: QuestionPool, with_an_order: Publishing
) -> None:
    table = put(pool, with_an_order, "select sku, 1.5 as n from order_items where false").table

    assert (table.num_rows, table.column_names) == (0, ["sku", "n"])


def test_all_types_come_through(pool: QuestionPool, with_an_order: Publishing) -> None:
    table = put(pool, with_an_order, "from test_all_types()").table

    assert table.num_rows == 3


@pytest.mark.parametrize("bomb", BOMBS)
def test_bomb_takes_neither_time_nor_our_memory(
    pool: QuestionPool, with_an_order: Publishing, bomb: str
) -> None:
    child = pool.take()
    before = resident_bytes()

    with pytest.raises((QueryTooLong, QueryTooBig, QueryFailed)):
        child.ask(with_an_order.path, bomb, SHORT)

    assert not child.is_alive()
    assert resident_bytes() - before < 64 * 1024**2


ODD = [
    "select " + "(" * 40_000 + "1" + ")" * 40_000,
    "select " + "not " * 20_000 + "true",
    "select " + "1 + " * 30_000 + "1",
    "select " + ", ".join(f"{n} as c{n}" for n in range(9_000)),
    "select " + "[" * 2_000 + "1" + "]" * 2_000,
    "/* " * 20_000 + "select 1",
    "select '\u202e\u0000' || chr(0), '🦆' as \"列\"",
    "with " + ", ".join(f"t{n} as (from t{n - 1}, t{n - 1})" for n in range(1, 30)) + " from t29",
]


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_odd_statement_is_answered_or_refused(
    pool: QuestionPool, with_an_order: Publishing, odd: str
) -> None:
    child = pool.take()

    with suppress(RejectedInput):
        answer = child.ask(with_an_order.path, odd, SHORT)
        assert answer.table.num_rows <= SHORT.rows

    assert not child.is_alive()


def test_process_has_given_up_what_it_does_not_need(pool: QuestionPool) -> None:
    child = pool.take()
    try:
        process = Path("/proc") / str(child.process_id)
        environment = (process / "environ").read_bytes().decode()
        status = dict(
            line.split(":\t", 1)
            for line in (process / "status").read_text(encoding="ascii").splitlines()
        )

        assert not any(name in environment for name in ("FEEDLEDGER", "AWS", "PATH"))
        assert (process / "cwd").readlink() == Path("/")
        assert status["NoNewPrivs"] == "1"
        assert status["Seccomp"].startswith("2")
        assert os.getpriority(os.PRIO_PROCESS, child.process_id) >= 10
    finally:
        child.end()


FENCE = """
import os, socket, sys
sys.path.insert(0, {root!r})
from analytics.question_fence import bound, hide_links
from analytics.questions import Limits
hide_links()
bound(Limits(seconds=5, memory_mib=64))
def refused(attempt):
    try:
        attempt()
    except (OSError, MemoryError) as error:
        return type(error).__name__
    return "done"
attempts = dict(
    program=lambda: os.execv("/bin/true", ["true"]),
    link=lambda: os.readlink("/proc/self/exe"),
    connection=lambda: socket.socket(),
    signal=lambda: os.kill(os.getppid(), 0),
    memory=lambda: bytearray(1024**3),
    file=lambda: os.write(os.open({file!r}, os.O_CREAT | os.O_WRONLY), b"x"),
)
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
print({{name: refused(attempt) for name, attempt in attempts.items()}})
"""


def test_kernel_refuses_what_no_question_needs(tmp_path: Path) -> None:
    script = FENCE.format(root=str(ROOT), file=str(tmp_path / "out"))
    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )

    outcome = ast.literal_eval(ran.stdout)
    assert outcome == {
        "program": "PermissionError",
        "link": "OSError",
        "connection": "PermissionError",
        "signal": "PermissionError",
        "memory": "MemoryError",
        "file": "OSError",
    }
    assert (tmp_path / "out").read_bytes() == b""


def test_process_ends_with_the_one_that_started_it() -> None:
    script = (
        "from analytics.question_pool import QuestionPool;"
        "child = QuestionPool().take(); print(child.process_id, flush=True); input()"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout
    child = Path("/proc") / parent.stdout.readline().strip()
    assert child.exists()

    parent.kill()
    parent.communicate(timeout=60)

    assert wait_until(lambda: not child.exists())


def test_question_before_the_first_file_is_told_so(pool: QuestionPool, tmp_path: Path) -> None:
    with pytest.raises(NotPublished):
        pool.take().ask(tmp_path / NAME, "select 1", Limits())


def test_link_in_place_of_the_file_is_not_followed(
    pool: QuestionPool, with_an_order: Publishing, tmp_path: Path
) -> None:
    link = tmp_path / NAME
    link.symlink_to(with_an_order.path)

    with pytest.raises(QueryUnavailable):
        pool.take().ask(link, "select 1", Limits())


def test_question_sees_the_file_that_is_published_now(
    pool: QuestionPool, with_an_order: Publishing
) -> None:
    Shop(with_an_order.database).stocked(RUG=1)
    with_an_order.publish()

    table = put(pool, with_an_order, "select count(*) as n from products").table

    assert table.to_pylist() == [{"n": 2}]


def wait_until(holds: Callable[[], bool]) -> bool:
    deadline_s = time.monotonic() + 60
    while not holds() and time.monotonic() < deadline_s:
        time.sleep(0.02)
    return holds()


def test_process_that_takes_too_much_memory_is_told_of_as_such(
    pool: QuestionPool, with_an_order: Publishing
) -> None:
    with pytest.raises(QueryTooBig, match="more than 64 MiB"):
        put(
            pool,
            with_an_order,
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


def test_nothing_of_the_host_is_told(pool: QuestionPool, with_an_order: Publishing) -> None:
    told = str(put(pool, with_an_order, TELLING).table.to_pylist())

    assert "/proc/self/fd/" in told
    assert with_an_order.path.parent.name not in told
    assert str(Path.home()) not in told
