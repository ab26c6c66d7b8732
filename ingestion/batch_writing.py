"""A part written down with its batch: the first begins the feed, the last to come completes it."""

from dataclasses import dataclass, replace
from datetime import datetime

from duckdb import DuckDBPyConnection

from catalog.database import rows_of
from catalog.partners import Partner
from catalog.statements import Statements
from ingestion.batches import Batch, SentPart, find_batch, judge_part
from ingestion.delivery import PACKED, Delivery, job_for, raw_key_of, unpacked_bytes
from ingestion.feeds import read_feed
from jobs.queue import enqueue

SQL = Statements(__file__)


@dataclass(frozen=True)
class Arrival:
    """
    A part that has come, and whose; `raw_key` is where the store has it.

    `feed_id` is the feed's where the part begins a batch.
    """

    partner: Partner
    delivery: Delivery
    sent: SentPart
    feed_id: str
    raw_key: str
    size_bytes: int
    sha256: str
    received_at: datetime


@dataclass(frozen=True)
class Recorded:
    """The feed of a part that is there now; `is_new` says that it was not before."""

    feed_id: str
    is_new: bool


def record_part(cursor: DuckDBPyConnection, arrival: Arrival, most_bytes: int) -> Recorded:
    """
    Record the part in the caller's transaction, and queue the validation once all are there.

    Raises:
        PartTaken, PartOutOfPlace, BatchClosed, FeedTooLarge: the batch does not take it.
    """
    sent = arrival.sent
    found = find_batch(cursor, arrival.partner.partner_id, sent.batch)
    batch = found or _begin(cursor, arrival)
    is_new = not judge_part(batch, sent, arrival, most_bytes)
    if batch.is_open and is_new:
        _add(cursor, batch, arrival)
    if batch.is_open and (is_new or sent.is_last):
        _close(cursor, batch, arrival)
    return Recorded(batch.feed_id, is_new)


def _begin(cursor: DuckDBPyConnection, arrival: Arrival) -> Batch:
    delivery, partner, feed_id = arrival.delivery, arrival.partner, arrival.feed_id
    whole = replace(delivery, filename=delivery.filename.removesuffix(PACKED) or delivery.filename)
    parameters = {
        "feed_id": feed_id,
        "partner_id": partner.partner_id,
        "mode": delivery.mode,
        "origin": delivery.origin,
        "delivered_by": delivery.delivered_by,
        "filename": whole.filename,
        "raw_key": raw_key_of(whole, feed_id, arrival.received_at),
        "size_bytes": 0,
        "sha256": "",
        "received_at": arrival.received_at,
        "hold_requested": delivery.hold,
        "profile_version": partner.profile_version,
        "replays_feed_id": None,
    }
    cursor.execute(SQL["insert_feed"], parameters)
    begun = {
        "feed_id": feed_id,
        "partner_id": partner.partner_id,
        "batch": arrival.sent.batch,
    }
    cursor.execute(SQL["insert_batch"], begun)
    return Batch(feed_id, is_open=True)


def _add(cursor: DuckDBPyConnection, batch: Batch, arrival: Arrival) -> None:
    parameters = {
        "feed_id": batch.feed_id,
        "part": arrival.sent.part,
        "raw_key": arrival.raw_key,
        "size_bytes": arrival.size_bytes,
        "sha256": arrival.sha256,
        "filename": arrival.delivery.filename,
        "delivered_by": arrival.delivery.delivered_by,
        "received_at": arrival.received_at,
    }
    cursor.execute(SQL["insert_part"], parameters)


def _close(cursor: DuckDBPyConnection, batch: Batch, arrival: Arrival) -> None:
    """Note what is known of the whole now, and let the feed go on if none is missing."""
    part, by_feed = arrival.sent.part, {"feed_id": batch.feed_id}
    last = part if arrival.sent.is_last else batch.last
    if last != batch.last:
        cursor.execute(SQL["set_last_part"], {**by_feed, "last_part": last})
    cursor.execute(SQL["add_to_batch_feed"], {**by_feed, "hold": arrival.delivery.hold})
    if len({*batch.parts, part}) == last:
        _complete(cursor, batch.feed_id, arrival)


def _complete(cursor: DuckDBPyConnection, feed_id: str, arrival: Arrival) -> None:
    """Give the feed its turn behind all that was received before its last part."""
    parameters = {
        "feed_id": feed_id,
        "received_at": arrival.received_at,
        "profile_version": arrival.partner.profile_version,
    }
    cursor.execute(SQL["complete_feed"], parameters)
    parts = rows_of(cursor.execute(SQL["select_parts"], {"feed_id": feed_id}))
    work_bytes = sum(unpacked_bytes(part["size_bytes"], part["filename"]) for part in parts)
    job = job_for(read_feed(cursor, feed_id), "VALIDATE", arrival.delivery.request_id)
    enqueue(cursor, replace(job, size_bytes=work_bytes))
