"""A database with something of everything in its books, and what the reconciliation says of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from duckdb import DuckDBPyConnection

from analytics.definitions import define_measures
from analytics.reconciliation import Outcome, reconcile
from analytics.rollup import Rollup
from catalog.currencies import write_currencies
from catalog.database import Database
from catalog.migrations import migrate
from ingestion.decisions import approve_feed
from orders.desk import place_order
from orders.refunds import cancel_order, refund_order
from orders.request import OrderLine, OrderRequest
from orders.stock import note_counts
from tests.feeding import Feeding
from tests.importing import HEADER, Importing, line

FIRST = "sku,product_name,price,quantity\nA,Lamp,1.50,50\nB,Rug,2,50\nC,,x,1\nA,Lamp,1.60,-2\n"
FULL = "sku,product_name,price,quantity\nA,Lamp,1.75,50\nB,Rug,2,50\nD,Vase,3,50\nE,Bowl,7,50\n"
WITHOUT_E = "sku,product_name,price,quantity\nA,Lamp,1.80,50\nB,Rug,2,50\nD,Vase,3,50\n"
NEW = "sku,product_name,price,quantity\nG,Glass,5,50\nH,Hook,6,50\n"
NOVEMBER = datetime(2026, 11, 27, tzinfo=UTC)
# as if the last load were long ago: what is sold since is held against its counts
LONG_AGO = (
    "update job set finished_at = finished_at - interval 1 hour",
    "update product set updated_at = updated_at - interval 1 hour",
)


class Quiet(Feeding):
    """A feeding whose jobs run when the test says so, on its own thread."""

    def wake(self) -> None:
        """Let them wait."""


@dataclass
class Books:
    """A feeding and an importing on one database, whose jobs run on the caller's thread."""

    feeding: Feeding
    importing: Importing

    @property
    def database(self) -> Database:
        """The database of both."""
        return self.feeding.database

    def load(self, body: str, mode: str = "full", partner: str = "lumen") -> None:
        """Load a feed."""
        self.feeding.work_off(self.feeding.deliver(body, mode, partner))  # type: ignore[arg-type]

    def place(self, number: int, skus: str = "AB", units: int = 3, partner: str = "lumen") -> str:
        """Place an order and return its id."""
        lines = tuple(OrderLine(partner=partner, sku=sku, quantity=units) for sku in skus)
        request = OrderRequest(customer_ref="books", lines=lines)
        placed = place_order(self.feeding.desk, request, owner="ann", idempotency_key=f"k{number}")
        return placed.order.order_id

    def refund(self, order_id: str, lines: list[tuple[int, int]], key: str) -> None:
        """Give lines back."""
        named = {"owner": "ann", "actor": "user:ann", "idempotency_key": key}
        refund_order(self.feeding.desk, order_id, lines, **named)  # type: ignore[arg-type]

    def cancel(self, order_id: str, key: str = "c") -> None:
        """Cancel an order."""
        named = {"owner": "ann", "actor": "user:ann", "idempotency_key": key}
        cancel_order(self.feeding.desk, order_id, **named)  # type: ignore[arg-type]

    def outcomes(self) -> list[Outcome]:
        """Return what each check finds."""
        with self.database.cursor() as cursor:
            return reconcile(cursor)

    def differences(self) -> dict[str, Outcome]:
        """Return the checks that find something."""
        return {each.name: each for each in self.outcomes() if each.differences}


def open_books(folder: Path) -> Books:
    """Return empty books with the partners `lumen` and `strict`, whose feeds a guard holds."""
    database = Database(folder / "feedledger.duckdb", threads=1)
    migrate(database)
    write_currencies(database)
    define_measures(database)
    hook = [lambda cursor, feed: note_counts(cursor, feed.feed_id, feed.received_at)]
    books = Books(Quiet(database, folder, hook), Importing(database, folder))
    books.importing.desk = books.feeding.desk
    books.feeding.partner()
    books.feeding.partner("strict", guards={"too_many_skipped": 0.2})
    return books


def write_books(books: Books) -> None:
    """Load feeds of all modes, revert and replay some, sell, give back, and bring past orders."""
    feeding = books.feeding
    books.load(FIRST)
    books.load(FULL)
    held = feeding.deliver(FIRST, partner="strict")
    feeding.work_off(held)
    approve_feed(feeding.ingestion, held.feed_id, "user:anna")
    feeding.work_off(held)
    _sell(books)
    books.load("sku,price\nA,1.8\nZ,2\n", "supplemental")
    books.load(WITHOUT_E)
    _revert(books, "sku,price,product_name\nD,4,\nF,5,Bowl\n")
    ordered = feeding.deliver(NEW, "delta")
    feeding.work_off(ordered)
    books.place(20, "G")
    feeding.take_back(ordered)
    past = (
        HEADER + _past() + _past(line="2", quantity="-1") + _past(order_number="X", quantity="-3")
    )
    books.importing.bring(past)
    books.importing.bring(past + _past(line="3", quantity="7") + _past(line="4", quantity="no"))
    Rollup(feeding.database, ZoneInfo("UTC"), lambda: NOVEMBER).refresh()
    feeding.deliver(FULL)  # and one on its way
    for statement in LONG_AGO:
        feeding.database.rows(statement)
    books.place(21, "AB")


def _past(**changed: str) -> str:
    return line(**{"ordered_at": "2026-10-04 10:00:00", **changed})


def _sell(books: Books) -> None:
    placed = [books.place(number) for number in range(4)]
    books.place(9, "B", partner="strict")
    books.cancel(placed[1])
    books.refund(placed[2], [(1, 2)], "r")
    books.refund(placed[3], [(1, 1), (2, 3)], "p")
    books.refund(placed[3], [(1, 2)], "q")


def _revert(books: Books, body: str) -> None:
    feed = books.feeding.deliver(body, "delta")
    books.feeding.work_off(feed)
    books.feeding.take_back(feed)


def found_by(cursor: DuckDBPyConnection) -> Mapping[str, Outcome]:
    """Return the checks that find something, as the cursor sees it."""
    return {each.name: each for each in reconcile(cursor) if each.differences}
