"""
What was sold on past days, summed up by key: read once, and kept while it is the same.

Who asks again, because a minute has passed or an order has come, has only the lines of today and of
the day it is compared with read anew. The sums of past days are those of the months that were
worked out (cover.py); each writing of a month has a number of its own, so that a month that was
worked out again is another one.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

import pyarrow as pa
from duckdb import DuckDBPyConnection

from analytics.cover import Cover
from catalog.database import Row
from catalog.statements import Statements

SQL = Statements(__file__)
BATCH_ROWS = 100_000
MOST_BYTES = 128 * 2**20
MOST_TABLES = 256  # what finds nothing has no bytes

ReadPast = Callable[[DuckDBPyConnection, Cover | None, Row], pa.Table]


def read_past(cursor: DuckDBPyConnection, _cover: Cover | None, asked: Row) -> pa.Table:
    """Return the sums by key, currency and day, as `revenue_past` has them, in one transaction."""
    found = cursor.sql(SQL["revenue_past"], params=_wanted(asked))
    return found.to_arrow_reader(BATCH_ROWS).read_all()


class PastRevenue:
    """The last sums of past days, in memory, of so many bytes and tables at most."""

    def __init__(self, most_bytes: int = MOST_BYTES, most_tables: int = MOST_TABLES) -> None:
        self._most_bytes = most_bytes
        self._most_tables = most_tables
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, pa.Table] = OrderedDict()

    def read(self, cursor: DuckDBPyConnection, cover: Cover | None, asked: Row) -> pa.Table:
        """Return what `read_past` does in the transaction that has seen the cover."""
        if cover is None:
            return read_past(cursor, cover, asked)
        key = (tuple(sorted(cover.written.items())), tuple(sorted(_wanted(asked).items())))
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        table = read_past(cursor, cover, asked)
        self._keep(key, table)
        return table

    def kept_bytes(self) -> int:
        """Return how many bytes the tables have."""
        with self._lock:
            return self._count_bytes()

    def kept_tables(self) -> int:
        """Return how many tables there are."""
        return len(self._kept)

    def _keep(self, key: Hashable, table: pa.Table) -> None:
        if table.nbytes > self._most_bytes:
            return
        with self._lock:
            self._kept[key] = table
            while self._is_too_much():
                self._kept.popitem(last=False)

    def _is_too_much(self) -> bool:
        return len(self._kept) > self._most_tables or self._count_bytes() > self._most_bytes

    def _count_bytes(self) -> int:
        return sum(each.nbytes for each in self._kept.values())


def _wanted(asked: Row) -> Row:
    return {name: asked[name] for name in SQL.parsed("revenue_past").named_parameters}
