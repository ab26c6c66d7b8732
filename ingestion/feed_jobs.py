"""Jobs of feeds, cancelled and run again by hand: a feed goes with its job."""

from duckdb import DuckDBPyConnection

from ingestion.decisions import clear_bench, end_cancelled
from ingestion.delivery import Ingestion
from ingestion.feeds import Feed, FeedWrongState, get_feed, read_feed, set_status
from ingestion.retention import refuse_expired_raw
from ingestion.revert import refuse_second_revert
from jobs.queue import (
    Job,
    cancel_unfinished_job,
    get_job,
    mark_cancelled,
    requeue_job,
    retry_job,
)

# where a feed stands once its failed job waits again, by where it had ended
AGAIN = {"VALIDATE": ("RECEIVED", "VALIDATION_FAILED"), "ETL": ("PROCESSING", "FAILED")}
FEED_KINDS = (*AGAIN, "REVERT")


def cancel_job(ingestion: Ingestion, job: Job, actor: str) -> Job:
    """
    Cancel a job that waits or runs, and with a VALIDATE or ETL its feed, which ends CANCELLED.

    One that runs is interrupted and rolls back. A feed whose REVERT is cancelled stays loaded.

    Raises:
        JobWrongState: it is over, or has done its work meanwhile; nothing was written.
        FeedWrongState: its feed is loaded already; nothing was written.
    """
    if job.kind not in AGAIN:
        cancelled = cancel_unfinished_job(ingestion.database, job.job_id)
        ingestion.wake()
        return cancelled
    feed = get_feed(ingestion.database, str(job.subject_id))

    def cancel(cursor: DuckDBPyConnection) -> None:
        mark_cancelled(cursor, job.job_id)
        end_cancelled(cursor, feed, actor)

    ingestion.database.write(cancel)
    ingestion.wake()
    clear_bench(ingestion, feed.feed_id)
    return get_job(ingestion.database, job.job_id)


def run_job_again(ingestion: Ingestion, job: Job) -> Job:
    """
    Queue a failed or cancelled job once more; its feed is on its way again.

    Raises:
        JobWrongState: it has not failed; nothing was written.
        FeedWrongState: its feed has gone on or was cancelled for good; nothing was written.
        RawExpired: its raw file was not kept any longer; nothing was written.
    """
    if job.kind not in FEED_KINDS:
        again = retry_job(ingestion.database, job.job_id)
    else:
        feed = get_feed(ingestion.database, str(job.subject_id))
        ingestion.database.write(lambda cursor: _queue_again(cursor, job, feed))
        again = get_job(ingestion.database, job.job_id)
    ingestion.wake()
    return again


def _queue_again(cursor: DuckDBPyConnection, job: Job, feed: Feed) -> None:
    if job.kind == "REVERT":
        refuse_second_revert(cursor, feed)
    requeue_job(cursor, job.job_id)
    if job.kind in AGAIN:
        status, ended = AGAIN[job.kind]
        try:
            set_status(cursor, feed.feed_id, status, (ended,))
        except FeedWrongState as error:
            sentence = f"feed {feed.feed_id} is {feed.status}: replay it to load its file again"
            raise FeedWrongState(sentence) from error
        refuse_expired_raw(read_feed(cursor, feed.feed_id))
