"""
When a schedule is due: APScheduler's triggers, on the clock of a wall.

Its cron trigger takes 0 for Monday, and in the hour that a zone has twice it stays there for
ever. So the weekdays are named here, and the trigger counts on a clock without changes of time.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import islice
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
LAST_WEEKDAY = 7  # Sunday once more
FIELDS = 5
MOMENT = timedelta(microseconds=1)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
# how far back the last due time is looked for, the nearest first
LOOKING_BACK = (timedelta(hours=1), DAY, 7 * DAY, 35 * DAY, 366 * DAY, 8 * 366 * DAY)


class InvalidCron(ValueError):
    """The text is no cron expression of ours, or its time never comes."""


@dataclass(frozen=True)
class Timetable:
    """
    When something is due: by a cron expression in a zone, or every so many seconds.

    Intervals count from `counted_from`, and nothing is due at or before it.
    """

    cron: str | None
    interval_s: int | None
    timezone: str
    counted_from: datetime


def next_due(timetable: Timetable, after: datetime) -> datetime | None:
    """Return the first due time later than the moment, in UTC; None if there is none."""
    after = max(after, timetable.counted_from)
    if timetable.cron is not None:
        return _next_by_cron(timetable.cron, ZoneInfo(timetable.timezone), after)
    start = timetable.counted_from.replace(microsecond=0)
    trigger = IntervalTrigger(seconds=timetable.interval_s, start_date=start, timezone=UTC)
    # whole seconds: the trigger reckons in floats
    due: datetime = trigger.get_next_fire_time(None, after.replace(microsecond=0) + SECOND)
    return due.astimezone(UTC)


def upcoming(timetable: Timetable, after: datetime, count: int) -> list[datetime]:
    """Return the next due times."""
    return list(islice(_due_times(timetable, after), count))


def latest_due(timetable: Timetable, until: datetime) -> datetime | None:
    """Return the last due time that is not later than the moment; None if there was none."""
    for back in LOOKING_BACK:
        since = max(until - back, timetable.counted_from)
        last = deque(_until(timetable, since, until), maxlen=1)
        if last or since == timetable.counted_from:
            return last[0] if last else None
    return None


def check_cron(cron: str) -> None:
    """
    Let pass a cron expression of five fields that comes due some day.

    Raises:
        InvalidCron: it is something else.
    """
    trigger = _trigger(cron)
    if trigger.get_next_fire_time(None, datetime(2000, 1, 1, tzinfo=UTC)) is None:
        raise InvalidCron(f"the time {cron!r} never comes")


def _due_times(timetable: Timetable, after: datetime) -> Iterator[datetime]:
    while (due := next_due(timetable, after)) is not None:
        yield due
        after = due


def _until(timetable: Timetable, since: datetime, until: datetime) -> Iterator[datetime]:
    for due in _due_times(timetable, since):
        if due > until:
            return
        yield due


def _next_by_cron(cron: str, zone: ZoneInfo, after: datetime) -> datetime | None:
    wall = after.astimezone(zone).replace(tzinfo=None)
    found = _next_on_wall(cron, wall)
    if found is None:
        return None
    offsets = {_offset(zone, at) for at in (wall - DAY, wall, found, found + DAY)}
    if len(offsets) == 1:
        return found.replace(tzinfo=zone).astimezone(UTC)
    return _next_near_change(cron, zone, after, max(offsets) - min(offsets))


def _next_near_change(
    cron: str, zone: ZoneInfo, after: datetime, change: timedelta
) -> datetime | None:
    """Look as far around as clocks are changed: there an earlier time may come later."""
    wall = after.astimezone(zone).replace(tzinfo=None) - change - MOMENT
    best: datetime | None = None
    while (found := _next_on_wall(cron, wall)) is not None:
        if best is not None and found - change > best.astimezone(zone).replace(tzinfo=None):
            return best
        moments = [at for at in _moments(cron, zone, found) if at > after]
        best = min((at for at in (best, *moments) if at is not None), default=None)
        wall = found
    return best


def _moments(cron: str, zone: ZoneInfo, wall: datetime) -> list[datetime]:
    """Return when the clock shows that time: once, twice, or as much later as it was skipped."""
    first, second = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    every_hour = cron.split()[1].startswith("*")
    is_skipped = first.astimezone(zone).replace(tzinfo=None) != wall
    if is_skipped:
        return [] if every_hour else [first]
    return sorted({first, second}) if every_hour else [first]


def _next_on_wall(cron: str, wall: datetime) -> datetime | None:
    found = _trigger(cron).get_next_fire_time(None, wall.replace(tzinfo=UTC) + MOMENT)
    return None if found is None else found.replace(tzinfo=None)


def _offset(zone: ZoneInfo, wall: datetime) -> timedelta:
    return wall.replace(tzinfo=zone).utcoffset() or timedelta()


@lru_cache(maxsize=1000)
def _trigger(cron: str) -> CronTrigger:
    fields = cron.lower().split()
    if len(fields) != FIELDS:
        raise InvalidCron("write five fields: minute, hour, day, month, day of the week")
    *others, weekday = fields
    if weekday != "*" and others[2] != "*":
        raise InvalidCron("name days of the month or days of the week, not both")
    try:
        return CronTrigger.from_crontab(" ".join((*others, _named(weekday))), timezone=UTC)
    except (ValueError, KeyError) as error:
        raise InvalidCron(f"{cron!r} is no cron expression: {error}") from error


def _named(field: str) -> str:
    """Return the days of the week by name, for numbers in which 0 and 7 are Sunday."""
    if field == "*":
        return field
    days = {day for part in field.split(",") for day in _days(part)}
    return ",".join(WEEKDAYS[day] for day in sorted(days))


def _days(part: str) -> list[int]:
    span, _, step = part.partition("/")
    first, is_range, last = span.partition("-")
    start = 0 if first == "*" else _day(first)
    end = _day(last) if is_range else LAST_WEEKDAY - 1 if first == "*" or step else start
    if end < start:
        end += LAST_WEEKDAY
    return [day % LAST_WEEKDAY for day in range(start, end + 1, int(step or 1))]


def _day(name: str) -> int:
    day = WEEKDAYS.index(name) if name in WEEKDAYS else int(name)
    if not 0 <= day <= LAST_WEEKDAY:
        raise InvalidCron(f"there is no day of the week {name!r}")
    return day
