"""How many feeds came, how long they took, and how many of their records were of use."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo

from catalog.clock import start_of_day
from catalog.database import Database
from catalog.statements import Statements

SQL = Statements(__file__)
VolumeGroup = Literal["day", "week", "month", "partner"]


@dataclass(frozen=True)
class FeedVolume:
    """
    The feeds of one key: a day, a week's Monday, a month, or a partner's code.

    `feeds` are all that were received; records, quality and times are of those that were loaded,
    reverted ones included. Shares are in percent, times in seconds; None where nothing was loaded.
    """

    key: str
    feeds: int
    loaded: int
    held: int
    failed: int
    reverted: int
    rows_read: int
    inserted: int
    updated: int
    unchanged: int
    skipped: int
    deactivated: int
    skipped_percent: Decimal | None
    quality_percent: Decimal | None
    median_s: Decimal | None
    p95_s: Decimal | None


def read_feed_volumes(  # noqa: PLR0913 - the period and what narrows it
    database: Database,
    from_day: date | None,
    to_day: date | None,
    *,
    group_by: VolumeGroup,
    zone: ZoneInfo,
    partner_id: int | None = None,
) -> list[FeedVolume]:
    """Return a row for each key with feeds, by the day of their receipt or the partner's code."""
    parameters = {
        "from_at": start_of_day(from_day, zone) if from_day else None,
        "to_at": start_of_day(to_day, zone) if to_day else None,
        "partner_id": partner_id,
        "group_by": group_by,
        "zone": zone.key,
    }
    return [FeedVolume(**row) for row in database.rows(SQL["select_feed_volumes"], parameters)]
