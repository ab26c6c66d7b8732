"""Which partners have sent no feed for longer than they ever do, by schedule or without."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from catalog.database import Database
from catalog.statements import Statements

SQL = Statements(__file__)


@dataclass(frozen=True)
class SilentPartner:
    """
    A partner that sent its last feed on `last_day`, `silent_days` ago.

    `usual_days` is the longest pause between two days with a feed, in the 60 days before.
    """

    partner: str
    name: str
    last_day: date
    silent_days: int
    usual_days: int


def find_silent_partners(database: Database, now: datetime, zone: ZoneInfo) -> list[SilentPartner]:
    """
    Return the partners that are silent for longer than usual, the longest silence first.

    Days are those of the zone. A partner has a habit from five days with a feed on; a replay is no
    feed of the partner's.
    """
    asked = {"zone": zone.key, "today": now.astimezone(zone).date()}
    return [SilentPartner(**row) for row in database.rows(SQL["find_silent_partners"], asked)]
