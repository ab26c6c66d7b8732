"""The ETL job: one transaction that merges the feed into the catalog and closes its ledger."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from functools import partial

from duckdb import DuckDBPyConnection

from catalog.database import transaction_on
from catalog.errors import WriteConflict
from catalog.log_ids import note_ids
from catalog.statements import Statements
from ingestion.bench import Prepared
from ingestion.delivery import Ingestion
from ingestion.feeds import (
    Feed,
    count_merges,
    get_feed,
    refuse_superseded,
    set_failed,
    set_status,
    write_ledger,
)
from ingestion.forecast import count_changes, delete_forecast, plan_changes, write_forecast
from ingestion.guards import judge_feed, with_guards
from ingestion.preparation import prepare_feed
from ingestion.profile_store import read_profile
from ingestion.report import read_guards, write_report
from jobs.context import JobContext
from jobs.handlers import Problem
from jobs.queue import Job

SQL = Statements(__file__)
LOADS_FROM = ("PROCESSING", "FAILED")
LOADED = ("COMPLETED", "COMPLETED_WITH_ERRORS", "REVERTED")
# called in the merge's transaction, with the relation `carried_quantity(product_id, quantity)`
Measured = Callable[[], AbstractContextManager[object]]
AfterMerge = Callable[[DuckDBPyConnection, Feed], None]


def load_feed(ingestion: Ingestion, after_merge: Sequence[AfterMerge], context: JobContext) -> None:
    """
    Merge the feed into the catalog: products, their history, the report and the ledger, or none.

    A feed that is loaded already, as after a crash right after the commit, is left as it is.

    Raises:
        FeedWrongState: it is not to be loaded; nothing was written.
        FeedSuperseded: a later full feed is loaded already; nothing was written.
        LedgerImbalance: nothing was written.
    """
    feed = get_feed(ingestion.database, str(context.job.subject_id))
    note_ids(feed_id=feed.feed_id, partner=feed.partner)
    if feed.status in LOADED:
        return
    with context.transaction() as cursor:
        refuse_superseded(cursor, feed.feed_id)
        set_status(cursor, feed.feed_id, "PROCESSING", LOADS_FROM)
    validated = ingestion.bench.take(feed.feed_id)
    cursor = validated.cursor if validated else ingestion.database.open_cursor()
    with ingestion.spool.borrowed(feed.feed_id), closing(cursor), context.watching(cursor):
        if validated and validated.merges == count_merges(cursor, feed.partner_id):
            prepared = validated
        else:
            prepared = prepare_feed(ingestion, context, cursor, feed)
        rows = int(prepared.ledger["rows_read"])
        context.report(0.8, "merging into the catalog", rows=(0, rows))
        measured = partial(context.measuring, cursor, rows, 0.95)
        with transaction_on(cursor):
            if prepared is validated:  # its guards are judged, and its report is written
                _write(prepared, feed, after_merge, measured)
            elif not _hold_again(ingestion, prepared, feed):
                _write(prepared, feed, after_merge, measured)
                guards = read_guards(cursor, feed.feed_id)
                write_report(cursor, feed.feed_id, (*guards, *prepared.staged.findings))
            context.settle(cursor)


def _hold_again(ingestion: Ingestion, prepared: Prepared, feed: Feed) -> bool:
    """Return whether guards hold a feed, not approved, against a catalog that is another now."""
    if feed.held_by:
        return False
    profile = read_profile(ingestion.database, feed.partner_id, feed.profile_version)
    judged = judge_feed(prepared.cursor, feed, profile, prepared.ledger)
    if not judged.findings:
        return False
    return write_forecast(prepared, feed, "PROCESSING", judged) == "HELD"


def _write(
    prepared: Prepared, feed: Feed, after_merge: Sequence[AfterMerge], measured: Measured
) -> None:
    cursor, ledger = prepared.cursor, prepared.ledger
    if prepared.merges != count_merges(cursor, feed.partner_id):
        raise WriteConflict("the partner's catalog changed while the feed was read")
    refuse_superseded(cursor, feed.feed_id)
    merge_outcomes(cursor, feed, measured)
    delete_forecast(cursor, feed.feed_id)
    for hook in after_merge:
        hook(cursor, feed)
    status = "COMPLETED_WITH_ERRORS" if ledger["skipped"] else "COMPLETED"
    ledger = with_guards(ledger, feed.held_by)
    write_ledger(cursor, feed.feed_id, {**ledger, "status": status}, "PROCESSING")


def merge_outcomes(
    cursor: DuckDBPyConnection, feed: Feed, measured: Measured = nullcontext
) -> None:
    """
    Write what `outcome` and `absent` say to the products, their before-images first.

    `measured` wraps the statement that takes longest.
    """
    by_feed = {"feed_id": feed.feed_id}
    when = {**by_feed, "now": feed.received_at}
    cursor.execute(SQL["create_carried_quantity"])
    plan_changes(cursor)
    inserts = {**when, "partner_id": feed.partner_id, "feed_no": feed.feed_no}
    if count_changes(cursor)[0]:
        with measured():
            cursor.execute(SQL["insert_products"], inserts)
    cursor.execute(SQL["write_changes"], by_feed)
    cursor.execute(SQL["update_products"], when)
    cursor.execute(SQL["deactivate_products"], by_feed)
    cursor.execute(SQL["refresh_hashes"])
    cursor.execute(SQL["note_merge"], {"partner_id": feed.partner_id})


def fail_load(cursor: DuckDBPyConnection, job: Job, problem: Problem) -> None:
    """End the feed FAILED with the job's reason, in the job's own transaction."""
    set_failed(cursor, str(job.subject_id), "FAILED", problem, LOADS_FROM)
