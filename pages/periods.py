"""Periods of whole days, and the days, weeks and months in them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)
# what can be asked for: days have others beside them, a year before and after
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2999, 12, 31)
PERIODS = {
    "today": "Today",
    "7d": "Last 7 days",
    "28d": "Last 28 days",
    "90d": "Last 90 days",
    "365d": "Last 365 days",
    "month": "This month",
    "last_month": "Last month",
    "year": "This year",
    "last_year": "Last year",
    "all": "All time",
    "custom": "From … to …",
}
LENGTHS = {"today": 1, "7d": 7, "28d": 28, "90d": 90, "365d": 365}
USUAL = "28d"


@dataclass(frozen=True)
class Period:
    """Days from `first` to the day before `end`; None is open."""

    first: date | None
    end: date | None


def period_of(name: str, today: date) -> Period:
    """Return the period of that name; those that are not over end with today."""
    tomorrow, month = today + DAY, today.replace(day=1)
    match name:
        case "month":
            return Period(month, tomorrow)
        case "last_month":
            return Period((month - DAY).replace(day=1), month)
        case "year":
            return Period(today.replace(month=1, day=1), tomorrow)
        case "last_year":
            january = today.replace(month=1, day=1)
            return Period((january - DAY).replace(month=1, day=1), january)
        case "all":
            return Period(None, None)
        case _:
            return Period(tomorrow - timedelta(days=LENGTHS.get(name, 28)), tomorrow)


def keys_between(group_by: str, first: date, last: date) -> Iterator[str]:
    """Return the key of every day, week or month from one day to another, both included."""
    day = _start(group_by, first)
    while day <= last:
        yield day.strftime("%Y-%m") if group_by == "month" else day.isoformat()
        day = _next(group_by, day)


def _start(group_by: str, day: date) -> date:
    if group_by == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if group_by == "month" else day


def _next(group_by: str, day: date) -> date:
    if group_by == "month":
        return (day + timedelta(days=31)).replace(day=1)
    return day + (7 * DAY if group_by == "week" else DAY)
