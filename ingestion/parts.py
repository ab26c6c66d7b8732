"""How a part of a full feed gets in: spooled, stored raw, and recorded with its batch."""

import logging
import uuid

from catalog.errors import FeedledgerError, RejectedInput
from catalog.partners import Partner, get_partner
from ingestion.batch_writing import Arrival, Recorded, record_part
from ingestion.batches import Batch, SentPart, find_batch, judge_part, refuse_part
from ingestion.delivery import Delivery, Ingestion, keep_note, new_id, raw_key_of
from ingestion.delivery_notes import PartNote, drop_note
from ingestion.feeds import Feed, get_feed
from ingestion.object_keys import safe_filename
from ingestion.raw_files import put_raw
from ingestion.spool import SpoolFile

LOG = logging.getLogger("feedledger.parts")


class IncomingPart:
    """A part under way: `write` the pieces, then `finish`, or `abandon` it."""

    def __init__(
        self,
        ingestion: Ingestion,
        delivery: Delivery,
        sent: SentPart,
        partner: Partner,
        announced_bytes: int = 0,
    ) -> None:
        self._ingestion = ingestion
        self._delivery = delivery
        self._sent = sent
        self._partner = partner
        self._upload_id = str(uuid.uuid4())
        self._file: SpoolFile = ingestion.spool.receive(self._upload_id, announced_bytes)

    def write(self, piece: bytes) -> None:
        """
        Take the next piece.

        Raises:
            FeedTooLarge, DiskFull: nothing of the part is kept.
        """
        self._file.write(piece)

    def finish(self) -> Feed:
        """
        Store the part, record it, and queue the feed's validation if none is missing any more.

        A part that is there already changes nothing.

        Raises:
            PartTaken, PartOutOfPlace, BatchClosed: the batch stays as it is.
            FeedEmpty, FeedTooLarge, DiskFull: nothing of the part is kept.
            StoreUnavailable: the store did not take it; nothing was recorded.
        """
        try:
            self._file.finish()
            recorded = self._take()
        finally:
            self.abandon()
        self._ingestion.wake()
        return get_feed(self._ingestion.database, recorded.feed_id)

    def abandon(self) -> None:
        """Leave nothing local behind."""
        self._file.remove()
        self._ingestion.spool.release(self._upload_id)

    def _take(self) -> Recorded:
        ingestion, file = self._ingestion, self._file
        with ingestion.database.cursor() as cursor:
            batch = find_batch(cursor, self._partner.partner_id, self._sent.batch)
        batch = batch or Batch(new_id(ingestion.database), is_open=True)
        arrival = self._arrival(batch)
        if judge_part(batch, self._sent, file, ingestion.spool.max_bytes):
            return self._record(arrival)
        put_raw(ingestion.store, arrival.raw_key, file.path, file.sha256)
        part = PartNote.model_validate(vars(self._sent))
        keep_note(ingestion.store, arrival.raw_key, self._delivery, arrival.received_at, part)
        try:
            recorded = self._record(arrival)
        except RejectedInput:  # the batch went on without it meanwhile
            self._drop(arrival)
            raise
        if not recorded.is_new:
            self._drop(arrival)
        return recorded

    def _arrival(self, batch: Batch) -> Arrival:
        now = self._ingestion.clock()
        folder = raw_key_of(self._delivery, batch.feed_id, now).rpartition("/")[0]
        name = f"{self._sent.part:05}-{self._upload_id}"
        return Arrival(
            partner=self._partner,
            delivery=self._delivery,
            sent=self._sent,
            feed_id=batch.feed_id,
            raw_key=f"{folder}/parts/{name}/{safe_filename(self._delivery.filename)}",
            size_bytes=self._file.size_bytes,
            sha256=self._file.sha256,
            received_at=now,
        )

    def _record(self, arrival: Arrival) -> Recorded:
        ingestion, recorded = self._ingestion, list[Recorded]()
        with ingestion.part_turn:
            ingestion.database.write(
                lambda cursor: recorded.append(
                    record_part(cursor, arrival, ingestion.spool.max_bytes)
                )
            )
        return recorded[-1]

    def _drop(self, arrival: Arrival) -> None:
        """Delete what was stored in vain: no row names it, nor ever will."""
        try:
            self._ingestion.store.delete(arrival.raw_key)
            drop_note(self._ingestion.store, arrival.raw_key)
        except FeedledgerError as error:
            LOG.warning("%s is left in the store: %s", arrival.raw_key, error)


def begin_part(
    ingestion: Ingestion, delivery: Delivery, sent: SentPart, announced_bytes: int = 0
) -> IncomingPart:
    """
    Open a part of so many bytes; 0 where nobody has announced how many.

    Raises:
        PartnerNotFound: there is no such partner; nothing was written.
        PartOutOfPlace, BatchClosed: the batch takes no such part; nothing was written.
        DiskFull: there is no room for it; nothing was written.
    """
    partner = get_partner(ingestion.database, delivery.partner)
    with ingestion.database.cursor() as cursor:
        batch = find_batch(cursor, partner.partner_id, sent.batch)
    if batch is not None:
        refuse_part(batch, sent)
    return IncomingPart(ingestion, delivery, sent, partner, announced_bytes)
