"""How long a feed's work took, and how fast that was, in a line."""

from collections.abc import Sequence

from ingestion.feeds import Feed
from jobs.queue import Job
from pages.times import shown_duration

KINDS = ("VALIDATE", "ETL")
SLOW = 1  # below so many rows a second their number has decimals


def pace_of_feed(feed: Feed, jobs: Sequence[Job]) -> str:
    """
    Return what its check and its load took together, such as `took 4.2 s, 12,000 rows a second`.

    What it waited is left out. Empty while one of them runs, and where neither has.
    """
    took = [job.duration_s for job in jobs if job.kind in KINDS and job.started_at is not None]
    known = [seconds for seconds in took if seconds is not None]
    if not known or any(job.status == "RUNNING" for job in jobs):
        return ""
    total = sum(known)
    rows = feed.counters["rows_read"]
    if not rows or not total:
        return f"took {shown_duration(total)}"
    speed = rows / total
    return f"took {shown_duration(total)}, {speed:,.{0 if speed >= SLOW else 2}f} rows a second"
