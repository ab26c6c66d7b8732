"""
The cells of revenue: sums of whole days and months, worked out beside everything else.

They hold what the lines say and nothing more; all of them can be thrown away. A month is either
whole in them or not in them at all: lines that come to it later take it out again, in the eyes of
the same reader that sees these lines, and the next step works it out anew (docs/adr/0017).
"""

from zoneinfo import ZoneInfo

from duckdb import DuckDBPyConnection

from analytics.cover import Cover, Days, read_cover
from analytics.month_writer import prepare_month, take_out, write_month
from analytics.months import months_from, next_month
from catalog.clock import Clock, utc_now
from catalog.database import Database, Row, rows_of, transaction_on
from catalog.statements import Statements

SQL = Statements(__file__)
NOTHING: Row = {"zone": "UTC", "last_item": -1, "last_refund": -1, "items": 0, "refunds": 0}


class Rollup:
    """The cells of a database, whose days are those of the zone."""

    def __init__(self, database: Database, zone: ZoneInfo, clock: Clock = utc_now) -> None:
        self._database = database
        self._zone = zone
        self._clock = clock
        self._is_checked = False

    def refresh(self) -> None:
        """Take steps until there is nothing left to work out."""
        while self.step():
            pass

    def step(self) -> bool:
        """
        Take up what has come, then work out the last month there is; return whether there was one.

        Of the month that is not over, the days that are. The first step since the start first takes
        out the months that differ from their lines.

        Raises:
            WriteConflict: another step was first; the month is not there.
        """
        with self._database.cursor() as cursor:
            with transaction_on(cursor):
                cover = self._advance(cursor)
                if not self._is_checked:
                    self._take_out_false(cursor)
                    month = None
                elif days := self._next(cursor, cover):
                    month = prepare_month(cursor, days, self._zone)
                else:
                    return False
            if month:
                write_month(cursor, month)
        self._is_checked = True
        return True

    def forget(self) -> None:
        """Throw all cells away; they are worked out again."""
        with self._database.transaction() as cursor:
            _forget(cursor)

    def _advance(self, cursor: DuckDBPyConnection) -> Cover:
        """Take out the months that lines have come to, and look at all rows from now on."""
        (now,) = rows_of(cursor.execute(SQL["select_last_rows"]))
        cover = read_cover(cursor, self._zone)
        if cover is None:
            take_out(cursor, None)
            cover = Cover(-1, -1)
        if (now["last_item"], now["last_refund"]) == (cover.last_item, cover.last_refund):
            return cover
        for month in cover.touched:
            take_out(cursor, month)
        cursor.execute(SQL["move_cover"], {**now, "zone": self._zone.key})
        return cover.without_touched()

    def _next(self, cursor: DuckDBPyConnection, cover: Cover) -> Days | None:
        """Return the last days to work out of a month; none while lines come to days like these."""
        (ends,) = rows_of(cursor.execute(SQL["select_ends"], {"zone": self._zone.key}))
        today = self._clock().astimezone(self._zone).date()
        if ends["first_month"] is None or any(day < today for day in cover.touched_days):
            return None
        months = months_from(ends["first_month"], next_month(ends["last_month"]))
        over = (Days(first, min(next_month(first), today)) for first in months if first < today)
        missing = (days for days in over if cover.ends.get(days.first) != days.end)
        return max(missing, default=None)

    def _take_out_false(self, cursor: DuckDBPyConnection) -> None:
        found = cursor.execute(SQL["find_false_months"], {"zone": self._zone.key}).fetchall()
        for (false_month,) in found:
            take_out(cursor, false_month)


def _forget(cursor: DuckDBPyConnection) -> None:
    take_out(cursor, None)
    cursor.execute(SQL["move_cover"], NOTHING)
