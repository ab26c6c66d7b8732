"""What the cells hold of all that is committed, and which days of a period they answer."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Self
from zoneinfo import ZoneInfo

from duckdb import DuckDBPyConnection

from analytics.months import first_of, months_of_hours, next_month, runs_of
from catalog.statements import Statements

SQL = Statements(__file__)

Days = tuple[date, date]
BY_DAY = "day"
# by what there are cells, and to which level of a category's path; deeper is read from lines
LEVELS = {f"level {level}": level for level in range(1, 5)}
DIMENSIONS: dict[str, int | None] = dict.fromkeys(
    (BY_DAY, "category", "brand", "product", "country")
)
DIMENSIONS |= LEVELS


@dataclass(frozen=True)
class Cover:
    """
    The months that are whole in the cells.

    `last_item` and `last_refund` are the rows up to which the cells have looked, and `touched` the
    months that have lines behind these, whether they are in the cells or not. In `odd_months` a
    line's day is not what the first moments of days say; these are not in the cells.
    """

    last_item: int
    last_refund: int
    months: frozenset[date] = frozenset()
    odd_months: frozenset[date] = frozenset()
    touched: frozenset[date] = frozenset()

    def without_touched(self) -> Self:
        """Return the cover when the months touched are taken out of the cells."""
        return replace(
            self,
            months=self.months - self.touched,
            odd_months=self.odd_months - self.touched,
        )

    def days_within(
        self, first: date | None, end: date | None, *, is_by_month: bool
    ) -> Days | None:
        """
        Return the longest run of days of the period that the cells answer, None without any.

        With `is_by_month` they are whole months; the last of both days is no more within.
        """
        clipped = [
            _clipped(run, first, end, is_by_month=is_by_month)
            for run in runs_of(self.months - self.touched)
        ]
        found = [days for days in clipped if days[0] < days[1]]
        return max(found, key=lambda days: days[1] - days[0], default=None)


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
    hours = cursor.execute(SQL["select_touched"], rows).fetchall()
    months = cursor.execute(SQL["select_months"]).fetchall()
    return Cover(
        **rows,
        months=frozenset(first for first, is_whole in months if is_whole),
        odd_months=frozenset(first for first, is_whole in months if not is_whole),
        touched=frozenset(months_of_hours((hour for (hour,) in hours), zone)),
    )


def _clipped(run: Days, first: date | None, end: date | None, *, is_by_month: bool) -> Days:
    begins, ends = run
    if first is not None and first >= ends:
        return ends, ends
    if first is not None and first > begins:
        begins = next_month(first) if is_by_month and first.day > 1 else first
    if end is not None and end < ends:
        ends = first_of(end) if is_by_month else end
    return begins, ends
