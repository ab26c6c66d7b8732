"""
The cells of revenue: sums of whole days and months, worked out beside everything else.

They hold what the lines say and nothing more; all of them can be thrown away. A month is either
whole in them or not in them at all: lines that come to it later take it out again, in the eyes of
the same reader that sees these lines, and the next step works it out anew (docs/adr/0017).
"""

from datetime import date
from zoneinfo import ZoneInfo

from duckdb import DuckDBPyConnection

from analytics.cover import DIMENSIONS, Cover, Days, read_cover
from analytics.months import months_from, next_month, starts_of_days
from analytics.order_counts import AS_WRITTEN, OF_PRODUCT, bit_of
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
        Take up what has come, then work out the last month there is; return whether there was one.

        Of the month that is not over, the days that are. The first step since the start first takes
        out the months that differ from their lines.

        Raises:
            WriteConflict: another step was first; this one wrote nothing.
        """
        with self._database.transaction() as cursor:
            cover = self._advance(cursor)
            if not self._is_checked:
                for (false_month,) in self._false_months(cursor):
                    _take_out(cursor, false_month)
            else:
                days = self._next(cursor, cover)
                if days is None:
                    return False
                self._work_out(cursor, days)
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
        for month in cover.touched:
            _take_out(cursor, month)
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

    def _false_months(self, cursor: DuckDBPyConnection) -> list[tuple[date]]:
        return cursor.execute(SQL["find_false_months"], {"zone": self._zone.key}).fetchall()

    def _work_out(self, cursor: DuckDBPyConnection, days: Days) -> None:
        cursor.execute(SQL["claim_cover"])
        _take_out(cursor, days.first)
        starts = starts_of_days(*days, self._zone)
        line = {"zone": self._zone.key, "starts": starts, "first_day": days.first}
        bounds = {"from_at": starts[0], "to_at": starts[-1]}
        cursor.execute(SQL["create_month_line"], line | bounds)
        (found,) = rows_of(cursor.execute(SQL["count_month_lines"]))
        if found["lines"] and not found["odd"]:
            cursor.execute(SQL["insert_items"])
            cursor.execute(SQL["create_first_bits"])
            cursor.execute(SQL["insert_past_lines"])
            for name, level in DIMENSIONS.items():
                of = {"dimension": name, "level": level, **_bits(name, level)}
                cursor.execute(SQL["insert_cells"], of | _named(days))
        is_whole = not found["odd"]
        cursor.execute(SQL["insert_month"], {"is_whole": is_whole, **_named(days)})


def _bits(dimension: str, level: int | None) -> Row:
    """Return the bits that count the orders of cells of the dimension, of all and of a partner."""
    if dimension == "product":
        return {"bit": OF_PRODUCT, "partner_bit": OF_PRODUCT}
    told = AS_WRITTEN if dimension == "category" else level or 0
    of_all, of_partner = (
        bit_of(level=told, by_brand=dimension == "brand", by_partner=by_partner)
        for by_partner in (False, True)
    )
    return {"bit": of_all, "partner_bit": of_partner}


def _named(days: Days) -> Row:
    return {"first_day": days.first, "end_day": days.end}


def _take_out(cursor: DuckDBPyConnection, month: date | None) -> None:
    end = next_month(month) if month else None
    for name in ("delete_cells", "delete_past_lines"):
        cursor.execute(SQL[name], {"first_day": month, "end_day": end})
    cursor.execute(SQL["delete_month"], {"first_day": month})
    if month is None:
        cursor.execute(SQL["delete_items"])


def _forget(cursor: DuckDBPyConnection) -> None:
    _take_out(cursor, None)
    cursor.execute(SQL["move_cover"], NOTHING)
