"""What VALIDATE and ETL do alike: a feed's records typed, classified and balanced."""

from duckdb import DuckDBPyConnection

from ingestion.bench import Prepared
from ingestion.delivery import Ingestion
from ingestion.feeds import Feed, count_merges
from ingestion.ledger import balance
from ingestion.profile_store import read_profile
from ingestion.staging import Reading, classify_records, stage_records
from jobs.context import JobContext


def prepare_feed(
    ingestion: Ingestion, context: JobContext, cursor: DuckDBPyConnection, feed: Feed
) -> Prepared:
    """
    Fill the cursor's temporary tables with the feed's records and what they would do now.

    Raises:
        RejectedInput: the file as a whole cannot be read; nothing was written.
        LedgerImbalance: nothing was written.
        DiskFull: there is no room for it; it is to wait.
    """
    context.report(0.05, "fetching the raw file")
    spool = ingestion.spool
    path = spool.fetch(ingestion.store, feed.feed_id, feed)
    reading = Reading(
        path=path,
        partner_id=feed.partner_id,
        profile=read_profile(ingestion.database, feed.partner_id, feed.profile_version),
        mode=feed.mode,
        max_bytes=spool.max_bytes,
        require_room=spool.require_room,
        facts=spool.facts_of(feed.feed_id),
        measured=lambda lines: context.measuring(cursor, lines, until=0.7),
    )
    merges = count_merges(cursor, feed.partner_id)
    context.report(0.1, "reading and checking records")
    staged = stage_records(cursor, reading, context.check)
    rows = staged.source.rows_read
    context.report(0.7, "comparing with the catalog", rows=(rows, rows))
    counts = classify_records(cursor)
    return Prepared(cursor, staged, balance(staged, counts), merges)
