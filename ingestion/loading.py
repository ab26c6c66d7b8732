"""The ETL job: one transaction that merges the feed into the catalog and closes its ledger."""

from collections.abc import Callable, Sequence

from duckdb import DuckDBPyConnection

from catalog.database import transaction_on
from catalog.statements import Statements
from ingestion.delivery import Ingestion
from ingestion.feeds import Feed, get_feed, set_failed, set_status, write_ledger
from ingestion.ledger import balance
from ingestion.report import write_report
from ingestion.staging import classify_records
from ingestion.validation import stage_feed
from jobs.context import JobContext
from jobs.queue import Job
from jobs.runner import Problem

SQL = Statements(__file__)
LOADS_FROM = ("PROCESSING", "FAILED")
# called in the merge's transaction, with the relation `carried_quantity(product_id, quantity)`
AfterMerge = Callable[[DuckDBPyConnection, Feed], None]


def load_feed(ingestion: Ingestion, after_merge: Sequence[AfterMerge], context: JobContext) -> None:
    """
    Merge the feed into the catalog: products, their history, the report and the ledger, or none.

    Raises:
        FeedWrongState: it is loaded already, or not to be loaded; nothing was written.
        LedgerImbalance: nothing was written.
    """
    feed = get_feed(ingestion.database, str(context.job.subject_id))
    with context.transaction() as cursor:
        set_status(cursor, feed.feed_id, "PROCESSING", LOADS_FROM)
    with context.cursor() as cursor:
        staged = stage_feed(ingestion, context, cursor, feed)
        context.report(0.6, "merging into the catalog")
        with transaction_on(cursor):
            counts = classify_records(cursor, feed.partner_id, feed.mode)
            merge_outcomes(cursor, feed)
            for hook in after_merge:
                hook(cursor, feed)
            write_report(cursor, feed.feed_id, staged.findings)
            status = "COMPLETED_WITH_ERRORS" if counts["skipped"] else "COMPLETED"
            ledger = {**balance(staged, counts), "status": status, "held_by": list(feed.held_by)}
            write_ledger(cursor, feed.feed_id, ledger)
            context.check()
    ingestion.spool.release(feed.feed_id)


def merge_outcomes(cursor: DuckDBPyConnection, feed: Feed) -> None:
    """Write what `outcome` and `absent` say to the products, their before-images first."""
    when = {"feed_id": feed.feed_id, "now": feed.received_at}
    cursor.execute(SQL["write_updates"], {"feed_id": feed.feed_id})
    cursor.execute(SQL["write_deactivations"], {"feed_id": feed.feed_id})
    cursor.execute(SQL["update_products"], when)
    cursor.execute(SQL["deactivate_products"], {"feed_id": feed.feed_id})
    cursor.execute(
        SQL["insert_products"],
        {**when, "partner_id": feed.partner_id, "feed_no": feed.feed_no},
    )
    cursor.execute(SQL["create_carried_quantity"])


def fail_load(cursor: DuckDBPyConnection, job: Job, problem: Problem) -> None:
    """End the feed FAILED with the job's reason, in the job's own transaction."""
    set_failed(cursor, str(job.subject_id), "FAILED", problem)
