"""Retention for tests: partners that keep files for days, a clock put forward. A plugin."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from duckdb import DuckDBPyConnection

from catalog.clock import utc_now
from catalog.errors import FeedledgerError, RejectedInput
from catalog.partners import get_partner
from catalog.retention import Retention, save_retention
from ingestion.delivery import Ingestion
from ingestion.feed_jobs import run_job_again
from ingestion.feeds import Feed, get_feed
from ingestion.report import ReportFilter, read_report
from ingestion.retention import (
    apply_retention,
)
from jobs.queue import JobFilter, list_jobs
from tests.feeding import Feeding
from tests.sending_parts import raw_keys

BAD = "BAD,Bad,nothing\n"
DAYS = 30


@dataclass(frozen=True)
class Keeper:
    """Applies the retention of 30 days after a number of days."""

    feeding: Feeding

    def after(self, days: float = DAYS + 1) -> Ingestion:
        """Return the ingestion as it is so many days from now."""
        now = utc_now() + timedelta(days=days)
        return replace(self.feeding.ingestion, clock=lambda: now)

    def apply(self, days: float = DAYS + 1) -> None:
        """Apply the retention after so many days."""
        apply_retention(self.after(days))

    def look(self, feed: Feed) -> Feed:
        """Return the feed as it is now."""
        return get_feed(self.feeding.database, feed.feed_id)

    def has_raw(self, feed: Feed) -> bool:
        """Return whether the raw file is there, and the feed says so."""
        is_there = feed.raw_key in raw_keys(self.feeding)
        assert is_there == (self.look(feed).raw_deleted_at is None)
        return is_there


@pytest.fixture
def keeper(feeding: Feeding) -> Keeper:
    keep(feeding, raw_days=DAYS, report_days=DAYS)
    return Keeper(feeding)


def keep(feeding: Feeding, **days: int | None) -> None:
    """Have the partner keep raw files and reports for so many days."""
    partner_id = get_partner(feeding.database, "lumen").partner_id
    save_retention(feeding.database, partner_id, Retention.model_validate(days))


def age(feeding: Feeding) -> None:
    """Have all feeds be older than they are kept."""
    with feeding.database.transaction() as cursor:
        cursor.execute(
            "update feed set received_at = received_at - interval 31 day,"
            " finished_at = finished_at - interval 31 day"
        )


def fail(_cursor: DuckDBPyConnection, _feed: Feed) -> None:
    """Fail as a hook of the merge."""
    raise RejectedInput("not now")


def run_again(feeding: Feeding, feed: Feed) -> None:
    """Run the job again that failed last."""
    last, *_ = list_jobs(feeding.database, JobFilter(subject_id=feed.feed_id)).items
    run_job_again(feeding.ingestion, last)


def findings(feeding: Feeding, feed: Feed) -> list[str]:
    """Return the codes of the feed's report, in its order."""
    return [row.code for row in read_report(feeding.database, ReportFilter(feed.feed_id)).items]


def refusal(call: Callable[[], object]) -> str | None:
    """Return the code of what the call raises, None if it raises nothing."""
    try:
        call()
    except FeedledgerError as error:
        return error.code
    return None
