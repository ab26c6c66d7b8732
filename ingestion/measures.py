"""Feeds in numbers, read from the database at each scrape."""

from collections.abc import Iterator

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from catalog.database import Database
from catalog.statements import Statements

SQL = Statements(__file__)


def measure_feeds(database: Database) -> Iterator[Metric]:
    """Yield how many feeds there are, and what became of the rows of those that are loaded."""
    feeds = GaugeMetricFamily(
        "feedledger_feeds", "Feeds by state and origin.", labels=["status", "origin"]
    )
    for row in database.rows(SQL["measure_feeds"]):
        feeds.add_metric([row["status"], row["origin"]], row["feeds"])
    yield feeds
    rows = CounterMetricFamily(
        "feedledger_feed_rows", "Rows of loaded feeds by outcome.", labels=["outcome"]
    )
    (counted,) = database.rows(SQL["measure_rows"])
    for outcome, number in counted.items():
        rows.add_metric([outcome], number)
    yield rows
