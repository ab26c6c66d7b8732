"""
Raw files and reports that are not kept any longer, deleted after so many days.

What is to be deleted is marked first, and not given out from then on; it is said to be deleted
once it is. So a crash leaves neither a file that is promised and gone, nor one that is said to
be gone and is there for good. The ledger, the counters and every change of a product stay.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from duckdb import DuckDBPyConnection

from catalog.errors import FeedledgerError, RejectedInput
from catalog.retention import Retention
from catalog.statements import Statements
from ingestion.delivery import Ingestion
from ingestion.delivery_notes import drop_note
from ingestion.feeds import FINISHED, Feed
from ingestion.store import ListedObject

LOG = logging.getLogger("feedledger.retention")
SQL = Statements(__file__)
MOST_AT_ONCE = 100
KEYS_AT_ONCE = 1000
MOST_FORESEEN = 100_000
ORPHANED_AFTER = timedelta(days=1)


class RawExpired(RejectedInput):
    """The raw file of the feed was not kept any longer; it is deleted, or about to be."""

    code = "feed/raw_expired"


class ReportExpired(RejectedInput):
    """The report of the feed was not kept any longer; it is deleted."""

    code = "feed/report_expired"


def refuse_expired_raw(feed: Feed) -> None:
    """
    See that the feed's raw file is kept.

    Raises:
        RawExpired: it is not.
    """
    if feed.raw_expired_at is not None:
        day = f"{feed.raw_expired_at:%Y-%m-%d}"
        raise RawExpired(f"the raw file of feed {feed.feed_id} was kept until {day}")


def refuse_expired_report(feed: Feed) -> None:
    """
    See that the feed's report is kept, or that a revert has written to it since it was not.

    Raises:
        ReportExpired: it is not.
    """
    if feed.report_deleted_at is not None and not feed.has_report:
        day = f"{feed.report_deleted_at:%Y-%m-%d}"
        raise ReportExpired(f"the report of feed {feed.feed_id} was kept until {day}")


def apply_retention(ingestion: Ingestion, most: int = MOST_AT_ONCE) -> None:
    """Delete raw files and reports that are not kept any longer, of at most so many feeds each."""
    expire_raw(ingestion, most)
    delete_expired_raw(ingestion, most)
    delete_reports(ingestion, most)


def expire_raw(ingestion: Ingestion, most: int = MOST_AT_ONCE) -> None:
    """Mark feeds whose raw file is not kept any longer: it is not given out from now on."""
    now = ingestion.clock()

    def expire(cursor: DuckDBPyConnection) -> None:
        for feed_id in _find(cursor, "find_expiring_raw", now, most):
            cursor.execute(SQL["expire_raw"], {"feed_id": feed_id, "now": now})

    ingestion.database.write(expire)


def delete_expired_raw(ingestion: Ingestion, most: int = MOST_AT_ONCE) -> None:
    """Delete the marked raw files and parts, and their notes; what cannot be now, later."""
    for row in ingestion.database.rows(SQL["select_expired_raw"], {"most": most}):
        try:
            for key in row["raw_keys"]:
                ingestion.store.delete(key)
                drop_note(ingestion.store, key)
        except FeedledgerError as error:
            LOG.warning("the raw file of feed %s is not deleted yet: %s", row["feed_id"], error)
            return
        told = {"feed_id": row["feed_id"], "now": ingestion.clock()}
        with ingestion.database.transaction() as cursor:
            cursor.execute(SQL["note_raw_deleted"], told)
        LOG.info("the raw file of feed %s is deleted", row["feed_id"])


def delete_reports(ingestion: Ingestion, most: int = MOST_AT_ONCE) -> None:
    """Delete reports that are not kept any longer; how often each code was found stays."""
    now = ingestion.clock()

    def delete(cursor: DuckDBPyConnection) -> None:
        for feed_id in _find(cursor, "find_expiring_reports", now, most):
            by_feed = {"feed_id": feed_id}
            for step in ("keep_issue_counts", "delete_report", "delete_forecast"):
                cursor.execute(SQL[step], by_feed)
            cursor.execute(SQL["note_report_deleted"], {**by_feed, "now": now})

    ingestion.database.write(delete)


def find_orphans(ingestion: Ingestion) -> Iterator[ListedObject]:
    """
    Yield raw files older than a day that nothing names, such as a crash leaves behind.

    Nothing deletes them by itself: what no row names may be what a restored database lacks.
    """
    before = ingestion.clock() - ORPHANED_AFTER
    old = (found for found in ingestion.store.list("raw/") if found.modified_at < before)
    while batch := list(islice(old, KEYS_AT_ONCE)):
        keys = {"keys": [found.key for found in batch]}
        named = {row["raw_key"] for row in ingestion.database.rows(SQL["select_named_keys"], keys)}
        yield from (found for found in batch if found.key not in named)


@dataclass(frozen=True)
class Expiring:
    """Feeds whose raw files, of so many bytes, and whose reports would be deleted."""

    raw_feeds: int
    raw_bytes: int
    report_feeds: int


def foresee_retention(ingestion: Ingestion, partner_id: int, retention: Retention) -> Expiring:
    """
    Return what would be deleted of the partner now if that were in force; nothing is written.

    Of more than `MOST_FORESEEN` feeds the oldest are counted.
    """
    now = ingestion.clock()
    with ingestion.database.cursor() as cursor:
        raw, reports = (
            _rows(cursor, name, now, MOST_FORESEEN, (partner_id, days))
            for name, days in (
                ("find_expiring_raw", retention.raw_days),
                ("find_expiring_reports", retention.report_days),
            )
        )
    return Expiring(len(raw), sum(size_bytes for _, size_bytes in raw), len(reports))


def _find(cursor: DuckDBPyConnection, statement: str, now: datetime, most: int) -> list[str]:
    return [str(feed_id) for feed_id, _ in _rows(cursor, statement, now, most, (None, None))]


def _rows(
    cursor: DuckDBPyConnection,
    statement: str,
    now: datetime,
    most: int,
    instead: tuple[int | None, int | None],
) -> list[tuple[Any, int]]:
    partner_id, days = instead
    parameters = {"finished": sorted(FINISHED), "now": now, "most": most}
    asked = {**parameters, "partner_id": partner_id, "days": days}
    return cursor.execute(SQL[statement], asked).fetchall()
