"""
The cells of revenue: sums of whole days and months, worked out beside everything else.

They hold what the lines say and nothing more; all of them can be thrown away. A month is either
whole in them or not in them at all: lines that come to it later take it out again, in the eyes of
the same reader that sees these lines, and the next step works it out anew (docs/adr/0017).
"""

from datetime import date
from zoneinfo import ZoneInfo

from duckdb import DuckDBPyConnection

from analytics.cover import DIMENSIONS, Cover, read_cover
from analytics.months import first_of, months_from, next_month, starts_of_days
from catalog.clock import Clock, utc_now
from catalog.database import Database, Row, rows_of
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
        Take up what has come, then work out the last month that is over; return whether there was.

        The first step since the start first takes out the months that differ from their lines.

        Raises:
            WriteConflict: another step was first; this one wrote nothing.
        """
        with self._database.transaction() as cursor:
            cover = self._advance(cursor)
            if not self._is_checked:
                for (false_month,) in self._false_months(cursor):
                    _take_out(cursor, false_month)
            else:
                month = self._next(cursor, cover)
                if month is None:
                    return False
                self._work_out(cursor, month)
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
            _take_out(cursor, None)
            cover = Cover(-1, -1)
        if (now["last_item"], now["last_refund"]) == (cover.last_item, cover.last_refund):
            return cover
        for month in cover.touched & (cover.months | cover.odd_months):
            _take_out(cursor, month)
        cursor.execute(SQL["move_cover"], {**now, "zone": self._zone.key})
        return cover.without_touched()

    def _next(self, cursor: DuckDBPyConnection, cover: Cover) -> date | None:
        """Return the last month that is over and not worked out; none while lines come to such."""
        (ends,) = rows_of(cursor.execute(SQL["select_ends"], {"zone": self._zone.key}))
        if ends["first_month"] is None:
            return None
        this_month = first_of(self._clock().astimezone(self._zone).date())
        end = min(this_month, next_month(ends["last_month"]))
        if any(month < this_month for month in cover.touched):
            return None
        missing = set(months_from(ends["first_month"], end)) - cover.months - cover.odd_months
        return max(missing, default=None)

    def _false_months(self, cursor: DuckDBPyConnection) -> list[tuple[date]]:
        return cursor.execute(SQL["find_false_months"], {"zone": self._zone.key}).fetchall()

    def _work_out(self, cursor: DuckDBPyConnection, month: date) -> None:
        cursor.execute(SQL["claim_cover"])
        starts = starts_of_days(month, self._zone)
        line = {"zone": self._zone.key, "starts": starts, "first_day": month}
        bounds = {"from_at": starts[0], "to_at": starts[-1]}
        cursor.execute(SQL["create_month_line"], line | bounds)
        (found,) = rows_of(cursor.execute(SQL["count_month_lines"]))
        if found["lines"] and not found["odd"]:
            for name, level in DIMENSIONS.items():
                of = {"dimension": name, "level": level, "first_day": month}
                cursor.execute(SQL["insert_cells"], of)
                if found["parted"]:
                    cursor.execute(SQL["insert_parted_orders"], of)
        is_whole = not found["odd"]
        cursor.execute(SQL["insert_month"], {"first_day": month, "is_whole": is_whole})


def _take_out(cursor: DuckDBPyConnection, month: date | None) -> None:
    end = next_month(month) if month else None
    cursor.execute(SQL["delete_cells"], {"first_day": month, "end_day": end})
    cursor.execute(SQL["delete_month"], {"first_day": month})


def _forget(cursor: DuckDBPyConnection) -> None:
    _take_out(cursor, None)
    cursor.execute(SQL["move_cover"], NOTHING)
