"""The VALIDATE job: read, check and forecast; it writes report and counters, and no product."""

from duckdb import DuckDBPyConnection

from catalog.database import Row, transaction_on
from ingestion.delivery import Ingestion, job_for
from ingestion.feeds import Feed, get_feed, set_failed, set_status, write_ledger
from ingestion.ledger import balance
from ingestion.profiles import Profile, read_profile
from ingestion.report import write_report
from ingestion.staging import Reading, Staged, classify_records, stage_records
from jobs.context import JobContext
from jobs.queue import Job, enqueue
from jobs.runner import Problem

VALIDATES_FROM = ("RECEIVED", "VALIDATING", "VALIDATION_FAILED")


def validate_feed(ingestion: Ingestion, context: JobContext) -> None:
    """
    Work out what the feed would do; then its ETL is queued, or it is held for a person.

    Raises:
        RejectedInput: the file as a whole cannot be read; no product was changed.
    """
    feed = get_feed(ingestion.database, str(context.job.subject_id))
    with context.transaction() as cursor:
        set_status(cursor, feed.feed_id, "VALIDATING", VALIDATES_FROM)
    profile = read_profile(ingestion.database, feed.partner_id, feed.profile_version)
    with context.cursor() as cursor:
        staged = stage_feed(ingestion, context, cursor, feed)
        context.report(0.6, "comparing with the catalog")
        with transaction_on(cursor):
            counts = classify_records(cursor, feed.partner_id, feed.mode)
            write_report(cursor, feed.feed_id, staged.findings)
            context.report(0.9, "writing the report")
            _decide(cursor, context, feed, profile, balance(staged, counts))


def stage_feed(
    ingestion: Ingestion, context: JobContext, cursor: DuckDBPyConnection, feed: Feed
) -> Staged:
    """Fill the cursor's temporary tables with the feed's records, typed and checked."""
    context.report(0.05, "fetching the raw file")
    path = ingestion.spool.fetch(ingestion.store, feed.feed_id, feed.raw_key, feed.size_bytes)
    profile = read_profile(ingestion.database, feed.partner_id, feed.profile_version)
    reading = Reading(path, profile, feed.mode, ingestion.spool.max_bytes)
    context.report(0.1, "reading and checking records")
    return stage_records(cursor, reading, context.check)


def fail_validation(cursor: DuckDBPyConnection, job: Job, problem: Problem) -> None:
    """End the feed VALIDATION_FAILED with the job's reason, in the job's own transaction."""
    set_failed(cursor, str(job.subject_id), "VALIDATION_FAILED", problem)


def _decide(
    cursor: DuckDBPyConnection, context: JobContext, feed: Feed, profile: Profile, ledger: Row
) -> None:
    held_by = [
        *(["guard/hold_requested"] if feed.hold_requested else []),
        *(["guard/review_first"] if profile.review_first else []),
    ]
    status = "HELD" if held_by else "PROCESSING"
    write_ledger(cursor, feed.feed_id, {**ledger, "status": status, "held_by": held_by})
    if not held_by:
        enqueue(cursor, job_for(feed, "ETL", context.job.request_id))
