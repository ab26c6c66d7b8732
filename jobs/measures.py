"""The queue in numbers, read from the database at each scrape."""

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily, Metric

from catalog.clock import Clock, utc_now
from catalog.database import Database
from catalog.meters import gauge
from jobs.queue import SQL


def measure_jobs(database: Database, clock: Clock = utc_now) -> Iterator[Metric]:
    """Yield how many jobs there are, how long the oldest due one waits, and how fast they are."""
    rows = database.rows(SQL["measure_jobs"], {"now": clock()})
    jobs = GaugeMetricFamily(
        "feedledger_jobs", "Jobs by kind and state.", labels=["kind", "status"]
    )
    for row in rows:
        jobs.add_metric([row["kind"], row["status"]], row["jobs"])
    yield jobs
    oldest_s = max((row["oldest_s"] or 0 for row in rows), default=0)
    yield gauge("queue_oldest_seconds", "How long the oldest job that is due waits.", oldest_s)
    pace = GaugeMetricFamily(
        "feedledger_rows_per_second", "Rows that running jobs do a second.", labels=["kind"]
    )
    for row in database.rows(SQL["measure_pace"]):
        pace.add_metric([row["kind"]], row["rows_per_s"])
    yield pace
