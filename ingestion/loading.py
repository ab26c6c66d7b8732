"""The ETL job: one transaction that merges the feed into the catalog and closes its ledger."""

from collections.abc import Callable, Sequence
from contextlib import closing

from duckdb import DuckDBPyConnection

from catalog.database import transaction_on
from catalog.errors import WriteConflict
from catalog.statements import Statements
from ingestion.bench import Prepared
from ingestion.delivery import Ingestion
from ingestion.feeds import Feed, count_merges, get_feed, set_failed, set_status, write_ledger
from ingestion.guards import with_guards
from ingestion.preparation import prepare_feed
from ingestion.report import write_report
from jobs.context import JobContext
from jobs.queue import Job
from jobs.runner import Problem

SQL = Statements(__file__)
LOADS_FROM = ("PROCESSING", "FAILED")
LOADED = ("COMPLETED", "COMPLETED_WITH_ERRORS", "REVERTED")
# called in the merge's transaction, with the relation `carried_quantity(product_id, quantity)`
AfterMerge = Callable[[DuckDBPyConnection, Feed], None]


def load_feed(ingestion: Ingestion, after_merge: Sequence[AfterMerge], context: JobContext) -> None:
    """
    Merge the feed into the catalog: products, their history, the report and the ledger, or none.

    A feed that is loaded already, as after a crash right after the commit, is left as it is.

    Raises:
        FeedWrongState: it is not to be loaded; nothing was written.
        LedgerImbalance: nothing was written.
    """
    feed = get_feed(ingestion.database, str(context.job.subject_id))
    if feed.status in LOADED:
        return
    with context.transaction() as cursor:
        set_status(cursor, feed.feed_id, "PROCESSING", LOADS_FROM)
    validated = ingestion.bench.take(feed.feed_id)
    cursor = validated.cursor if validated else ingestion.database.open_cursor()
    with ingestion.spool.borrowed(feed.feed_id), closing(cursor), context.watching(cursor):
        if validated and validated.merges == count_merges(cursor, feed.partner_id):
            prepared = validated
        else:
            prepared = prepare_feed(ingestion, context, cursor, feed)
        context.report(0.8, "merging into the catalog")
        with transaction_on(cursor):
            _write(prepared, feed, after_merge)
            if prepared is not validated:  # whose report is written already
                write_report(cursor, feed.feed_id, prepared.staged.findings)
            context.check()


def _write(prepared: Prepared, feed: Feed, after_merge: Sequence[AfterMerge]) -> None:
    cursor, ledger = prepared.cursor, prepared.ledger
    if prepared.merges != count_merges(cursor, feed.partner_id):
        raise WriteConflict("the partner's catalog changed while the feed was read")
    merge_outcomes(cursor, feed)
    for hook in after_merge:
        hook(cursor, feed)
    status = "COMPLETED_WITH_ERRORS" if ledger["skipped"] else "COMPLETED"
    ledger = with_guards(ledger, feed.held_by)
    write_ledger(cursor, feed.feed_id, {**ledger, "status": status})


def merge_outcomes(cursor: DuckDBPyConnection, feed: Feed) -> None:
    """Write what `outcome` and `absent` say to the products, their before-images first."""
    by_feed = {"feed_id": feed.feed_id}
    when = {**by_feed, "now": feed.received_at}
    cursor.execute(SQL["create_carried_quantity"])
    cursor.execute(SQL["keep_changes"])
    inserts = {**when, "partner_id": feed.partner_id, "feed_no": feed.feed_no}
    cursor.execute(SQL["insert_products"], inserts)
    cursor.execute(SQL["write_updates"], by_feed)
    cursor.execute(SQL["write_deactivations"], by_feed)
    cursor.execute(SQL["update_products"], when)
    cursor.execute(SQL["deactivate_products"], by_feed)
    cursor.execute(SQL["refresh_hashes"])
    cursor.execute(SQL["note_merge"], {"partner_id": feed.partner_id})


def fail_load(cursor: DuckDBPyConnection, job: Job, problem: Problem) -> None:
    """End the feed FAILED with the job's reason, in the job's own transaction."""
    set_failed(cursor, str(job.subject_id), "FAILED", problem, LOADS_FROM)
