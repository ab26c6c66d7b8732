"""
The cells of revenue: sums of whole days and months, worked out beside everything else.

They hold what the lines say and nothing more; all of them can be thrown away. A month is either
whole in them or not in them at all: lines that come to it later take it out again, in the eyes of
the same reader that sees these lines, and the next step works it out anew (docs/adr/0017).
"""

import time
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from duckdb import DuckDBPyConnection

from analytics.cover import DIMENSIONS, Cover, read_cover
from analytics.months import first_of, months_from, next_month, starts_of_days
from catalog.clock import Clock, utc_now
from catalog.database import Database, rows_of
from catalog.statements import Statements

SQL = Statements(__file__)
REST_SHARE = 0.5  # of the time that a step took, so that others get at the cores


@dataclass(frozen=True)
class Rollup:
    """The cells of a database, whose days are those of the zone."""

    database: Database
    zone: ZoneInfo
    clock: Clock = utc_now

    def refresh(self) -> None:
        """
        Take up what has come, and work out the months that are over, the last first.

        Each step is a transaction of its own, with a rest behind it.

        Raises:
            WriteConflict: another refresh was first; that step wrote nothing.
        """
        took_s = 1.0
        while took_s:
            took_s = self.step()
            time.sleep(took_s * REST_SHARE)

    def step(self) -> float:
        """Take up what has come and work out one month; return the seconds taken, 0 for none."""
        began_s = time.monotonic()
        with self.database.transaction() as cursor:
            cover = self._advance(cursor)
            month = self._next(cursor, cover)
            if month is None:
                return 0.0
            self._work_out(cursor, month)
        return time.monotonic() - began_s

    def forget(self) -> None:
        """Throw all cells away; they are worked out again."""
        with self.database.transaction() as cursor:
            _forget(cursor)

    def _advance(self, cursor: DuckDBPyConnection) -> Cover:
        """Take out the months that lines have come to, and look at all rows from now on."""
        (now,) = rows_of(cursor.execute(SQL["select_last_rows"]))
        cover = read_cover(cursor, self.zone)
        if cover is None:
            _forget(cursor)
            cover = Cover(-1, -1)
        if (now["last_item"], now["last_refund"]) == (cover.last_item, cover.last_refund):
            return cover
        for month in cover.touched & (cover.months | cover.odd_months):
            _take_out(cursor, month)
        cursor.execute(SQL["delete_cover"])
        cursor.execute(SQL["insert_cover"], {**now, "zone": self.zone.key})
        return cover.without_touched()

    def _next(self, cursor: DuckDBPyConnection, cover: Cover) -> date | None:
        """Return the last month that is over and not worked out; none while lines come to such."""
        (ends,) = rows_of(cursor.execute(SQL["select_ends"], {"zone": self.zone.key}))
        if ends["first_month"] is None:
            return None
        this_month = first_of(self.clock().astimezone(self.zone).date())
        end = min(this_month, next_month(ends["last_month"]))
        if any(month < this_month for month in cover.touched):
            return None
        missing = set(months_from(ends["first_month"], end)) - cover.months - cover.odd_months
        return max(missing, default=None)

    def _work_out(self, cursor: DuckDBPyConnection, month: date) -> None:
        starts = starts_of_days(month, self.zone)
        line = {"zone": self.zone.key, "starts": starts, "first_day": month}
        bounds = {"from_at": starts[0], "to_at": starts[-1]}
        cursor.execute(SQL["create_month_line"], line | bounds)
        is_whole = not cursor.execute(SQL["find_odd_line"]).fetchall()
        if is_whole:
            for name, level in DIMENSIONS.items():
                of = {"dimension": name, "level": level, "first_day": month}
                cursor.execute(SQL["insert_cells"], of)
                cursor.execute(SQL["insert_parted_orders"], of)
        cursor.execute(SQL["insert_month"], {"first_day": month, "is_whole": is_whole})


def _take_out(cursor: DuckDBPyConnection, month: date | None) -> None:
    end = next_month(month) if month else None
    cursor.execute(SQL["delete_cells"], {"first_day": month, "end_day": end})
    cursor.execute(SQL["delete_month"], {"first_day": month})


def _forget(cursor: DuckDBPyConnection) -> None:
    _take_out(cursor, None)
    cursor.execute(SQL["delete_cover"])
