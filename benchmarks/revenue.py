"""
Revenue at 10 M order items, line by line, from cells and with past days kept: a rerun of its page.

    make bench-revenue
    make bench-revenue ARGS="--items 300000 --repeats 3"

The same questions are asked of the same database before the cells are there and after, and then so
that only today is read anew; the answers must be equal. Beside the seconds that pass it tells those
of processors: where other work keeps the cores busy, these say what a quiet machine would need.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import get_args

import numpy as np

from analytics.contributions import ChangeQuery, explain_change, explain_table
from analytics.past_revenue import PastRevenue, ReadPast, read_past
from analytics.revenue import (
    RevenueRow,
    most_of,
    read_most,
    read_revenue_table,
    read_totals,
)
from analytics.revenue_query import TIMES, GroupBy, RevenueQuery
from benchmarks.trade import ZONE, Trade, describe_run, open_trade, read_arguments
from catalog.database import Database
from pages.revenue_change_view import MOST_KEYS
from pages.revenue_table import MOST_ROWS

PERIODS = {"30 days": 30, "a year": 365, "all time": None}
EXACT_REPEATS = 2


@dataclass(frozen=True)
class Taken:
    """How long an answer took, and its processors."""

    wall_s: float
    processor_s: float


def main(asked: argparse.Namespace) -> int:
    """Print the times as a table, and return 1 if cells answered otherwise than lines."""
    print(f"{describe_run(asked)}\n", flush=True)
    with tempfile.TemporaryDirectory(prefix="feedledger-bench-") as name:
        trade = open_trade(Path(name), asked.items, asked.memory)
        exact = {key: ask(trade, query, EXACT_REPEATS) for key, query in questions(trade.end)}
        before_bytes = trade.database.size_bytes()
        print(f"The cells were worked out in {trade.roll_up():.1f} s,", end=" ")
        trade.database.checkpoint()
        print(f"{(trade.database.size_bytes() - before_bytes) / 1e6:,.0f} MB.\n")
        cells = {key: ask(trade, query, asked.repeats) for key, query in questions(trade.end)}
        past = PastRevenue().read
        kept = {key: ask(trade, query, asked.repeats, past) for key, query in questions(trade.end)}
        trade.database.close()
    print(table(exact, cells, kept))
    differing = [key for key in exact if not exact[key][0] == cells[key][0] == kept[key][0]]
    print("\n".join(differing) or "\nAll answers are equal.")
    return 1 if differing else 0


Key = str
Answers = tuple[list[RevenueRow], list[Taken]]


def questions(end: date) -> Iterator[tuple[Key, RevenueQuery]]:
    """Yield the page's questions: by everything, of a month, a year and all time."""
    for name, days in PERIODS.items():
        for group_by in get_args(GroupBy):
            yield (
                f"{name}, by {group_by}",
                RevenueQuery(
                    from_day=end - timedelta(days=days) if days else None,
                    to_day=end if days else None,
                    group_by=group_by,
                    currency="EUR",
                    zone=ZONE,
                ),
            )


def ask(trade: Trade, query: RevenueQuery, repeats: int, past: ReadPast = read_past) -> Answers:
    """
    Rerun the page so often, and return all rows.

    It reads the totals of all currencies, the rows of one, and what explains the change by product.
    Where past days are kept, they are by then.
    """
    every_currency = query.model_copy(update={"currency": None})

    def rerun() -> None:
        read_totals(trade.database, every_currency, past)
        with ThreadPoolExecutor(1) as beside:
            _read_rows(trade.database, query, beside, past)

    if past is not read_past:
        rerun()
    taken = [timed(rerun) for _ in range(repeats)]
    return list(read_most(trade.database, query, None, past).rows), taken


def _read_rows(
    database: Database, query: RevenueQuery, beside: ThreadPoolExecutor, past: ReadPast
) -> None:
    most = None if query.group_by in TIMES else MOST_ROWS
    moved = query.model_dump() | {"group_by": "product", "level": None, "keeps_gone": True}
    if not query.comparison:
        read_most(database, query, most, past)
        return
    wanted = ChangeQuery.model_validate(moved)
    if query.group_by == "product":
        table = read_revenue_table(database, wanted, past=past)
        reading = beside.submit(explain_table, database, wanted, table, MOST_KEYS)
        most_of(table, MOST_ROWS)
    else:
        reading = beside.submit(explain_change, database, wanted, MOST_KEYS, past)
        read_most(database, query, most, past)
    reading.result()


def timed(work: Callable[[], object]) -> Taken:
    """Do the work and return what it took."""
    began_s, processor_s = time.perf_counter(), time.process_time()
    work()
    return Taken(time.perf_counter() - began_s, time.process_time() - processor_s)


def table(*answers: dict[Key, Answers]) -> str:
    """
    Return the times of a rerun, in milliseconds, as a table; the last row is of all reruns.

    The answers are from lines, from cells, and with past days kept.
    """
    lines = [
        (
            "| page rerun, ms | rows | lines, p50 | processors | cells, p50 | p95 | processors | is"
            " | past kept, p50 | p95 | processors | is |"
        ),
        "|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        _line(key, len(rows), *(told[key][1] for told in answers))
        for key, (rows, _) in answers[0].items()
    ]
    every = [[each for _, taken in told.values() for each in taken] for told in answers]
    lines.append(_line("all of these", 0, *every))
    return "\n".join(lines)


def _line(key: Key, rows: int, exact: Sequence[Taken], *others: Sequence[Taken]) -> str:
    """Return a row: each of the others is compared with the one before it."""
    before = _processors(exact)
    told = [f"| {key} | {rows:,} | {_ms(exact, 50):,.0f} | {before:,.0f} |"]
    for taken in others:
        after = _processors(taken)
        told.append(f"{_ms(taken, 50):,.0f} | {_ms(taken, 95):,.0f} | {after:,.0f}")
        told.append(f"| {after / before:.2f} x |")
        before = after
    return " ".join(told)


def _processors(taken: Sequence[Taken]) -> float:
    return float(np.median([each.processor_s for each in taken])) * 1000


def _ms(taken: Sequence[Taken], percent: float) -> float:
    return float(np.percentile([each.wall_s for each in taken], percent)) * 1000


if __name__ == "__main__":
    sys.exit(main(read_arguments(__doc__, repeats=5)))
