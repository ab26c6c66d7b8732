"""
Reconciliation: what feeds, products, orders and refunds must say of each other.

Each check is one statement, sql/check_*.sql, that finds the rows which differ. The same checks are
run on the database while everything goes on, on a restored backup, and after tests that kill.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from duckdb import DuckDBPyConnection

from catalog.currencies import money
from catalog.database import Row, rows_of
from catalog.statements import Statements

SQL = Statements(__file__)
MOST_ROWS = 500  # of each check
AMOUNTS = ("total", "amount", "price")


@dataclass(frozen=True)
class Check:
    """
    What is to be so: a name that stays, a sentence, and what is looked at, in the plural.

    The statement of that name returns a row for each difference, with `partner_id` of whose alone
    it is (null for nobody's alone), and the columns to show.
    """

    name: str
    promise: str
    noun: str


CHECKS = (
    Check(
        "check_feed_counters",
        "Every record of a feed is inserted, updated, unchanged or skipped, and counted once",
        "feeds",
    ),
    Check("check_feed_changes", "Every feed did to the catalog what its counters say", "feeds"),
    Check(
        "check_feed_reports",
        "Every report lists the skipped records and warnings that its feed counts",
        "feeds",
    ),
    Check("check_feed_jobs", "Every feed on its way has a job that takes it further", "feeds"),
    Check("check_feed_forecasts", "No forecast is left of a feed that is loaded", "feeds"),
    Check(
        "check_partner_products",
        "Every partner has the products, and of them the active ones, that its feeds left",
        "partners",
    ),
    Check(
        "check_partner_merges", "Every load and every revert of a partner is counted", "partners"
    ),
    Check(
        "check_products",
        "Every product is there once, and so are its feeds and partner",
        "products",
    ),
    Check(
        "check_product_values",
        "Every product is as the last change of its history left it",
        "products",
    ),
    Check(
        "check_product_history",
        "Every change of a product begins where the one before it ended",
        "changes",
    ),
    Check("check_order_totals", "Every order's total is the sum of its lines", "orders"),
    Check(
        "check_order_lines",
        "Every order has its lines, each once, in its currency and country and of its time",
        "orders",
    ),
    Check(
        "check_line_totals",
        "Every line's total is its price by its quantity, rounded once",
        "lines",
    ),
    Check("check_order_numbers", "Every order number is given once", "orders"),
    Check("check_order_partners", "Every order names the partners of its lines", "orders"),
    Check("check_order_states", "Every order's state is what was given back of it", "orders"),
    Check("check_item_products", "Every line's product is there, of its partner and SKU", "lines"),
    Check(
        "check_item_feeds", "Every line's price is of a feed that was loaded when it came", "lines"
    ),
    Check("check_item_prices", "Every line was sold at the price that its feed had set", "lines"),
    Check("check_refund_units", "No more is given back of a line than was bought", "refunds"),
    Check("check_refund_lines", "Every refund says what its line and its order say", "refunds"),
    Check("check_stock", "No more is sold of a product than was counted", "products"),
    Check("check_import_ledgers", "Every import wrote as many lines as it says", "imports"),
    Check("check_keys", "Every idempotency key has one answer", "keys"),
    Check("check_sequences", "No number is given twice", "sequences"),
    Check("check_rollup", "Revenue worked out beforehand is the sum of its lines", "cells"),
)
OF_FILE = Check(
    "check_published",
    "The analysts' file has the lines and refunds of the database",
    "published rows",
)
FILE = "reconciled_file"  # what the analysts' file is attached as
NAMES = {check.name.removeprefix("check_"): check for check in (*CHECKS, OF_FILE)}


@dataclass(frozen=True)
class Difference:
    """A row that differs: its values by column, as text or numbers, and whose alone it is."""

    partner_id: int | None
    shown: Row


@dataclass(frozen=True)
class Outcome:
    """
    What a check has found: how many were looked at and differ, and the first that do.

    `shares` says how many differ of each partner alone.
    """

    name: str
    promise: str
    noun: str
    looked_at: int
    differences: int
    shares: dict[int, int]
    rows: tuple[Difference, ...]
    took_s: float


Tell = Callable[[float, str], None]


def reconcile(
    cursor: DuckDBPyConnection,
    tell: Tell = lambda _share, _promise: None,
    rest: Callable[[float], object] = lambda _took_s: None,
) -> list[Outcome]:
    """
    Return what each check finds, as the cursor sees the database, and FILE if that is attached.

    In a transaction all of them see the same moment. `tell` is called before each check with the
    share of them that is done, `rest` after it with the seconds that it took; whatever they raise
    ends the run.
    """
    looked_at = rows_of(cursor.execute(SQL["count_looked_at"]))[0]
    looked_at["sequences"] = _keep_sequences(cursor)
    checks = list(CHECKS)
    if cursor.execute(SQL["find_attached"], {"name": FILE}).fetchall():
        checks.append(OF_FILE)
        looked_at |= rows_of(cursor.execute(SQL["count_published"]))[0]
    outcomes = []
    for number, check in enumerate(checks):
        tell(number / len(checks), check.promise)
        outcomes.append(_run(cursor, check, looked_at[check.noun]))
        rest(outcomes[-1].took_s)
    return outcomes


def _keep_sequences(cursor: DuckDBPyConnection) -> int:
    """
    Note what the sequences give next, after the moment that the cursor sees; return how many.

    Another cursor looks: to list anything of the schema makes a transaction one of all attached
    databases (DuckDB 2.0), and a copy that is detached meanwhile stays open until this one ends.
    """
    with cursor.cursor() as beside:
        found = beside.execute(SQL["select_sequences"]).fetchall()
    seen = {"names": [name for name, _ in found], "next": [number for _, number in found]}
    cursor.execute(SQL["keep_sequences"], seen)
    return len(found)


def _run(cursor: DuckDBPyConnection, check: Check, looked_at: int) -> Outcome:
    began_s = time.monotonic()
    # of two texts that are files of ours
    statement = SQL["keep_differences"].replace("{found}", SQL[check.name])
    cursor.execute(statement)
    shares = dict(cursor.execute(SQL["count_differences"]).fetchall())
    found = rows_of(cursor.execute(SQL["select_differences"], {"most": MOST_ROWS}))
    return Outcome(
        name=check.name.removeprefix("check_"),
        promise=check.promise,
        noun=check.noun,
        looked_at=looked_at,
        differences=sum(shares.values()),
        shares={partner_id: rows for partner_id, rows in shares.items() if partner_id is not None},
        rows=tuple(_difference(row) for row in found),
        took_s=time.monotonic() - began_s,
    )


def _difference(row: Row) -> Difference:
    shown = {name: _shown(name, value, row) for name, value in row.items() if name != "partner_id"}
    return Difference(row["partner_id"], shown)


def _shown(name: str, value: Any, row: Row) -> Any:  # noqa: ANN401 - a cell of any type
    if isinstance(value, Decimal):
        is_amount = "currency" in row and any(word in name for word in AMOUNTS)
        return money(value, row["currency"]) if is_amount else f"{value.normalize():f}"
    if isinstance(value, datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | list) else str(value)
