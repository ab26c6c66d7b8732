"""What the pages of sales read, as it is kept for all who ask the same."""

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pyarrow as pa

from analytics.contributions import Change, ChangeQuery, explain_change, explain_table
from analytics.kept_answers import Kept
from analytics.performance import PerformanceQuery, read_sold, read_sold_currencies
from analytics.revenue import Most, Totals, most_of, read_most, read_revenue_table, read_totals
from analytics.revenue_query import RevenueQuery
from pages.amounts import counted
from pages.services import services
from pages.times import shown_time

# product by product everything takes longest: in a shop that sells all the time it is this old
GOOD_FOR_S = 10.0


class AllRows:
    """All rows of a query, for several questions at once: read by the first that needs them."""

    def __init__(self, query: RevenueQuery) -> None:
        self._read: Callable[[], pa.Table] = partial(
            read_revenue_table, services().database, query, past=services().past.read
        )
        self._lock = threading.Lock()
        self._table: pa.Table | None = None

    def read(self) -> pa.Table:
        """Return them as an Arrow table with the columns of `RevenueRow`."""
        with self._lock:
            if self._table is None:
                self._table = self._read()
            return self._table


def ask_totals(query: RevenueQuery) -> list[Totals]:
    """Return the totals of each currency, the best first, whatever the query groups by."""
    # by weeks a year is compared with 52 weeks, so that the question is not the query alone
    whole = query.model_copy(update={"group_by": "currency", "level": None})
    read = partial(read_totals, services().database, query, services().past.read)
    return services().answers.ask(("totals", whole, query.comparison), read)


def ask_most(query: RevenueQuery, most: int | None, rows: AllRows | None = None) -> Most:
    """Return the first `most` rows, all where it is None; `rows` has those of the query."""
    read = partial(read_most, services().database, query, most, services().past.read)
    if rows is not None and most is not None:
        return services().answers.ask(("most", query, most), lambda: most_of(rows.read(), most))
    return services().answers.ask(("most", query, most), read)


def ask_change(query: ChangeQuery, most: int, rows: AllRows | None = None) -> Kept[Change]:
    """Return the `most` keys that moved the net most, lately; `rows` has those of the query."""
    database, past = services().database, services().past.read

    def read() -> Change:
        if rows is None:
            return explain_change(database, query, most, past)
        return explain_table(database, query, rows.read(), most)

    return services().answers.ask_recent(("change", query, most), read, GOOD_FOR_S)


def ask_sold(query: PerformanceQuery) -> Kept[pa.Table]:
    """Return what each product sold in both periods, lately, as `read_sold` does."""
    read = partial(read_sold, services().database, query, services().past.read)
    return services().tables.ask_recent(("sold", query), read, GOOD_FOR_S)


def ask_sold_currencies(query: PerformanceQuery) -> tuple[str, ...]:
    """Return the currencies in which anything sold in one of both periods, the best first."""
    read = partial(read_sold_currencies, services().database, query, services().past.read)
    return services().answers.ask(("currencies", query), read)


def note_age(kept: Kept[Any]) -> str:
    """Return since when an answer may lack lines of orders; nothing where it lacks none."""
    if not kept.lines_since:
        return ""
    read_at = shown_time(kept.read_at, services().settings.zone)
    since = counted(kept.lines_since, "line")
    return f"Worked out {read_at}; {since} of orders came since, and are in it some seconds later."
