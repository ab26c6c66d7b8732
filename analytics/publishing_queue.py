"""Publications in the queue: the rest after failures, and the rows that are not kept for ever."""

from datetime import datetime, timedelta
from typing import Any

from duckdb import DuckDBPyConnection

from catalog.statements import Statements
from jobs.queue import NewJob, enqueue

SQL = Statements(__file__)
KIND = "PUBLISH"
KEPT_JOBS = 100  # of those that went well: there can be thousands a day
KEPT_FAILED, KEPT_FAILED_FOR = 20, timedelta(days=30)
LEAST_REST_S, LONGEST_REST_S = 1.0, 3600.0


def rest_s(cursor: DuckDBPyConnection, lane: str, interval_s: float) -> float:
    """
    Return how many seconds must lie between the last attempt of the lane and the next.

    That is the interval, also after one that failed for good. After each other failure in a row it
    is twice as long, up to an hour; one that goes well ends that.
    """
    found = cursor.execute(SQL["count_failed_publishings"], {"lane": lane}).fetchall()
    failed = int(found[0][0])
    if failed <= 1:
        return interval_s
    doubled_s = max(interval_s, LEAST_REST_S) * 2.0 ** (failed - 1)
    return max(interval_s, min(doubled_s, LONGEST_REST_S))


def is_unfinished(cursor: DuckDBPyConnection, lane: str) -> bool:
    """Return whether a job of the lane waits or runs."""
    return bool(cursor.execute(SQL["select_unfinished_publishing"], {"lane": lane}).fetchall())


def queue_publication(
    cursor: DuckDBPyConnection, lane: str, now: datetime, payload: dict[str, Any] | None = None
) -> None:
    """Queue a job of the lane in the caller's transaction, and forget old ones that are over."""
    kept = {"kept": KEPT_JOBS, "kept_failed": KEPT_FAILED, "since": now - KEPT_FAILED_FOR}
    cursor.execute(SQL["forget_publishings"], {"lane": lane, **kept})
    enqueue(cursor, NewJob(KIND, lane, 0, payload=payload or {}))
