"""How good each partner's feeds are, feed by feed, so that a trend can be seen."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from catalog.database import Database
from catalog.statements import Statements

SQL = Statements(__file__)


@dataclass(frozen=True)
class FeedQuality:
    """
    A loaded feed, also one that was reverted since; shares are in percent, None of no records.

    `quality_percent` leaves out records that are no products; of `warnings_percent` a record with
    two warnings counts twice.
    """

    feed_id: str
    partner: str
    filename: str
    mode: str
    status: str
    received_at: datetime
    rows_read: int
    skipped: int
    warnings: int
    skipped_percent: Decimal | None
    quality_percent: Decimal | None
    warnings_percent: Decimal | None


def read_feed_quality(
    database: Database, most: int, partner: str | None = None
) -> list[FeedQuality]:
    """Return the last so many loaded feeds of each partner, or of one, the oldest first."""
    parameters = {"most": most, "partner": partner}
    rows = database.rows(SQL["select_feed_quality"], parameters)
    return [FeedQuality(**{**row, "feed_id": str(row["feed_id"])}) for row in rows]
