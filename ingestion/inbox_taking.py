"""One file from the inbox into the ledger: copied, read, recorded, and only then removed."""

import logging
import threading

from catalog.partners import get_partner
from catalog.statements import Statements
from ingestion.delivery import Ingestion, StoredFeed, keep_note, record_feed
from ingestion.inbox_takes import Take, forget_take
from ingestion.raw_files import read_raw
from ingestion.spool import COPY_BYTES, SpoolFile
from ingestion.store import StoreUnavailable

LOG = logging.getLogger("feedledger.inbox")
SQL = Statements(__file__)


class InboxStopped(Exception):
    """The application is stopping; the next start goes on with the file."""


class InboxTaker:
    """Takes files for one database, whose `name` tells it from others that share the store."""

    def __init__(self, ingestion: Ingestion, name: str) -> None:
        self._ingestion = ingestion
        self._name = name
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Let what is under way break off: the next start goes on with it."""
        self._stopping.set()

    def carry_out(self, take: Take) -> None:
        """
        See that the file is a feed with its VALIDATE job, and out of the inbox.

        Whatever is done of it already, by a run that was cut off anywhere, is not done again.

        Raises:
            KeyTaken: another installation has taken it; nothing was recorded.
            DropChanged: another file is there now. The one that was seen is recorded, or was
                never taken.
            DiskFull, StoreUnavailable, WriteConflict, InboxStopped: the same call may be made
                again, and then goes on.
            StoreRefused: we may not read it, or not remove it.
        """
        self._go_on()
        if not self._is_recorded(take):
            self._take(take)
        self._ingestion.store.inbox.discard(take.drop, take.raw_key)
        forget_take(self._ingestion.database, take.feed_id)

    def _is_recorded(self, take: Take) -> bool:
        row = self._ingestion.database.row(SQL["find_feed"], {"feed_id": take.feed_id})
        return row is not None

    def _take(self, take: Take) -> None:
        spool = self._ingestion.spool
        file = spool.receive(take.feed_id, take.drop.size_bytes)
        try:
            self._ingestion.store.inbox.take(take.drop, take.raw_key, self._name)
            raw = self._read(take, file)
            keep_note(self._ingestion.store, take.raw_key, take.delivery, raw.received_at)
            self._record(take, raw, file)
        except BaseException:
            file.remove()
            spool.release(take.feed_id)
            raise
        LOG.info("feed %s is taken from %r", take.feed_id, take.drop.key)
        self._ingestion.wake()

    def _read(self, take: Take, file: SpoolFile) -> StoredFeed:
        """
        Read what the store has now: the feed is what is kept, and not what was seen.

        It is read twice. Nobody has told us a SHA-256 of it, and S3 may know no checksum of what
        came in parts: a byte that was flipped on the way would be taken for the partner's.
        """
        with self._ingestion.store.open(take.raw_key) as source:
            while piece := source.read(COPY_BYTES):
                self._go_on()
                file.write(piece)
        file.finish()
        if file.size_bytes != take.drop.size_bytes:
            raise StoreUnavailable(f"the store has something else under {take.raw_key}")
        raw = StoredFeed(
            take.feed_id, take.raw_key, file.size_bytes, file.sha256, self._ingestion.clock()
        )
        for _ in read_raw(self._ingestion.store, raw):
            self._go_on()
        return raw

    def _go_on(self) -> None:
        if self._stopping.is_set():
            raise InboxStopped

    def _record(self, take: Take, raw: StoredFeed, file: SpoolFile) -> None:
        partner = get_partner(self._ingestion.database, take.delivery.partner)
        self._ingestion.spool.keep(take.feed_id, file)
        self._ingestion.database.write(
            lambda cursor: record_feed(cursor, partner, take.delivery, raw)
        )
