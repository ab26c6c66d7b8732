"""What the cells hold of all that is committed, and which days of a period they answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple, Self
from zoneinfo import ZoneInfo

from duckdb import DuckDBPyConnection

from analytics.months import days_of_quarters, first_of, runs_of
from catalog.statements import Statements

SQL = Statements(__file__)

BY_DAY = "day"
# by what there are cells, and to which level of a category's path; deeper ones are not in cells
LEVELS = {f"level {level}": level for level in range(1, 5)}
DIMENSIONS: dict[str, int | None] = dict.fromkeys(
    (BY_DAY, "category", "brand", "product", "country")
)
DIMENSIONS |= LEVELS


class Days(NamedTuple):
    """The days from the first to the one before `end`."""

    first: date
    end: date

    def within(self, first: date | None, end: date | None) -> "Days":
        """Return those of them that are in a period, none of them as days that end at once."""
        begins = max(self.first, first or self.first)
        return Days(begins, max(begins, min(self.end, end or self.end)))


@dataclass(frozen=True)
class Cover:
    """
    The months that are in the cells: `whole` has the end of each by its first day.

    That of the last month is the first day that was not over. `last_item` and `last_refund` are
    the rows up to which the cells have looked, and `touched_days` those that have lines behind
    these, whether they are in the cells or not. In the months of `odd` a line's day is not what
    the first moments of days say; these are not in the cells. `written` has the step that wrote a
    whole month by its first day, another one each time.
    """

    last_item: int
    last_refund: int
    whole: Mapping[date, date] = field(default_factory=dict)
    odd: Mapping[date, date] = field(default_factory=dict)
    touched_days: frozenset[date] = frozenset()
    written: Mapping[date, int] = field(default_factory=dict)

    @property
    def ends(self) -> Mapping[date, date]:
        """The ends of all months that were worked out."""
        return {**self.whole, **self.odd}

    @property
    def touched(self) -> frozenset[date]:
        """The months that were worked out and have got lines since."""
        months = ((first_of(day), day) for day in self.touched_days)
        return frozenset(month for month, day in months if day < self.ends.get(month, day))

    def without_touched(self) -> Self:
        """Return the cover when the months touched are taken out of the cells."""
        return replace(self, whole=self._untouched(self.whole), odd=self._untouched(self.odd))

    def days_within(self, first: date | None, end: date | None) -> Days | None:
        """Return the longest run of days of the period that are in the cells, None without any."""
        runs = runs_of(self._untouched(self.whole).items())
        return _longest(Days(*run).within(first, end) for run in runs)

    def months_within(self, days: Days) -> Days | None:
        """Return the longest run of whole months of these days, or of all there is of them."""
        months = [each for each in self.whole.items() if days.within(*each) == each]
        return _longest(Days(*run) for run in runs_of(months))

    def _untouched(self, months: Mapping[date, date]) -> dict[date, date]:
        touched = self.touched
        return {first: end for first, end in months.items() if first not in touched}


def read_cover(cursor: DuckDBPyConnection, zone: ZoneInfo) -> Cover | None:
    """
    Return what the cells hold of what the cursor's transaction sees.

    None where they are of another timezone, or of other rows than are there.
    """
    found = cursor.execute(SQL["select_cover"], {"zone": zone.key}).fetchall()
    if not found:
        return None
    last_item, last_refund, *counts = found[0]
    rows = {"last_item": last_item, "last_refund": last_refund}
    if cursor.execute(SQL["count_covered"], rows).fetchall() != [tuple(counts)]:
        return None
    quarters = cursor.execute(SQL["select_touched"], rows).fetchall()
    months = cursor.execute(SQL["select_months"]).fetchall()
    return Cover(
        **rows,
        whole={first: end for first, end, is_whole, _ in months if is_whole},
        odd={first: end for first, end, is_whole, _ in months if not is_whole},
        written={first: step for first, _, is_whole, step in months if is_whole},
        touched_days=frozenset(days_of_quarters((quarter for (quarter,) in quarters), zone)),
    )


def _longest(runs: Iterable[Days]) -> Days | None:
    found = [days for days in runs if days.first < days.end]
    return max(found, key=lambda days: days.end - days.first, default=None)
