"""What a person decides of a feed: to load it after all, to reject it, or to stop it."""

from collections.abc import Callable

from duckdb import DuckDBPyConnection

from catalog.statements import Statements
from ingestion.delivery import Ingestion, job_for
from ingestion.feeds import Feed, FeedWrongState, get_feed, refuse_superseded
from ingestion.forecast import delete_forecast
from jobs.queue import cancel_jobs_of, enqueue

SQL = Statements(__file__)
STOPPABLE = ("RECEIVED", "VALIDATING", "HELD", "PROCESSING")


def approve_feed(
    ingestion: Ingestion, feed_id: str, actor: str, request_id: str | None = None
) -> Feed:
    """
    Let a held feed be loaded: it is PROCESSING, and its ETL compares it with the catalog anew.

    Raises:
        FeedNotFound: there is none of that id.
        FeedWrongState: it is not held; nothing was written.
        FeedSuperseded: a later full feed of the partner is loaded already; nothing was written.
    """

    def approve(cursor: DuckDBPyConnection, feed: Feed) -> None:
        _decide(cursor, feed, "PROCESSING", actor, ("HELD",))
        refuse_superseded(cursor, feed.feed_id)
        enqueue(cursor, job_for(feed, "ETL", request_id))

    return _write(ingestion, feed_id, approve)


def reject_feed(ingestion: Ingestion, feed_id: str, actor: str) -> Feed:
    """
    End a held feed REJECTED; nothing of it was loaded, and its counters stay a forecast.

    Raises:
        FeedNotFound: there is none of that id.
        FeedWrongState: it is not held; nothing was written.
    """

    def reject(cursor: DuckDBPyConnection, feed: Feed) -> None:
        _decide(cursor, feed, "REJECTED", actor, ("HELD",))
        delete_forecast(cursor, feed.feed_id)

    return _write(ingestion, feed_id, reject)


def cancel_feed(ingestion: Ingestion, feed_id: str, actor: str) -> Feed:
    """
    End a feed CANCELLED that is not loaded yet; its jobs are cancelled, a running one is stopped.

    Raises:
        FeedNotFound: there is none of that id.
        FeedWrongState: it is finished, or loaded; nothing was written.
    """
    feed = _write(ingestion, feed_id, lambda cursor, feed: end_cancelled(cursor, feed, actor))
    clear_bench(ingestion, feed.feed_id)
    return feed


def end_cancelled(cursor: DuckDBPyConnection, feed: Feed, actor: str) -> None:
    """
    Do what `cancel_feed` writes in the caller's transaction.

    Raises:
        FeedWrongState: it is finished, or loaded.
    """
    _decide(cursor, feed, "CANCELLED", actor, STOPPABLE)
    cursor.execute(SQL["forget_counters"], {"feed_id": feed.feed_id})
    delete_forecast(cursor, feed.feed_id)
    cancel_jobs_of(cursor, feed.feed_id)


def clear_bench(ingestion: Ingestion, feed_id: str) -> None:
    """Let go of what delivery or VALIDATE had kept for a load that will not be."""
    if validated := ingestion.bench.take(feed_id):
        validated.cursor.close()
        ingestion.spool.release(feed_id)
    ingestion.spool.release_idle(feed_id)


def _write(
    ingestion: Ingestion, feed_id: str, change: Callable[[DuckDBPyConnection, Feed], None]
) -> Feed:
    """Commit the change; of two at once the second finds what the first has decided."""
    feed = get_feed(ingestion.database, feed_id)
    ingestion.database.write(lambda cursor: change(cursor, feed))
    ingestion.wake()
    return get_feed(ingestion.database, feed_id)


def _decide(
    cursor: DuckDBPyConnection, feed: Feed, status: str, actor: str, allowed: tuple[str, ...]
) -> None:
    parameters = {
        "feed_id": feed.feed_id,
        "status": status,
        "decided_by": actor,
        "allowed": list(allowed),
    }
    if not cursor.execute(SQL["decide_feed"], parameters).fetchall():
        raise FeedWrongState(f"feed {feed.feed_id} is not in a state that allows {status}")
