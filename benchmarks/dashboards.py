"""
The dashboards' questions at 10 M order items: Feedledger, PostgreSQL 15 and Polars in one run.

    make bench-dashboards
    make bench-dashboards ARGS="--items 300000 --repeats 3"

Feedledger is asked through the function that its page of revenue calls. PostgreSQL has the lines
with the day worked out, indexes, 2 GB of shared buffers and fresh statistics; it is asked by
psycopg, from the lines and from a materialised view, whose refresh is told apart: it has to be run
again before an order of now is seen. Polars reads a Parquet file of the same lines, lazily.

Each question goes to each system in turn, again and again, so that whatever else the machine does
falls on all of them; a system that takes more than 5 s is asked twice. Answers are rows of Python
values, and must be equal.
"""

import argparse
import os
import platform
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import duckdb
import numpy as np
import polars as pl

from benchmarks.dashboard_engines import (
    Ask,
    ask_feedledger,
    ask_polars,
    ask_postgres,
    ask_view,
    fill_postgres,
    fill_view,
    other_lists,
    settled,
)
from benchmarks.dashboard_questions import QUESTIONS
from benchmarks.postgres import missing_programs, run_postgres
from benchmarks.trade import Trade, open_trade, read_arguments

OURS = "Feedledger"
SLOW_S, SLOW_TURNS = 5.0, 2
SETTINGS = (
    *("shared_buffers=2GB", "work_mem=256MB", "maintenance_work_mem=1GB", "jit=off"),
    *("max_parallel_workers_per_gather=2", "effective_cache_size=8GB", "max_wal_size=8GB"),
)
Times = dict[str, dict[str, list[float]]]


def main(arguments: argparse.Namespace) -> int:
    """Print the times as a table, and return 1 if two systems answered differently."""
    print(f"{facts(arguments)}\n", flush=True)
    with tempfile.TemporaryDirectory(prefix="feedledger-bench-") as name, ExitStack() as opened:
        trade = open_trade_of(Path(name), arguments, opened)
        engines = open_engines(Path(name), trade, opened)
        faults = compare(engines)
        if not faults:
            print(f"{markdown(ask_all(engines, arguments.repeats))}\n", flush=True)
            print(markdown(ask_ours(trade, arguments.repeats)))
    print("\n".join(faults) or "\nAll answers are equal.")
    return 1 if faults else 0


def open_trade_of(folder: Path, asked: argparse.Namespace, opened: ExitStack) -> Trade:
    """Return our database with the trade, whose months are worked out."""
    began_s = time.monotonic()
    trade = open_trade(folder, asked.items, asked.memory)
    opened.callback(trade.database.close)
    note(f"made the trade in {time.monotonic() - began_s:.0f} s")
    print(f"Feedledger worked its months out in {trade.roll_up():.1f} s.\n", flush=True)
    return trade


def open_engines(folder: Path, trade: Trade, opened: ExitStack) -> dict[str, Ask]:
    """Return every system by its name, filled with the same lines."""
    began_s = time.monotonic()
    engines = {OURS: ask_feedledger(trade)}
    if not missing_programs():
        server = opened.enter_context(run_postgres(SETTINGS))
        lines = trade.export(folder / "lines.csv", "csv")
        fill_postgres(server, lines)
        lines.unlink()
        print(f"PostgreSQL worked its view out in {fill_view(server):.1f} s.\n", flush=True)
        note(f"filled PostgreSQL, {time.monotonic() - began_s:.0f} s")
        connection = opened.enter_context(server.connect())
        engines["PostgreSQL"] = ask_postgres(connection, trade.end)
        engines["its view"] = ask_view(connection, trade.end)
    lines = trade.export(folder / "lines.parquet", "parquet")
    engines["Polars"] = ask_polars(lines, trade.end)
    return engines


def compare(engines: Mapping[str, Ask]) -> list[str]:
    """Return which questions a system answers otherwise than we do; it warms all of them too."""
    faults = []
    for question in QUESTIONS:
        ours = settled(engines[OURS](question))
        for name, ask in engines.items():
            theirs = settled(ask(question))
            if theirs != ours:
                only = sorted({*ours} ^ {*theirs})[:2]
                faults.append(f"{question.name}: {name} differs, for example in {only}")
        note(f"{question.name}: {len(ours)} rows")
    return faults


def ask_all(engines: Mapping[str, Ask], repeats: int) -> Times:
    """Return the seconds of each answer, by question and system; slow ones are asked twice."""
    times: Times = defaultdict(lambda: defaultdict(list))
    names = list(engines)
    for turn in range(repeats):
        for question in QUESTIONS:
            for name in names[turn % len(names) :] + names[: turn % len(names)]:
                taken_s = times[question.name][name]
                if len(taken_s) < SLOW_TURNS or taken_s[0] < SLOW_S:
                    taken_s.append(time_of(partial(engines[name], question)))
        note(f"turn {turn + 1} of {repeats}")
    return times


def ask_ours(trade: Trade, repeats: int) -> Times:
    """Return the seconds of what only our pages are asked for."""
    times: Times = defaultdict(lambda: defaultdict(list))
    for turn in range(repeats + 1):
        for name, ask in other_lists(trade).items():
            if taken_s := time_of(ask) * (turn > 0):  # the first warms it
                times[name][OURS].append(taken_s)
    return times


def time_of(ask: Callable[[], object]) -> float:
    """Return how many seconds an answer takes."""
    began_s = time.perf_counter()
    ask()
    return time.perf_counter() - began_s


def markdown(times: Times) -> str:
    """Return the table: medians and p95 in milliseconds, and others' medians over ours."""
    names = list(next(iter(times.values())))
    others = [name for name in names if name != OURS]
    head = [f"{name} p50 / p95" for name in names] + [f"{name} is" for name in others]
    lines = [f"| question, ms | {' | '.join(head)} |", "|---" * (len(head) + 1) + "|"]
    for question, by_name in times.items():
        cells = [f"{_ms(by_name[name], 50):,.0f} / {_ms(by_name[name], 95):,.0f}" for name in names]
        ours = _ms(by_name[OURS], 50)
        cells += [f"{_ms(by_name[name], 50) / ours:.1f} x" for name in others]
        lines.append(f"| {question} | {' | '.join(cells)} |")
    return "\n".join(lines)


def facts(asked: argparse.Namespace) -> str:
    """Return the date, the machine and what is measured, as a sentence for the results."""
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, Python {platform.python_version()},"
        f" DuckDB {duckdb.__version__} with `MEMORY_LIMIT={asked.memory}`, Polars {pl.__version__},"
        f" PostgreSQL with {', '.join(SETTINGS)}; {asked.items:,} order items over two years, each"
        f" question {asked.repeats} times, load before it {os.getloadavg()[0]:.1f}."
    )


def note(text: str) -> None:
    """Tell who waits how far it is."""
    print(text, file=sys.stderr, flush=True)


def _ms(seconds: Sequence[float], percent: float) -> float:
    return float(np.percentile(seconds, percent)) * 1000


if __name__ == "__main__":
    sys.exit(main(read_arguments(__doc__, repeats=15)))
