"""Two years of trade for a benchmark, written by SQL: 20 partners, 100,000 products, N lines."""

import argparse
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from analytics.definitions import define_measures
from analytics.rollup import Rollup
from benchmarks.statements import read_statement
from catalog.currencies import write_currencies
from catalog.database import Database
from catalog.migrations import migrate
from catalog.partners import NewPartner, create_partner

ZONE = "Europe/Berlin"
BEGINS_AT = datetime(2024, 11, 25, tzinfo=UTC)
DAYS = 730
LINES_OF_ORDER = 3
PARTNERS = 20


def read_arguments(
    description: str | None, repeats: int, arguments: Sequence[str] | None = None
) -> argparse.Namespace:
    """Return what the command line asks for: `items` of trade, `repeats` of each, `memory`."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--items", type=int, default=10_000_000)
    parser.add_argument("--repeats", type=int, default=repeats)
    parser.add_argument("--memory", default="4GB", help="DuckDB's MEMORY_LIMIT")
    return parser.parse_args(arguments)


def describe_run(asked: argparse.Namespace) -> str:
    """Return the date, the machine and what is measured, for the results."""
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, DuckDB {duckdb.__version__},"
        f" MEMORY_LIMIT={asked.memory}, {asked.items:,} order items, load {os.getloadavg()[0]:.1f}"
        f" before."
    )


@dataclass(frozen=True)
class Trade:
    """An open database of ours with the trade in it; `end` is the day after its last whole one."""

    database: Database
    end: date

    def roll_up(self) -> float:
        """Work out the cells of all months, as the application does beside it; return seconds."""
        began_s = time.monotonic()
        Rollup(self.database, ZoneInfo(ZONE)).refresh()
        return time.monotonic() - began_s

    def export(self, path: Path, form: str) -> Path:
        """Write all lines, placed and given back, as `parquet` or `csv`."""
        export = read_statement("trade_export").replace("$zone", f"'{ZONE}'")
        with self.database.cursor() as cursor:
            cursor.execute(f"copy ({export}) to '{path}' (format {form})")
        return path


def open_trade(folder: Path, items: int, memory: str) -> Trade:
    """Return a database in the folder with so many order items, as one that was just started."""
    database = Database(folder / "feedledger.duckdb", memory_limit=memory)
    migrate(database)
    define_measures(database)
    write_currencies(database)
    ends_at = BEGINS_AT + timedelta(days=DAYS)
    named = {"orders": items // LINES_OF_ORDER, "begins_at": BEGINS_AT, "ends_at": ends_at}
    for number in range(1, PARTNERS + 1):
        code = f"partner-{number:02d}"
        create_partner(database, NewPartner(code=code, name=code))
    for name in ("products", "orders", "items", "refunds"):
        text = read_statement(f"trade_{name}")
        sent = {key: value for key, value in named.items() if f"${key}" in text}
        with database.transaction() as cursor:
            cursor.execute(text, sent)
    with database.cursor() as cursor:
        cursor.execute("checkpoint")
    return Trade(database, ends_at.date())
