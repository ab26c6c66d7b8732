"""
Writing the cells and past lines of a month: in parts, each of which orders hardly notice.

Rows that do not fill a row group go through DuckDB's log, and who orders waits for a commit and for
the checkpoint after it. Nobody reads a part: the row of the month, which is written last, says that
its days are there. Each part counts a step of its own, from the one before; where another step came
between, the month is given up, and the next step takes out what there is of it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from duckdb import DuckDBPyConnection

from analytics.cover import DIMENSIONS, Days
from analytics.months import next_month, starts_of_days
from analytics.order_counts import AS_WRITTEN, OF_PRODUCT, bit_of
from catalog.database import Row, rows_of, transaction_on
from catalog.errors import WriteConflict
from catalog.statements import Statements

SQL = Statements(__file__)
PART_ROWS = 10_000
# rows from which on DuckDB writes them beside its log
ROW_GROUP_ROWS = 122_880
Write = Callable[[DuckDBPyConnection], object]


@dataclass(frozen=True)
class Prepared:
    """Days of a month, how many rows its lines are, and the step that prepared them."""

    days: Days
    lines: int
    is_whole: bool
    steps: int


def prepare_month(cursor: DuckDBPyConnection, days: Days, zone: ZoneInfo) -> Prepared:
    """Take the month out, and put aside what is to be written, as of the cursor's transaction."""
    take_out(cursor, days.first)
    starts = starts_of_days(*days, zone)
    line = {"zone": zone.key, "starts": starts, "first_day": days.first}
    bounds = {"from_at": starts[0], "to_at": starts[-1]}
    cursor.execute(SQL["create_month_line"], line | bounds)
    (found,) = rows_of(cursor.execute(SQL["count_month_lines"]))
    lines = 0
    if found["lines"] and not found["odd"]:
        cursor.execute(SQL["insert_items"])
        cursor.execute(SQL["create_first_bits"])
        cursor.execute(SQL["create_past_line"])
        ((lines,),) = cursor.execute(SQL["count_past_lines"]).fetchall()
    return Prepared(days, lines, not found["odd"], claim(cursor))


def write_month(cursor: DuckDBPyConnection, month: Prepared) -> None:
    """
    Write what was put aside on the cursor, in transactions of its own.

    Raises:
        WriteConflict: another step came between; the month is not there.
    """
    steps = month.steps
    for writes in _transactions(month):
        with transaction_on(cursor):
            steps = claim(cursor, steps)
            for write in writes:
                write(cursor)


def claim(cursor: DuckDBPyConnection, steps: int | None = None) -> int:
    """
    Count a step, of two at once only one can commit; return its number.

    Raises:
        WriteConflict: `steps` was not the last one.
    """
    found = cursor.execute(SQL["claim_cover"], {"steps": steps}).fetchall()
    if not found:
        raise WriteConflict("another step came between")
    return int(found[0][0])


def take_out(cursor: DuckDBPyConnection, month: date | None) -> None:
    """Delete what there is of the month, or of all of them."""
    end = next_month(month) if month else None
    for name in ("delete_cells", "delete_past_lines"):
        cursor.execute(SQL[name], {"first_day": month, "end_day": end})
    cursor.execute(SQL["delete_month"], {"first_day": month})
    if month is None:
        cursor.execute(SQL["delete_items"])


def _transactions(month: Prepared) -> Iterator[Sequence[Write]]:
    named = {"first_day": month.days.first, "end_day": month.days.end}
    writes = [*_parts(month.lines), *(_cells(named) if month.lines else ())]
    last = _executing("insert_month", {"is_whole": month.is_whole, **named})
    if month.lines <= PART_ROWS:
        yield [*writes, last]
        return
    for write in writes:
        yield [write]
    yield [last]


def _parts(lines: int) -> Iterator[Write]:
    size = PART_ROWS if lines < ROW_GROUP_ROWS else lines
    for first in range(0, lines, size):
        yield _executing("insert_past_lines", {"from_row": first, "to_row": first + size})


def _cells(named: Row) -> Iterator[Write]:
    for name, level in DIMENSIONS.items():
        of = {"dimension": name, "level": level, **_bits(name, level)}
        yield _executing("insert_cells", of | named)


def _executing(name: str, parameters: Row) -> Write:
    return lambda cursor: cursor.execute(SQL[name], parameters)


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
