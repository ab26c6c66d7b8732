"""The months of a timezone, from the first moment of one to the first of the next."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from catalog.clock import start_of_day

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
INSTANT = timedelta(microseconds=1)


def first_of(day: date) -> date:
    """Return the first day of the day's month."""
    return day.replace(day=1)


def next_month(first: date) -> date:
    """Return the first day of the month after this one."""
    return first_of(first + 31 * DAY)


def months_from(first: date, end: date) -> Iterator[date]:
    """Yield the first days of the months from one to the one before `end`."""
    while first < end:
        yield first
        first = next_month(first)


def starts_of_days(first: date, zone: ZoneInfo) -> list[datetime]:
    """Return the first moment of each day of the month, and that of the month after it."""
    days = (next_month(first) - first).days
    return [start_of_day(first + number * DAY, zone) for number in range(days + 1)]


def month_of(moment: datetime, zone: ZoneInfo) -> date:
    """
    Return the first day of the month between whose first moments this one is.

    That is not always what a calendar on the wall shows: where clocks go back over midnight, it
    shows the old month again.
    """
    first = first_of(moment.astimezone(zone).date())
    if moment < start_of_day(first, zone):
        return first_of(first - DAY)
    following = next_month(first)
    return following if moment >= start_of_day(following, zone) else first


def months_of_hours(hours: Iterable[datetime], zone: ZoneInfo) -> set[date]:
    """Return the months that any moment of these hours belongs to."""
    ends = ((hour, hour + HOUR - INSTANT) for hour in hours)
    return {month_of(moment, zone) for both in ends for moment in both}


def runs_of(months: Iterable[date]) -> list[tuple[date, date]]:
    """Return the runs of months that follow each other, each from its first day to its end."""
    runs: list[tuple[date, date]] = []
    for month in sorted(months):
        if runs and runs[-1][1] == month:
            runs[-1] = (runs[-1][0], next_month(month))
        else:
            runs.append((month, next_month(month)))
    return runs
