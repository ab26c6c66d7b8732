"""
Orders of three lines, Feedledger's desk beside PostgreSQL 15, in one run on one machine.

    make bench-orders                                           1 M products, then a 5 M-row feed
    make bench-orders ARGS="--only feedledger --history 10000000 --rows 0"
    make bench-orders ARGS="--products 30000 --rows 60000 --seconds 2 --clients 8"

Feedledger is asked through its service layer, `place_order`, by threads of this process, on the
services as the application wires them. PostgreSQL has its defaults (fsync and synchronous_commit
are on; `--setting` changes others), a unix socket, the same products, and stock as a column under
row locks. It is asked in three ways: by pgbench calling a PL/pgSQL function, with no Python in the
way (its best case); by psycopg calling that function; and by psycopg sending statements in two
round trips, as an application would that keeps its rules outside the database.

Every order has an idempotency key of its own and commits durably. Each client orders again as soon
as it is answered. At the end, units sold are held against stock taken, and orders against answers.
"""

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Event

import duckdb

from benchmarks.demand import Demand
from benchmarks.feedledger_orders import WAY, FeedledgerShop, open_feedledger
from benchmarks.feeds import ORDERABLE, write_feed
from benchmarks.latencies import Answered, Measured, markdown
from benchmarks.postgres import missing_programs, run_postgres
from benchmarks.postgres_orders import PGBENCH, PostgresShop, ways_of_ordering

GIB = 1024**3


@dataclass(frozen=True)
class Plan:
    """What is measured; `rows` is the feed that merges meanwhile, 0 for none."""

    only: str | None
    products: int
    history: int
    rows: int
    clients: Sequence[int]
    skews: Sequence[float]
    seconds: float
    seed: int
    memory: str
    settings: Sequence[str]


@dataclass(frozen=True)
class Shops:
    """The sides that are compared; None where one is left out."""

    ours: FeedledgerShop | None
    theirs: PostgresShop | None

    def check(self) -> list[str]:
        """Return what is wrong in either."""
        return [fault for shop in (self.ours, self.theirs) if shop for fault in shop.check()]


def main(plan: Plan) -> int:
    """Print what was measured as tables, and return 1 if anything was lost or oversold."""
    print(f"{facts(plan)}\n", flush=True)
    with tempfile.TemporaryDirectory(prefix="feedledger-bench-") as folder, ExitStack() as opened:
        shops = open_shops(plan, Path(folder), opened)
        rows = measure_ways(plan, shops)
        print(f"{markdown(rows, WAY)}\n", flush=True)
        faults = shops.check()
        if plan.rows:
            print(f"{markdown(measure_merge(plan, shops, Path(folder)), WAY)}\n", flush=True)
            faults += shops.check()
    print("\n".join(faults) or "Units sold are the stock taken, orders are those answered.")
    return 1 if faults else 0


def open_shops(plan: Plan, folder: Path, opened: ExitStack) -> Shops:
    """Return the sides, filled; they are closed when `opened` is."""
    path = write_feed(folder / "first.csv", plan.products, malformed=False, cells=ORDERABLE)
    ours = theirs = None
    if plan.only != "postgres":
        ours = opened.enter_context(open_feedledger(folder / "home", plan.memory))
        ours.fill(path, plan.history)
    if plan.only != "feedledger":
        server = opened.enter_context(run_postgres(plan.settings))
        theirs = PostgresShop(server, plan.products)
        theirs.fill(path, plan.history)
    path.unlink()
    return Shops(ours, theirs)


def measure_ways(plan: Plan, shops: Shops) -> list[Measured]:
    """Return a row for each way at each number of clients, for each kind of demand."""
    rows: list[Measured] = []
    for skew in plan.skews:
        demand = Demand(plan.products, skew)
        for clients in plan.clients:
            seed = plan.seed + 10_000 * len(rows)
            for way in ([WAY] if shops.ours else []) + list(ways_of_ordering()):
                if row := _measure(plan, shops, way, demand, clients, seed):
                    rows.append(row)
                    print(f"{way}, {demand.name}, {clients}: {row.rate:,.0f}/s", file=sys.stderr)
    return rows


def _measure(  # noqa: PLR0913, PLR0917 - one cell of the table by its coordinates
    plan: Plan, shops: Shops, way: str, demand: Demand, clients: int, seed: int
) -> Measured | None:
    if way == WAY and shops.ours:
        begun_s = time.monotonic()
        answered = shops.ours.measure(
            demand, clients, lambda: time.monotonic() < begun_s + plan.seconds, seed
        )
        return Measured(way, demand.name, clients, time.monotonic() - begun_s, answered)
    if shops.theirs is None:
        return None
    answered = shops.theirs.measure(way, demand, clients, plan.seconds, seed)
    begun = min(end - wait for end, wait in zip(answered.ends_s, answered.waits_s, strict=True))
    seconds = max(answered.ends_s) - begun
    return Measured(way, demand.name, clients, seconds, answered)


def measure_merge(plan: Plan, shops: Shops, folder: Path) -> list[Measured]:
    """Return rows of ordering while a feed is validated or copied, and while it merges."""
    path = write_feed(folder / "next.csv", plan.rows, 1, malformed=False, cells=ORDERABLE)
    rows: list[Measured] = []
    if shops.ours:
        rows += _order_meanwhile(plan, WAY, shops.ours.measure, partial(shops.ours.load, path))
    if shops.theirs:
        ordering = shops.theirs.measure_while
        rows += _order_meanwhile(plan, PGBENCH, ordering, partial(shops.theirs.load, path))
    return rows


def _order_meanwhile(
    plan: Plan,
    way: str,
    order: Callable[[Demand, int, Callable[[], bool], int], Answered],
    load: Callable[[], tuple[float, float, float]],
) -> list[Measured]:
    clients, demand = max(plan.clients), Demand(plan.products, plan.skews[0])
    is_loaded = Event()
    with ThreadPoolExecutor(1) as beside:
        ordering = beside.submit(order, demand, clients, lambda: not is_loaded.is_set(), plan.seed)
        try:
            begun_s, merging_s, done_s = load()
        finally:
            is_loaded.set()
    steps = (("feed checked or copied", begun_s, merging_s), ("feed merges", merging_s, done_s))
    print(f"{way}: a feed of {plan.rows:,} rows took {done_s - begun_s:.1f} s, with orders\n")
    return [
        Measured(way, step, clients, until_s - since_s, ordering.result().between(since_s, until_s))
        for step, since_s, until_s in steps
    ]


def facts(plan: Plan) -> str:
    """Return the date, the machine and what is measured, as a sentence for the results."""
    memory_gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIB
    settings = ", ".join(plan.settings) or "its defaults"
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, {memory_gib:.0f} GiB, Python"
        f" {platform.python_version()}, DuckDB {duckdb.__version__}, `MEMORY_LIMIT={plan.memory}`,"
        f" PostgreSQL with {settings}; {plan.products:,} products, {plan.history:,} order items"
        f" before, {plan.seconds:g} s each, load before it {os.getloadavg()[0]:.1f}."
    )


def read_plan(arguments: Sequence[str] | None = None) -> Plan:
    """Return what the command line asks for; without PostgreSQL installed, ours alone."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", choices=("feedledger", "postgres"), help="one side alone")
    parser.add_argument("--products", type=int, default=1_000_000)
    parser.add_argument("--history", type=int, default=0, help="order items that are there before")
    parser.add_argument("--rows", type=int, default=5_000_000, help="of the feed; 0 for no merge")
    parser.add_argument("--clients", type=int, nargs="+", default=(1, 8, 64))
    parser.add_argument("--skews", type=float, nargs="+", default=(0, 1.1), help="Zipf; 0: uniform")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--memory", default="3500MB", help="DuckDB's MEMORY_LIMIT")
    parser.add_argument(
        "--setting", dest="settings", action="append", default=[], help="NAME=VALUE of PostgreSQL"
    )
    asked = parser.parse_args(arguments)
    if asked.only != "feedledger" and (missing := missing_programs()):
        if asked.only:
            parser.error(f"PostgreSQL is not installed: {', '.join(missing)}")
        print("PostgreSQL is not installed: Feedledger alone", file=sys.stderr)
        asked.only = "feedledger"
    return Plan(**vars(asked))


if __name__ == "__main__":
    sys.exit(main(read_plan()))
