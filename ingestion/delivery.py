"""How a feed gets in: spooled, stored raw, recorded, and queued for validation, in that order."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from duckdb import DuckDBPyConnection

from catalog.clock import Clock
from catalog.database import Database
from catalog.partners import Partner, get_partner
from catalog.statements import Statements
from ingestion.bench import Bench
from ingestion.feeds import Feed, get_feed, read_feed
from ingestion.object_keys import safe_filename
from ingestion.profiles import Mode
from ingestion.spool import COPY_BYTES, Spool, SpoolFile
from ingestion.store import ObjectStore, StoreUnavailable
from jobs.queue import NewJob, enqueue

SQL = Statements(__file__)
# What is written in the transaction that records the feed; on a conflict it is called once more.
Also = Callable[[DuckDBPyConnection, Feed], None]


@dataclass(frozen=True)
class Ingestion:
    """What the feed rooms work with, wired once in app.py; `wake` tells the workers of new jobs."""

    database: Database
    store: ObjectStore
    spool: Spool
    bench: Bench
    clock: Clock
    wake: Callable[[], None]


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


class IncomingFeed:
    """A delivery under way: `write` the pieces, then `finish`, or `abandon` it."""

    def __init__(
        self, ingestion: Ingestion, delivery: Delivery, partner: Partner, announced_bytes: int = 0
    ) -> None:
        self._ingestion = ingestion
        self._delivery = delivery
        self._partner = partner
        self._feed_id = _new_id(ingestion.database)
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
        raw_key = self._raw_key(received_at)
        try:
            self._store(raw_key)
            self._ingestion.spool.keep_facts(self._feed_id, self._file.facts)
            self._ingestion.database.write(
                lambda cursor: self._record(cursor, raw_key, received_at, also)
            )
        except BaseException:
            self.abandon()
            raise
        self._file.settle()
        self._ingestion.wake()
        return get_feed(self._ingestion.database, self._feed_id)

    def abandon(self) -> None:
        """Forget what has come so far."""
        self._file.remove()
        self._ingestion.spool.release(self._feed_id)

    def _store(self, raw_key: str) -> None:
        with self._file.path.open("rb") as source:
            stored = self._ingestion.store.put(raw_key, source)
        if stored.sha256 != self._file.sha256:
            raise StoreUnavailable(f"the store has something else under {raw_key} than was sent")

    def _raw_key(self, received_at: datetime) -> str:
        name = safe_filename(self._delivery.filename)
        return f"raw/{self._partner.code}/{received_at:%Y/%m/%d}/{self._feed_id}/{name}"

    def _record(
        self,
        cursor: DuckDBPyConnection,
        raw_key: str,
        received_at: datetime,
        also: Also | None,
    ) -> None:
        parameters = {
            "feed_id": self._feed_id,
            "partner_id": self._partner.partner_id,
            "mode": self._delivery.mode,
            "origin": self._delivery.origin,
            "delivered_by": self._delivery.delivered_by,
            "filename": self._delivery.filename,
            "raw_key": raw_key,
            "size_bytes": self._file.size_bytes,
            "sha256": self._file.sha256,
            "hold_requested": self._delivery.hold,
            "profile_version": self._delivery.profile_version or self._partner.profile_version,
            "received_at": received_at,
            "replays_feed_id": self._delivery.replays_feed_id,
        }
        cursor.execute(SQL["insert_feed"], parameters)
        feed = read_feed(cursor, self._feed_id)
        enqueue(cursor, job_for(feed, "VALIDATE", self._delivery.request_id))
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


def job_for(feed: Feed, kind: str, request_id: str | None) -> NewJob:
    """Return the feed's next job, in the partner's lane and the order of receipt."""
    return NewJob(kind, feed.lane, feed.feed_no, subject_id=feed.feed_id, request_id=request_id)


def _new_id(database: Database) -> str:
    row = database.row("select uuidv7() as id") or {}
    return str(uuid.UUID(str(row["id"])))
