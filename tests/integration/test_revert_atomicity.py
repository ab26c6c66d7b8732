"""A revert that breaks off, at whatever statement, has changed nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import pytest
from duckdb import DuckDBPyConnection

from catalog.clock import utc_now
from ingestion.feeds import get_feed
from ingestion.revert import request_revert
from jobs.claims import claim_job
from jobs.context import JobContext, JobStopped
from jobs.queue import Job
from orders.desk import place_order
from orders.stock import note_counts
from tests.feeding import Feeding
from tests.reverting import state
from tests.shop import ask

MOST_STATEMENTS = 100
A = "sku,name,price,quantity\nLAMP,Lamp,15.00,10\nRUG,Rug,20.00,10\nPOT,Pot,4.00,1\n"
B = "sku,name,price,quantity\nLAMP,Lamp,30.00,10\nRUG,Rug,20.00,10\nVASE,Vase,9,5\nSOFA,Sofa,9,5\n"


class Broken(Exception):
    """A statement fails, of whatever it be."""


class _Cursor:
    """A cursor whose statements are counted by the context that lent it."""

    def __init__(self, cursor: DuckDBPyConnection, context: "BreakingContext") -> None:
        self._cursor = cursor
        self._context = context

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a cursor has
        return getattr(self._cursor, name)

    def execute(self, statement: str, *parameters: object) -> DuckDBPyConnection:
        if statement != "rollback":
            self._context.count()
        return self._cursor.execute(statement, *parameters)


class BreakingContext(JobContext):
    """A job in which the statement of this number fails, counted over all its cursors."""

    def __init__(self, feeding: Feeding, job: Job, fails_at: int) -> None:
        super().__init__(feeding.database, job)
        self.executed = 0
        self.fails_at = fails_at

    def count(self) -> None:
        self.executed += 1
        if self.executed == self.fails_at:
            raise Broken

    @contextmanager
    def cursor(self) -> Iterator[DuckDBPyConnection]:
        with super().cursor() as cursor:
            yield cast("DuckDBPyConnection", _Cursor(cursor, self))


@pytest.fixture
def job(feeding: Feeding) -> Job:
    """Queue the revert of a feed that does everything a feed can, orders included."""
    feeding.hooks.append(lambda cursor, feed: note_counts(cursor, feed.feed_id, feed.received_at))
    feeding.load(A)
    place_order(feeding.desk, ask(RUG=1, LAMP=2), owner="ann")
    b = feeding.load(B)
    place_order(feeding.desk, ask(VASE=1), owner="ann")
    feeding.load("sku,price\nRUG,21.00\n", "delta")
    feeding.runner.stop()
    request_revert(feeding.ingestion, b.feed_id, "user:anna")
    job = claim_job(feeding.database, utc_now())
    assert job is not None
    return job


def test_failure_of_any_statement_changes_nothing(feeding: Feeding, job: Job) -> None:
    before = state(feeding, "job")
    assert feeding.database.rows("from stock_count") != []

    for fails_at in range(1, MOST_STATEMENTS):
        context = BreakingContext(feeding, job, fails_at)
        try:
            feeding.run_revert(context)
        except Broken:
            assert state(feeding, "job") == before
        else:
            break

    assert context.executed == fails_at - 1 > 15  # each has failed once, the commit included
    after = state(feeding, "job")
    assert get_feed(feeding.database, str(job.subject_id)).status == "REVERTED"
    assert feeding.database.rows("from stock_count") == []
    assert [old == new for old, new in zip(before, after, strict=True)].count(False) == 7


def test_stopped_revert_changes_nothing(feeding: Feeding, job: Job) -> None:
    before = state(feeding, "job")
    context = JobContext(feeding.database, job)
    feeding.before_revert_ends(context.stop)

    with pytest.raises(JobStopped):
        feeding.run_revert(context)

    assert state(feeding, "job") == before
