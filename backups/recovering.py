"""
Raw files that the ledger does not name, recorded as the feeds that they were delivered as.

After a restore these are what came after the backup was made. Each gets the id that its sender
was told, and nothing is stored anew: so whatever is done twice is done once.
"""

import hashlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from duckdb import DuckDBPyConnection

from catalog.database import Row
from catalog.errors import FeedledgerError, RejectedInput
from catalog.partners import Partner, get_partner
from catalog.statements import Statements
from ingestion.batch_writing import Arrival, record_part
from ingestion.batches import SentPart
from ingestion.delivery import Delivery, Ingestion, StoredFeed, record_feed
from ingestion.delivery_notes import RAW, DeliveryNote, read_note
from ingestion.profiles import Mode
from ingestion.store import ListedObject

SQL = Statements(__file__)
ORIGIN = "recovery"
PIECE_BYTES = 1024 * 1024
PARTS = "/parts/"  # behind the folder of a feed
WHOLE = 7  # segments of raw/{partner}/{yyyy}/{mm}/{dd}/{feed_id}/{filename}


class NotRecoverable(RejectedInput):
    """The raw file is left where it is, and no feed is made of it."""

    code = "recover/not_possible"


@dataclass(frozen=True)
class Unnamed:
    """A raw file that no feed names; without a note nobody knows how it was to be read."""

    raw_key: str
    received_at: datetime
    note: DeliveryNote | None


def find_unnamed(ingestion: Ingestion) -> list[Unnamed]:
    """
    Return the raw files that no feed names, in the order in which they were received.

    What was made of parts is not among them: it is the parts that were delivered.
    """
    named = {str(row["raw_key"]) for row in ingestion.database.rows(SQL["select_named_keys"])}
    of_parts, found = set[str](), list[ListedObject]()
    for each in ingestion.store.list(RAW):
        folder, has_parts, _ = each.key.rpartition(PARTS)
        if has_parts:
            of_parts.add(folder)
        if each.key not in named:
            found.append(each)
    delivered = (each for each in found if each.key.rpartition("/")[0] not in of_parts)
    unnamed = [_look_up(ingestion, each) for each in delivered]
    return sorted(unnamed, key=lambda each: (each.received_at, each.raw_key))


def recover(ingestion: Ingestion, unnamed: Unnamed) -> str:
    """
    Record the raw file as the feed, or part of one, that it was delivered as; return what it is.

    It is held for a person where nobody knows how it was to be read, and where a feed of the
    partner that was received later is there: it may be older than the catalog.

    Raises:
        NotRecoverable, PartnerNotFound, BatchClosed, PartTaken, PartOutOfPlace, FeedTooLarge:
            nothing was recorded.
        StoreUnavailable, StoreRefused: the same; it may work later.
    """
    place = unnamed.raw_key.split("/")
    if len(place) < WHOLE or not _is_id(place[WHOLE - 2]):
        raise NotRecoverable("no delivery has such a place")
    partner = get_partner(ingestion.database, place[1])
    size_bytes, sha256 = _measure(ingestion, unnamed.raw_key)
    last = ingestion.database.row(SQL["select_last_feed"], {"partner_id": partner.partner_id})
    delivery = _delivery(unnamed, partner, last)
    raw = StoredFeed(place[WHOLE - 2], unnamed.raw_key, size_bytes, sha256, unnamed.received_at)
    if len(place) == WHOLE:
        ingestion.database.write(lambda cursor: _record_once(cursor, partner, delivery, raw))
        return f"feed {raw.feed_id}" + (", held" if delivery.hold else "")
    arrival = _arrival(unnamed, partner, delivery, raw)
    ingestion.database.write(lambda cursor: record_part(cursor, arrival, ingestion.spool.max_bytes))
    return f"part {arrival.sent.part} of batch {arrival.sent.batch!r}"


def recover_all(ingestion: Ingestion) -> Iterator[tuple[Unnamed, str | FeedledgerError]]:
    """Recover one raw file after the other; yield each with what it is now, or why it is left."""
    for unnamed in find_unnamed(ingestion):
        try:
            yield unnamed, recover(ingestion, unnamed)
        except FeedledgerError as error:
            yield unnamed, error


def _record_once(
    cursor: DuckDBPyConnection, partner: Partner, delivery: Delivery, raw: StoredFeed
) -> None:
    if cursor.execute(SQL["find_feed"], {"feed_id": raw.feed_id}).fetchall():
        raise NotRecoverable(f"feed {raw.feed_id} is there, with another raw file")
    record_feed(cursor, partner, delivery, raw)


def _look_up(ingestion: Ingestion, found: ListedObject) -> Unnamed:
    note = read_note(ingestion.store, found.key)
    return Unnamed(found.key, note.received_at if note else found.modified_at, note)


def _delivery(unnamed: Unnamed, partner: Partner, last: Row | None) -> Delivery:
    note = unnamed.note
    if note is None:
        mode: Mode = last["mode"] if last else get_args(Mode)[0]
        filename = unnamed.raw_key.rpartition("/")[2]
        return Delivery(partner.code, mode, filename, ORIGIN, ORIGIN, hold=True)
    is_known = note.profile_version is not None and note.profile_version <= partner.profile_version
    is_late = last is not None and last["received_at"] > unnamed.received_at
    told = note.model_dump(exclude={"received_at", "part", "partner"})
    return Delivery(
        **{
            **told,
            "partner": partner.code,
            "hold": note.hold or is_late,
            "profile_version": note.profile_version if is_known else None,
        }
    )


def _arrival(unnamed: Unnamed, partner: Partner, delivery: Delivery, raw: StoredFeed) -> Arrival:
    if unnamed.note is None or unnamed.note.part is None:
        raise NotRecoverable("it is a part, and nobody knows which")
    sent = SentPart(**unnamed.note.part.model_dump())
    return Arrival(partner, delivery, sent, **vars(raw))


def _measure(ingestion: Ingestion, raw_key: str) -> tuple[int, str]:
    digest, size_bytes = hashlib.sha256(), 0
    with ingestion.store.open(raw_key) as source:
        while piece := source.read(PIECE_BYTES):
            digest.update(piece)
            size_bytes += len(piece)
    return size_bytes, digest.hexdigest()


def _is_id(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
