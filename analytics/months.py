"""The months of a timezone, from the first moment of one to the first of the next."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from catalog.clock import days_after, start_of_day

DAY = timedelta(days=1)
QUARTER = timedelta(minutes=15)
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


def starts_of_days(first: date, end: date, zone: ZoneInfo) -> list[datetime]:
    """Return the first moment of each of these days, and that of the day after the last."""
    days = (end - first).days
    return [start_of_day(first + number * DAY, zone) for number in range(days + 1)]


def day_of(moment: datetime, zone: ZoneInfo) -> date:
    """
    Return the day between whose first moment and the next day's this one is.

    That is not always what a calendar on the wall shows: where clocks go back over midnight, it
    shows the old day again.
    """
    day = moment.astimezone(zone).date()
    if moment < start_of_day(day, zone):
        return days_after(day, -1)
    following = days_after(day, 1)
    return following if moment >= start_of_day(following, zone) else day


def days_of_quarters(quarters: Iterable[datetime], zone: ZoneInfo) -> set[date]:
    """Return the days that any moment of these quarters of hours belongs to."""
    ends = ((quarter, quarter + QUARTER - INSTANT) for quarter in quarters)
    return {day_of(moment, zone) for both in ends for moment in both}


def runs_of(stretches: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    """Return the runs of stretches that follow each other, each from its first day to its end."""
    runs: list[tuple[date, date]] = []
    for first, end in sorted(stretches):
        if runs and runs[-1][1] == first:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((first, end))
    return runs
