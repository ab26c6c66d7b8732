"""Which days a period is compared with, and which of its days each of them stands beside."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from catalog.clock import FIRST_DAY, days_after, start_of_day

Compare = Literal["previous", "week", "year", "52weeks"]

DAY = timedelta(days=1)
DAYS_BETWEEN = {"week": 7, "52weeks": 364}
LEAP_DAY = 29


@dataclass(frozen=True)
class Comparison:
    """
    The days from `first` to the day before `end`.

    Each stands beside the day so many years and then days later, but none before `beside_first`.
    """

    first: date
    end: date
    beside_first: date
    shift_days: int = 0
    shift_years: int = 0

    def day_beside(self, day: date) -> date:
        """Return the day of comparison that stands beside this day of the period."""
        return days_after(_years_before(day, self.shift_years), -self.shift_days)

    def bounds(self, zone: ZoneInfo, now: datetime | None) -> tuple[datetime, datetime]:
        """
        Return the first moment, and the one after the last.

        A period that is not over at `now` is compared as far as it has come: to the same time of
        day of the day beside today. None takes the period as over.
        """
        first, end = start_of_day(self.first, zone), start_of_day(self.end, zone)
        if now is None:
            return first, end
        return first, max(first, min(end, self._as_far_as(now.astimezone(zone))))

    def _as_far_as(self, now: datetime) -> datetime:
        today, beside = now.date(), max(self.day_beside(now.date()), FIRST_DAY)
        if today > self.beside_first and self.day_beside(today - DAY) == beside:
            # 29 February: the day before has come to the end of this one
            return datetime.combine(beside + DAY, time(), now.tzinfo).astimezone(UTC)
        return datetime.combine(beside, now.timetz()).astimezone(UTC)


def compare_period(first: date, end: date, compare: Compare) -> Comparison:
    """
    Return what the days from `first` to the day before `end` are compared with.

    `previous` is as many days just before; `year` the same dates a year earlier, 28 February for
    the 29th, but a whole February with the whole one; `week` and `52weeks` the same weekdays so
    many weeks earlier.
    """
    if compare == "year":
        last = max(days_after(end, -1), first)
        return Comparison(
            _years_before(first, 1), _end_a_year_before(first, last), first, shift_years=1
        )
    days = DAYS_BETWEEN.get(compare, (end - first).days)
    return Comparison(days_after(first, -days), days_after(end, -days), first, shift_days=days)


def _end_a_year_before(first: date, last: date) -> date:
    end = days_after(_years_before(last, 1), 1)
    is_whole_february = days_after(last, 1).day == 1 and first <= last.replace(day=1)
    # to 28 February of a year after a leap year: the 29th belongs to the month, too
    return end + DAY if is_whole_february and end.day == LEAP_DAY else end


def _years_before(day: date, years: int) -> date:
    year = max(day.year - years, date.min.year)
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February
        return day.replace(year=year, day=28)
