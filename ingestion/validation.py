"""The VALIDATE job: read, check and forecast; it writes report and counters, and no product."""

from duckdb import DuckDBPyConnection

from catalog.database import transaction_on
from catalog.log_ids import note_ids
from ingestion.assembly import put_together
from ingestion.bench import Prepared
from ingestion.decisions import clear_bench
from ingestion.delivery import Ingestion, job_for
from ingestion.feeds import Feed, get_feed, set_failed, set_status
from ingestion.forecast import write_forecast
from ingestion.guards import judge_feed
from ingestion.preparation import prepare_feed
from ingestion.profile_store import read_profile
from jobs.context import JobContext
from jobs.handlers import Problem
from jobs.queue import Job, enqueue

VALIDATES_FROM = ("RECEIVED", "VALIDATING", "VALIDATION_FAILED")


def validate_feed(ingestion: Ingestion, context: JobContext) -> None:
    """
    Work out what the feed would do; then its ETL is queued, or it is held for a person.

    A feed that is past that, as after a crash between two commits, is left as it is.

    Raises:
        RejectedInput: the file as a whole cannot be read; no product was changed.
    """
    feed = get_feed(ingestion.database, str(context.job.subject_id))
    note_ids(feed_id=feed.feed_id, partner=feed.partner)
    if feed.status not in VALIDATES_FROM:
        return
    with context.transaction() as cursor:
        set_status(cursor, feed.feed_id, "VALIDATING", VALIDATES_FROM)
    if not feed.is_whole:
        feed = put_together(ingestion, context, feed)
    cursor = ingestion.database.open_cursor()
    try:
        with context.watching(cursor):
            prepared = prepare_feed(ingestion, context, cursor, feed)
            is_held = _write_forecast(ingestion, context, feed, prepared)
    except BaseException:
        _let_go(ingestion, feed, cursor)
        raise
    if is_held:
        _let_go(ingestion, feed, cursor)
    else:
        ingestion.bench.put(feed.feed_id, prepared, ingestion.spool.lay_by)
        if get_feed(ingestion.database, feed.feed_id).status == "CANCELLED":
            clear_bench(ingestion, feed.feed_id)  # the cancel may have come before there was any


def fail_validation(cursor: DuckDBPyConnection, job: Job, problem: Problem) -> None:
    """End the feed VALIDATION_FAILED with the job's reason, in the job's own transaction."""
    set_failed(cursor, str(job.subject_id), "VALIDATION_FAILED", problem, VALIDATES_FROM)


def _let_go(ingestion: Ingestion, feed: Feed, cursor: DuckDBPyConnection) -> None:
    """Drop the records and the local copy: who goes on with the feed fetches it again."""
    cursor.close()
    ingestion.spool.release(feed.feed_id)


def _write_forecast(
    ingestion: Ingestion, context: JobContext, feed: Feed, prepared: Prepared
) -> bool:
    """Write report and ledger, and return whether the feed is held."""
    rows = int(prepared.ledger["rows_read"])
    context.report(0.9, "writing the report", rows=(rows, rows))
    cursor = prepared.cursor
    profile = read_profile(ingestion.database, feed.partner_id, feed.profile_version)
    with transaction_on(cursor):
        judged = judge_feed(cursor, feed, profile, prepared.ledger)
        status = write_forecast(prepared, feed, "VALIDATING", judged)
        if status == "PROCESSING":
            enqueue(cursor, job_for(feed, "ETL", context.job.request_id))
        context.settle(cursor)
    return status == "HELD"
