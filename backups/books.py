"""The books of a database: what feeds, products and orders must say of each other."""

from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from catalog.database import rows_of
from catalog.statements import Statements

SQL = Statements(__file__)
SHOWN = 20  # of each kind
CHECKS = {
    "check_feed_sums": "feeds add up",
    "check_feed_changes": "feeds did what they say",
    "check_feed_reports": "reports say what the feeds say",
    "check_feed_jobs": "feeds on their way have a job",
    "check_products": "products are there once",
    "check_product_counts": "partners have the products that feeds left",
    "check_product_values": "products are as their history left them",
    "check_orders": "orders are the sum of their items",
    "check_refunds": "no more is given back than was bought",
    "check_keys": "idempotency keys have one answer",
    "check_sequences": "no number is given twice",
}


@dataclass(frozen=True)
class Fault:
    """Something that is not as it must be: what, and how."""

    subject: str
    sentence: str


@dataclass(frozen=True)
class Checked:
    """A promise, and what is against it: `count` faults, the first of them in `faults`."""

    promise: str
    count: int
    faults: tuple[Fault, ...]


def check_books(cursor: DuckDBPyConnection) -> list[Checked]:
    """Return each promise of the books with what is against it, as the cursor sees them."""
    return [checked(promise, _faults(cursor, name)) for name, promise in CHECKS.items()]


def checked(promise: str, faults: list[Fault]) -> Checked:
    """Return the promise with the first of the faults."""
    return Checked(promise, len(faults), tuple(faults[:SHOWN]))


def _faults(cursor: DuckDBPyConnection, name: str) -> list[Fault]:
    found = rows_of(cursor.execute(SQL[name]))
    return [Fault(str(row["subject"]), str(row["fault"])) for row in found]
