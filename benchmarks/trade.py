"""Two years of trade for a benchmark, written by SQL: 20 partners, 100,000 products, N lines."""

import argparse
import os
import re
import time
from collections.abc import Iterable, Sequence
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
NAMED = re.compile(r"\$([a-z_]+)")
LINES = ("trade_orders", "trade_items", "trade_refunds")


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
class Extent:
    """
    How much trade there is.

    Each partner has so many products, some of which are ever ordered; each feed changes so many.
    """

    items: int
    products_each: int = 5000
    sold_each: int = 5000
    changed_each: int = 700
    begins_at: datetime = BEGINS_AT

    @property
    def ends_at(self) -> datetime:
        """When the last order was placed, or a little before that."""
        return self.begins_at + timedelta(days=DAYS)

    @property
    def named(self) -> dict[str, object]:
        """The parameters of the statements; those that sell lie `apart` among a partner's."""
        return {
            "orders": self.items // LINES_OF_ORDER,
            "begins_at": self.begins_at,
            "ends_at": self.ends_at,
            "products": PARTNERS * self.products_each,
            "products_each": self.products_each,
            "sold_each": self.sold_each,
            "changed_each": self.changed_each,
            "apart": self.products_each // self.sold_each,
        }


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
    extent = Extent(items)
    database = open_books(folder, memory)
    write_each(database, ("trade_products", *LINES), extent)
    database.checkpoint()
    return Trade(database, extent.ends_at.date())


def open_books(folder: Path, memory: str) -> Database:
    """Return a new database of ours in the folder that holds the partners alone."""
    database = Database(folder / "feedledger.duckdb", memory_limit=memory)
    migrate(database)
    define_measures(database)
    write_currencies(database)
    for number in range(1, PARTNERS + 1):
        code = f"partner-{number:02d}"
        create_partner(database, NewPartner(code=code, name=code))
    return database


def write_each(database: Database, statements: Iterable[str], extent: Extent) -> None:
    """Run each of the benchmarks' statements, with what it names of the extent."""
    for statement in statements:
        text = read_statement(statement)
        sent = {name: extent.named[name] for name in NAMED.findall(text)}
        with database.transaction() as cursor:
            cursor.execute(text, sent or None)
