"""Files on their way from the inbox into the ledger, as rows: what a crash must not forget."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from catalog.database import Database, Row
from catalog.statements import Statements
from ingestion.delivery import Delivery, raw_key_of
from ingestion.drops import Drop
from ingestion.inbox_places import Place, shown_key

SQL = Statements(__file__)
# so that all who see the same file give it the same id, and the store lets one of them have it
FEEDS_OF_FILES = uuid.UUID("5c7c1f1e-6d5c-4b0f-9a3e-0f9d3a4c7b21")
UNNAMED = "?"


@dataclass(frozen=True)
class Take:
    """A file that is being taken: what was seen, the feed it becomes, and where it is kept."""

    feed_id: str
    drop: Drop
    delivery: Delivery
    raw_key: str


def plan_take(drop: Drop, place: Place) -> Take:
    """Return how the file is taken; the same file gives the same, whoever asks."""
    owner = shown_key(drop.owner) or UNNAMED
    delivery = Delivery(place.partner, place.mode, place.filename, "inbox", f"inbox:{owner}")
    feed_id = feed_id_of(drop)
    return Take(feed_id, drop, delivery, raw_key_of(delivery, feed_id, drop.arrived_at))


def feed_id_of(drop: Drop) -> str:
    """Return the id of the feed that the file, as it was seen, is or would be."""
    return str(uuid.uuid5(FEEDS_OF_FILES, f"{shown_key(drop.key)}\n{drop.version}"))


def note_takes(database: Database, takes: Sequence[Take]) -> None:
    """
    Write down what is about to be taken.

    Raises:
        WriteConflict: nothing was written.
    """

    def note(cursor: DuckDBPyConnection) -> None:
        for take in takes:
            cursor.execute(SQL["insert_take"], _row(take))

    database.write(note)


def read_takes(database: Database) -> list[Take]:
    """Return what was about to be taken and is not done, the file that arrived first first."""
    return [_take(row) for row in database.rows(SQL["select_takes"])]


def forget_take(database: Database, feed_id: str) -> None:
    """See that the file is on its way no more: it is recorded and removed, or not to be taken."""
    database.write(lambda cursor: cursor.execute(SQL["delete_take"], {"feed_id": feed_id}))


def read_installation(database: Database) -> str:
    """Return who this database is to others that share its store."""
    row = database.row("select installation_id from installation") or {}
    return str(row["installation_id"])


def _row(take: Take) -> Row:
    drop, delivery = take.drop, take.delivery
    return {
        "feed_id": take.feed_id,
        "key": drop.key.encode("utf-8", "surrogateescape"),
        "version": drop.version,
        "size_bytes": drop.size_bytes,
        "arrived_at": drop.arrived_at,
        "partner": delivery.partner,
        "mode": delivery.mode,
        "filename": delivery.filename,
        "delivered_by": delivery.delivered_by,
        "raw_key": take.raw_key,
    }


def _take(row: Row) -> Take:
    key = bytes(row["key"]).decode("utf-8", "surrogateescape")
    drop = Drop(key, row["version"], row["size_bytes"], row["arrived_at"], "")
    delivery = Delivery(row["partner"], row["mode"], row["filename"], "inbox", row["delivered_by"])
    return Take(str(row["feed_id"]), drop, delivery, row["raw_key"])
