"""Undo: a feed's before-images come back, but where a later feed or an order builds on it."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import asdict, dataclass

from duckdb import DuckDBPyConnection

from catalog.database import Database, transaction_on
from catalog.errors import WriteConflict
from catalog.log_ids import note_ids
from catalog.statements import Statements
from ingestion.delivery import Ingestion, job_for
from ingestion.feeds import Feed, FeedWrongState, Reverted, get_feed
from ingestion.revert_plan import FindOrdered, plan_revert
from jobs.context import JobContext
from jobs.queue import enqueue, is_under_way

SQL = Statements(__file__)
Pause = Callable[[], AbstractContextManager[object]]


@dataclass(frozen=True)
class OrderSide:
    """
    What a revert asks of the orders, of which ingestion knows nothing; wiring.py fills it in.

    `forget_counts` deletes what orders have noted of the feed's counts, in the revert's
    transaction. While `pause` is held, no order is between reading a product and its commit.
    """

    find_ordered: FindOrdered
    forget_counts: Callable[[DuckDBPyConnection, str], None]
    pause: Pause


class OrderedMeanwhile(WriteConflict):
    """An order named a product while its removal was under way; nothing was written."""


def request_revert(
    ingestion: Ingestion, feed_id: str, actor: str, request_id: str | None = None
) -> Feed:
    """
    Queue the revert of a loaded feed; it stays as it is until that is done.

    Raises:
        FeedNotFound: there is none of that id.
        FeedWrongState: it is not loaded, or its revert is queued; nothing was written.
    """
    feed = get_feed(ingestion.database, feed_id)

    def queue(cursor: DuckDBPyConnection) -> None:
        refuse_second_revert(cursor, feed, actor)
        enqueue(cursor, job_for(feed, "REVERT", request_id))

    ingestion.database.write(queue)
    ingestion.wake()
    return get_feed(ingestion.database, feed_id)


def refuse_second_revert(cursor: DuckDBPyConnection, feed: Feed, actor: str | None = None) -> None:
    """
    See that the feed can be reverted and no other revert of it is under way.

    Of two transactions that ask at once, one conflicts.

    Raises:
        FeedWrongState: it is not loaded, or its revert is queued.
    """
    asked = {"feed_id": feed.feed_id, "asked_by": actor or feed.revert_asked_by}
    if not cursor.execute(SQL["request_revert"], asked).fetchall():
        raise FeedWrongState(f"feed {feed.feed_id} is not loaded, or reverted already")
    if is_under_way(cursor, feed.feed_id, "REVERT"):
        raise FeedWrongState(f"the revert of feed {feed.feed_id} is under way already")


def revert_feed(database: Database, orders: OrderSide, context: JobContext) -> None:
    """
    Put back what the feed changed: products, history, report and the feed's state, or none.

    A feed that is reverted already, as after a crash right after the commit, is left as it is.

    Raises:
        FeedWrongState: it is not loaded; nothing was written.
        WriteConflict: another writer won; nothing was written.
    """
    feed = get_feed(database, str(context.job.subject_id))
    note_ids(feed_id=feed.feed_id, partner=feed.partner)
    if feed.status == "REVERTED":
        return
    try:
        _revert(context, feed, orders, orders.pause)
    except OrderedMeanwhile:
        with orders.pause():  # no order can come in between a second time
            _revert(context, feed, orders, nullcontext)


def _revert(context: JobContext, feed: Feed, orders: OrderSide, pause: Pause) -> None:
    """Revert in one transaction; orders go on meanwhile, and pause only while it commits."""
    with ExitStack() as until_committed, context.cursor() as cursor, transaction_on(cursor):
        context.report(0.1, "looking for what changed since")
        counts = plan_revert(cursor, feed, orders.find_ordered)
        ordered = _count_ordered(cursor, feed)
        products = sum(asdict(counts).values())
        context.report(0.3, "putting products back as they were", rows=(0, products))
        _write(cursor, feed, counts)
        orders.forget_counts(cursor, feed.feed_id)
        context.report(0.9, "waiting for the orders on their way", rows=(products, products))
        until_committed.enter_context(pause())
        with context.cursor() as committed:
            orders.find_ordered(committed)
            if _count_ordered(committed, feed) != ordered:  # orders are never deleted
                raise OrderedMeanwhile(f"an order names a product of feed {feed.feed_id}")
        context.settle(cursor)


def _write(cursor: DuckDBPyConnection, feed: Feed, counts: Reverted) -> None:
    """Write history and report from the products as they are, then the products, then the feed."""
    by_feed = {"feed_id": feed.feed_id}
    for told in ("write_reverted_changes", "write_removed_products", "write_left_findings"):
        cursor.execute(SQL[told], by_feed)
    cursor.execute(SQL["restore_products"], by_feed)
    cursor.execute(SQL["deactivate_kept"])
    cursor.execute(SQL["delete_removed"])
    cursor.execute(SQL["note_merge"], {"partner_id": feed.partner_id})
    closed = cursor.execute(SQL["close_reverted"], {**by_feed, **asdict(counts)})
    if not closed.fetchall():
        raise FeedWrongState(f"feed {feed.feed_id} is not loaded")


def _count_ordered(cursor: DuckDBPyConnection, feed: Feed) -> int:
    found = cursor.execute(SQL["count_ordered"], {"feed_id": feed.feed_id}).fetchall()
    return int(found[0][0])
