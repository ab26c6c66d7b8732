"""A full feed in parts: which parts are there, and what one more of them means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from duckdb import DuckDBPyConnection

from catalog.database import Database, Row, rows_of
from catalog.errors import WrongState
from catalog.statements import Statements
from ingestion.spool import FeedTooLarge

SQL = Statements(__file__)
MOST_PARTS = 10_000


class PartTaken(WrongState):
    """The batch has that part already, of other bytes; it is as it was."""

    code = "batch/part_taken"


class PartOutOfPlace(WrongState):
    """The part does not fit to what was said to be the last one; nothing was written."""

    code = "batch/part_out_of_place"


class BatchClosed(WrongState):
    """The batch was cancelled, or has expired, and takes no more parts; nothing was written."""

    code = "batch/closed"


@dataclass(frozen=True)
class SentPart:
    """A part as its sender names it: parts count from 1, and the last one tells how many."""

    batch: str
    part: int
    is_last: bool


class PartFile(Protocol):
    """What is known of the bytes of a part: their number, and their SHA-256 in hexadecimal."""

    @property
    def size_bytes(self) -> int:
        """How many there are."""

    @property
    def sha256(self) -> str:
        """Their SHA-256."""


@dataclass(frozen=True)
class Parts:
    """The parts of a feed that are there; `last` is their number once that is known."""

    batch: str
    received: tuple[int, ...]
    last: int | None

    @property
    def missing(self) -> tuple[int, ...]:
        """The parts that are known to be missing: any up to the last, or else to the highest."""
        there, end = set(self.received), self.last or max(self.received)
        return tuple(part for part in range(1, end + 1) if part not in there)

    @property
    def is_complete(self) -> bool:
        """Whether all are there."""
        return self.last is not None and len(self.received) == self.last


@dataclass(frozen=True)
class Batch:
    """A batch as it stands: its feed, and the SHA-256 of each of its parts."""

    feed_id: str
    is_open: bool
    last: int | None = None
    size_bytes: int = 0
    parts: Mapping[int, str] = field(default_factory=dict)


def find_batch(cursor: DuckDBPyConnection, partner_id: int, batch: str) -> Batch | None:
    """Return the partner's batch as the transaction sees it, None before its first part."""
    parameters = {"partner_id": partner_id, "batch": batch}
    found = rows_of(cursor.execute(SQL["select_batch"], parameters))
    if not found:
        return None
    row = found[0]
    parts = dict(zip(row["parts"], row["sha256s"], strict=True))
    feed_id, size_bytes = str(row["feed_id"]), int(row["size_bytes"])
    return Batch(feed_id, row["is_open"], row["last_part"], size_bytes, parts)


def judge_part(batch: Batch, sent: SentPart, file: PartFile, most_bytes: int) -> bool:
    """
    Return whether the batch has this very part already.

    Raises:
        PartTaken: it has another one of that number.
        PartOutOfPlace: another part is the last one, or there are parts behind it.
        BatchClosed: it has not, and takes no more.
        FeedTooLarge: with it the parts would have more than `most_bytes`.
    """
    known = batch.parts.get(sent.part)
    if known not in {None, file.sha256}:
        raise PartTaken(f"part {sent.part} of batch {sent.batch!r} is there, with other bytes")
    refuse_part(batch, sent)
    if known is None and batch.size_bytes + file.size_bytes > most_bytes:
        raise FeedTooLarge(f"the parts of a feed may have at most {most_bytes} bytes together")
    return known is not None


def refuse_part(batch: Batch, sent: SentPart) -> None:
    """
    See that the batch takes such a part, or has one, whatever its bytes.

    Raises:
        PartOutOfPlace: another part is the last one, or there are parts behind it.
        BatchClosed: it has not, and takes no more.
    """
    if sent.is_last and batch.last not in {None, sent.part}:
        raise PartOutOfPlace(f"part {batch.last} was sent as the last one of {sent.batch!r}")
    last, highest = sent.part if sent.is_last else batch.last, max((*batch.parts, sent.part))
    if last is not None and highest > last:
        raise PartOutOfPlace(f"part {highest} is behind part {last}, the last of {sent.batch!r}")
    if sent.part not in batch.parts and not batch.is_open:
        raise BatchClosed(f"batch {sent.batch!r} takes no more parts: see feed {batch.feed_id}")


def read_parts_of(database: Database, feed_ids: Sequence[str]) -> dict[str, Parts]:
    """Return the parts of those of the feeds that came in parts."""
    rows = database.rows(SQL["select_parts_of"], {"feed_ids": list(feed_ids)})
    return {str(row["feed_id"]): _parts(row) for row in rows}


def _parts(row: Row) -> Parts:
    return Parts(row["batch"], tuple(row["received"]), row["last_part"])
