"""The time of day, passed in so that tests can set it, and where a day of a zone begins."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]
# a day's margin, so that no zone leads out of what a datetime can hold
FIRST_DAY, LAST_DAY = date(1, 1, 2), date(9999, 12, 30)


def utc_now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


def this_minute() -> datetime:
    """Return the beginning of the present minute: what is told up to it is the same within it."""
    return utc_now().replace(second=0, microsecond=0)


def days_after(day: date, days: int) -> date:
    """
    Return the day so many days later, or before it for a negative number.

    Where there is no such day it is the first or the last that a date can be.
    """
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """
    Return the first moment of the day in that zone, in UTC.

    Where clocks skip midnight it is the moment after, where they show it twice the first.
    """
    midnight = datetime.combine(min(max(day, FIRST_DAY), LAST_DAY), time(), zone)
    return midnight.astimezone(UTC)
