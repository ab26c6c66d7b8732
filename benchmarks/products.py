"""
Product performance, and feeds and sales, at 10 M order items.

    python -m benchmarks.products
    python -m benchmarks.products --items 300000 --repeats 3

Each question is asked as its page asks it. Beside them the plainest statement runs that sums what
each product sold, in the same run. Beside the seconds that pass it tells those of processors:
where other work keeps the cores busy, these say what a quiet machine would need.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from analytics.causes import DayQuery, read_causes
from analytics.feed_effects import read_feed_effects
from analytics.feed_sales import list_feed_sales
from analytics.feed_volume import read_feed_volumes
from analytics.performance import (
    PerformanceQuery,
    read_performance,
    read_performance_totals,
    read_sold,
    read_sold_currencies,
)
from analytics.price_changes import PriceChangeQuery, list_price_changes
from analytics.unsold import list_unsold
from analytics.wanted import list_wanted
from benchmarks.revenue import Taken, timed
from benchmarks.statements import read_statement
from benchmarks.trade import (
    ZONE,
    Extent,
    describe_run,
    open_trade,
    read_arguments,
    write_each,
)
from catalog.database import Database
from orders.stock import available_units

Question = Callable[[], object]
BARE = "plain sum of {}"
MONTH, EVER = "28 days", "all time"


def main(asked: argparse.Namespace) -> int:
    """Print the times as a table."""
    print(f"{describe_run(asked)}\n", flush=True)
    with tempfile.TemporaryDirectory(prefix="feedledger-bench-") as name:
        trade = open_trade(Path(name), asked.items, asked.memory)
        _fill(trade.database, asked.items)
        trade.roll_up()
        trade.database.checkpoint()
        questions = _questions(trade.database, trade.end)
        taken = {
            key: [timed(question) for _ in range(asked.repeats)]
            for key, question in questions.items()
        }
        trade.database.close()
    print(_table(taken))
    return 0


def _fill(database: Database, items: int) -> None:
    """Write feeds, what they changed, and refused lines."""
    write_each(database, ("trade_feeds", "trade_changes", "trade_refusals"), Extent(items))
    database.checkpoint()


def _questions(database: Database, end: date) -> Mapping[str, Question]:
    zone, first = ZoneInfo(ZONE), end - timedelta(days=28)
    now = datetime.combine(end, time(), zone)
    month = PerformanceQuery(from_day=first, to_day=end, now=now, zone=ZONE)
    year = month.model_copy(update={"from_day": end - timedelta(days=365)})
    ever = PerformanceQuery(zone=ZONE)
    bare = read_statement("trade_bare")
    changes = PriceChangeQuery(zone, first, end)
    feed = list_feed_sales(database, 10).items[-1]

    def best(query: PerformanceQuery) -> object:
        left = lambda product_ids: available_units(database, product_ids)  # noqa: E731 - as the page has it
        return read_performance(database, query, "best", left, limit=50)

    return {
        f"page of best sellers, {MONTH}": lambda: _read_page(database, month),
        "page of best sellers, a year": lambda: _read_page(database, year),
        BARE.format(MONTH): lambda: database.rows(bare, {"since": now - timedelta(days=56)}),
        f"best sellers, {MONTH}": lambda: best(month),
        f"totals, {MONTH}": lambda: read_performance_totals(database, month),
        f"not sold, {MONTH}": lambda: list_unsold(database, first, end, zone=zone, limit=50),
        f"wanted, {MONTH}": lambda: list_wanted(database, first, end, zone=zone, limit=200),
        f"price changes, {MONTH}": lambda: list_price_changes(database, changes, now, 50),
        "what explains a day": lambda: read_causes(
            database, DayQuery(end - timedelta(days=3), zone), now, 50
        ),
        "20 feeds and their sales": lambda: list_feed_sales(database, 20),
        "what came of a feed": lambda: read_feed_effects(database, feed, now, 100),
        "feed volumes by day": lambda: read_feed_volumes(
            database, None, None, group_by="day", zone=zone
        ),
        BARE.format(EVER): lambda: database.rows(bare, {"since": None}),
        f"best sellers, {EVER}": lambda: best(ever),
        f"not sold, {EVER}": lambda: list_unsold(database, None, None, zone=zone, limit=50),
    }


def _read_page(database: Database, asked: PerformanceQuery) -> None:
    """Read what the page of best sellers shows."""
    read_sold_currencies(database, asked)
    query = asked.model_copy(update={"currency": "EUR"})
    sold = read_sold(database, query)
    read_performance_totals(database, query, sold)
    read_performance(database, query, "best", dict.fromkeys, limit=50, sold=sold)


def _table(taken: Mapping[str, list[Taken]]) -> str:
    lines = [
        "| question | p50 ms | p95 | processors, ms | is, of the plain sum |",
        "|---|---|---|---|---|",
    ]
    for key, each in taken.items():
        plain = taken[BARE.format(EVER if EVER in key else MONTH)]
        wall, processors = (
            float(np.median([getattr(one, name) for one in each])) * 1000
            for name in ("wall_s", "processor_s")
        )
        ratio = processors / (float(np.median([one.processor_s for one in plain])) * 1000)
        longest = float(np.percentile([one.wall_s for one in each], 95)) * 1000
        figures = f"{wall:,.0f} | {longest:,.0f} | {processors:,.0f}"
        lines.append(f"| {key} | {figures} | {ratio:.1f} x |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(read_arguments(__doc__, repeats=5)))
