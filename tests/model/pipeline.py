"""The product's own way from a file to the catalog, one feed after another and without threads."""

import json
import uuid
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from duckdb import DuckDBPyConnection

from catalog.currencies import write_currencies
from catalog.database import Database, Row, transaction_on
from catalog.migrations import migrate
from catalog.statements import Statements
from ingestion import delivery
from ingestion.feeds import Feed, get_feed, read_feed, set_status, write_ledger
from ingestion.ledger import balance
from ingestion.loading import merge_outcomes
from ingestion.profiles import Mode, Profile
from ingestion.report import write_report
from ingestion.staging import Reading, classify_records, stage_records
from tests.makers import NOON, make_partner
from tests.model.columns import FIELDS
from tests.model.products import Catalog, Product

SQL = Statements(delivery.__file__)
MAX_BYTES = 10**8
FORGET = (
    *("delete from product", "delete from product_change", "delete from feed"),
    "delete from feed_issue",
)
REPORT = """
select record_number, sku, column_name, code, severity, row_outcome
from feed_issue where feed_id = $feed_id order by position
"""


@dataclass(frozen=True)
class Found:
    """What the product says of a feed it loaded: its report and its ledger."""

    issues: tuple[Row, ...]
    counters: dict[str, int | None]
    is_exact: bool


class Pipeline:
    """A database with the partners 1 and 2, whose feeds are loaded on one cursor after another."""

    def __init__(self, folder: Path) -> None:
        self.database = Database(folder / "feedledger.duckdb", threads=1)
        migrate(self.database)
        write_currencies(self.database)
        for code in ("one", "two"):
            make_partner(self.database, code)
        self._path = folder / "feed.raw"
        self._feed_numbers = count(1)

    def clear(self) -> None:
        """Forget all products and feeds."""
        with self.database.transaction() as cursor:
            for statement in FORGET:
                cursor.execute(statement)

    def load(self, partner_id: int, body: bytes, mode: Mode, profile: dict[str, Any]) -> Found:
        """Load a feed as VALIDATE and ETL do, and return what is told of it."""
        self._path.write_bytes(body)
        read_by = Profile.model_validate(profile)
        with closing(self.database.open_cursor()) as cursor:
            reading = Reading(self._path, partner_id, read_by, mode, MAX_BYTES)
            staged = stage_records(cursor, reading, lambda: None)
            ledger = balance(staged, classify_records(cursor))
            with transaction_on(cursor):
                feed = self._receive(cursor, partner_id, mode)
                merge_outcomes(cursor, feed)
                status = "COMPLETED_WITH_ERRORS" if ledger["skipped"] else "COMPLETED"
                closed = {**ledger, "status": status, "held_by": []}
                write_ledger(cursor, feed.feed_id, closed, "PROCESSING")
                write_report(cursor, feed.feed_id, staged.findings)
        issues = self.database.rows(REPORT, {"feed_id": feed.feed_id})
        counters = get_feed(self.database, feed.feed_id).counters
        return Found(tuple(issues), counters, staged.source.is_exact)

    def catalog(self, partner_id: int) -> Catalog:
        """Return the partner's products by SKU, in every value but times and ids."""
        of_partner = {"partner_id": partner_id}
        rows = self.database.rows(
            "select * from product where partner_id = $partner_id", of_partner
        )
        catalog = {row["sku"]: _product(row) for row in rows}
        assert len(catalog) == len(rows), "a SKU is in the catalog twice"
        return catalog

    def _receive(self, cursor: DuckDBPyConnection, partner_id: int, mode: Mode) -> Feed:
        feed_id = str(uuid.UUID(int=next(self._feed_numbers)))
        feed = {
            "feed_id": feed_id,
            "partner_id": partner_id,
            "mode": mode,
            **dict.fromkeys(("origin", "delivered_by", "filename", "raw_key", "sha256"), "test"),
            "size_bytes": 1,
            "hold_requested": False,
            "profile_version": 1,
            "received_at": NOON,
            "replays_feed_id": None,
        }
        cursor.execute(SQL["insert_feed"], feed)
        set_status(cursor, feed_id, "PROCESSING", ("RECEIVED",))
        return read_feed(cursor, feed_id)


def _product(row: Row) -> Product:
    values = {field: row[field] for field in FIELDS if field != "sku"}
    derived, attributes = row["availability_derived"], json.loads(row["attributes"])
    return Product(values, attributes, row["is_active"], derived)
