"""How a feed gets in: spooled, stored raw, recorded, and queued for validation, in that order."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import BinaryIO

from duckdb import DuckDBPyConnection

from catalog.clock import Clock
from catalog.database import Database
from catalog.log_ids import note_ids
from catalog.partners import Partner, get_partner
from catalog.statements import Statements
from ingestion.bench import Bench
from ingestion.delivery_notes import DeliveryNote, PartNote, write_note
from ingestion.feeds import Feed, get_feed, read_feed
from ingestion.object_keys import safe_filename
from ingestion.profiles import Mode
from ingestion.raw_files import put_raw
from ingestion.spool import COPY_BYTES, Spool, SpoolFile
from ingestion.store import ObjectStore
from jobs.queue import NewJob, enqueue
from jobs.retrying import PATIENT_MAX_ATTEMPTS

SQL = Statements(__file__)
PACKED = ".gz"
PACKED_BY = 10  # about so much larger a feed is once it is unpacked
# What is written in the transaction that records the feed; on a conflict it is called once more.
Also = Callable[[DuckDBPyConnection, Feed], None]


@dataclass(frozen=True)
class Ingestion:
    """What the feed rooms work with, wired once; `wake` tells the workers of new jobs."""

    database: Database
    store: ObjectStore
    spool: Spool
    bench: Bench
    clock: Clock
    wake: Callable[[], None]
    # taken while a part is recorded: those of a batch come at once, and write to one row
    part_turn: Lock = field(default_factory=Lock)


@dataclass(frozen=True)
class Delivery:
    """
    Who delivers what; `partner` is the code, `filename` the name as sent.

    Without a `profile_version` it is read by the profile in force.
    """

    partner: str
    mode: Mode
    filename: str
    origin: str
    delivered_by: str
    hold: bool = False
    request_id: str | None = None
    replays_feed_id: str | None = None
    profile_version: int | None = None


@dataclass(frozen=True)
class StoredFeed:
    """A delivered file as it lies in the store, and when it was received."""

    feed_id: str
    raw_key: str
    size_bytes: int
    sha256: str
    received_at: datetime


class IncomingFeed:
    """A delivery under way: `write` the pieces, then `finish`, or `abandon` it."""

    def __init__(
        self, ingestion: Ingestion, delivery: Delivery, partner: Partner, announced_bytes: int = 0
    ) -> None:
        self._ingestion = ingestion
        self._delivery = delivery
        self._partner = partner
        self._feed_id = new_id(ingestion.database)
        self._file: SpoolFile = ingestion.spool.receive(self._feed_id, announced_bytes)

    @property
    def sha256(self) -> str:
        """The SHA-256 of what has come so far, in hexadecimal."""
        return self._file.sha256

    def write(self, piece: bytes) -> None:
        """
        Take the next piece.

        Raises:
            FeedTooLarge, DiskFull: nothing of the feed is kept.
        """
        self._file.write(piece)

    def finish(self, also: Also | None = None) -> Feed:
        """
        Store the raw file, record the feed and queue its validation.

        What `also` writes is committed with the feed; where it raises, no feed is recorded.

        Raises:
            FeedEmpty, DiskFull: nothing of the feed is kept.
            StoreUnavailable: the store did not take it; nothing was recorded.
        """
        self._file.finish()
        received_at = self._ingestion.clock()
        raw_key = raw_key_of(self._delivery, self._feed_id, received_at)
        try:
            put_raw(self._ingestion.store, raw_key, self._file.path, self._file.sha256)
            keep_note(self._ingestion.store, raw_key, self._delivery, received_at)
            self._ingestion.spool.keep(self._feed_id, self._file)
            raw = StoredFeed(
                self._feed_id, raw_key, self._file.size_bytes, self._file.sha256, received_at
            )
            self._ingestion.database.write(lambda cursor: self._record(cursor, raw, also))
        except BaseException:
            self.abandon()
            raise
        self._ingestion.wake()
        return get_feed(self._ingestion.database, self._feed_id)

    def abandon(self) -> None:
        """Forget what has come so far."""
        self._file.remove()
        self._ingestion.spool.release(self._feed_id)

    def _record(self, cursor: DuckDBPyConnection, raw: StoredFeed, also: Also | None) -> None:
        feed = record_feed(cursor, self._partner, self._delivery, raw)
        if also is not None:
            also(cursor, feed)


def begin_delivery(
    ingestion: Ingestion, delivery: Delivery, announced_bytes: int = 0
) -> IncomingFeed:
    """
    Open a delivery of so many bytes; 0 where nobody has announced how many.

    Raises:
        PartnerNotFound: there is no such partner; nothing was written.
        DiskFull: there is no room for it; nothing was written.
    """
    partner = get_partner(ingestion.database, delivery.partner)
    return IncomingFeed(ingestion, delivery, partner, announced_bytes)


def deliver_feed(
    ingestion: Ingestion, delivery: Delivery, source: BinaryIO, announced_bytes: int = 0
) -> Feed:
    """
    Take a whole feed from a stream and return its record.

    Raises:
        PartnerNotFound, FeedTooLarge, FeedEmpty, DiskFull: nothing was kept.
        StoreUnavailable: the store did not take it; nothing was recorded.
    """
    incoming = begin_delivery(ingestion, delivery, announced_bytes)
    try:
        while piece := source.read(COPY_BYTES):
            incoming.write(piece)
    except BaseException:
        incoming.abandon()
        raise
    return incoming.finish()


def record_feed(
    cursor: DuckDBPyConnection, partner: Partner, delivery: Delivery, raw: StoredFeed
) -> Feed:
    """Record the feed and queue its validation, in the caller's transaction."""
    parameters = {
        **vars(raw),
        "partner_id": partner.partner_id,
        "mode": delivery.mode,
        "origin": delivery.origin,
        "delivered_by": delivery.delivered_by,
        "filename": delivery.filename,
        "hold_requested": delivery.hold,
        "profile_version": delivery.profile_version or partner.profile_version,
        "replays_feed_id": delivery.replays_feed_id,
    }
    cursor.execute(SQL["insert_feed"], parameters)
    feed = read_feed(cursor, raw.feed_id)
    enqueue(cursor, job_for(feed, "VALIDATE", delivery.request_id))
    note_ids(feed_id=feed.feed_id, partner=feed.partner)
    return feed


def keep_note(
    store: ObjectStore,
    raw_key: str,
    delivery: Delivery,
    received_at: datetime,
    part: PartNote | None = None,
) -> None:
    """
    See that the store, and not the ledger alone, knows how a raw file was delivered.

    Raises:
        StoreUnavailable, StoreRefused, DiskFull: it may not; nothing is recorded then.
    """
    note = {**vars(delivery), "received_at": received_at, "part": part}
    write_note(store, raw_key, DeliveryNote.model_validate(note))


def raw_key_of(delivery: Delivery, feed_id: str, day: datetime) -> str:
    """Return where the raw file of the delivery is kept."""
    return f"raw/{delivery.partner}/{day:%Y/%m/%d}/{feed_id}/{safe_filename(delivery.filename)}"


def job_for(feed: Feed, kind: str, request_id: str | None) -> NewJob:
    """Return the feed's next job, in the partner's lane and the order of receipt."""
    return NewJob(
        kind,
        feed.lane,
        feed.receipt_no,
        subject_id=feed.feed_id,
        max_attempts=PATIENT_MAX_ATTEMPTS,
        request_id=request_id,
        size_bytes=_work_bytes(feed, kind),
    )


def _work_bytes(feed: Feed, kind: str) -> int | None:
    """Return how much the job works on; what it takes to revert a feed, its size does not tell."""
    if kind == "REVERT":
        return None
    return unpacked_bytes(feed.size_bytes, feed.filename)


def unpacked_bytes(size_bytes: int, filename: str) -> int:
    """Return about how much a file of that name and size is once it is unpacked."""
    return size_bytes * (PACKED_BY if filename.lower().endswith(PACKED) else 1)


def new_id(database: Database) -> str:
    """Return an id for another feed; later ones are greater."""
    row = database.row("select uuidv7() as id") or {}
    return str(uuid.UUID(str(row["id"])))
