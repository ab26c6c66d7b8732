"""Files that are no feeds: kept in the store as they came, and read record by record."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pyarrow as pa

from catalog.disk_errors import disk_errors
from ingestion.decoding import scan_bytes
from ingestion.delivery import Ingestion
from ingestion.exact import ExactCount, Shape, read_exactly
from ingestion.object_keys import safe_filename
from ingestion.profiles import Profile
from ingestion.raw_files import RawFile, put_raw
from ingestion.sniffing import detect_dialect, read_header
from ingestion.spool import SpoolFile
from ingestion.unpacking import unpack


@dataclass(frozen=True)
class Deposit:
    """A file in the store under `raw_key`, as it came."""

    raw_key: str
    size_bytes: int
    sha256: str


class IncomingDeposit:
    """A file under way: `write` the pieces, then `finish`, or `abandon` it."""

    def __init__(
        self, ingestion: Ingestion, folder: str, filename: str, announced_bytes: int = 0
    ) -> None:
        self._ingestion = ingestion
        self._id = str(uuid.uuid4())
        self._key = f"{folder}/{self._id}/{safe_filename(filename)}"
        self._file: SpoolFile = ingestion.spool.receive(self._id, announced_bytes)

    def write(self, piece: bytes) -> None:
        """
        Take the next piece.

        Raises:
            FeedTooLarge, DiskFull: nothing of the file is kept.
        """
        self._file.write(piece)

    def finish(self) -> Deposit:
        """
        Put the file into the store, which keeps it for good; nothing local is left.

        Raises:
            FeedEmpty, DiskFull: nothing of the file is kept.
            StoreUnavailable: the store did not take it.
        """
        try:
            self._file.finish()
            put_raw(self._ingestion.store, self._key, self._file.path, self._file.sha256)
        finally:
            self.abandon()
        return Deposit(self._key, self._file.size_bytes, self._file.sha256)

    def abandon(self) -> None:
        """Leave nothing local behind."""
        self._file.remove()
        self._ingestion.spool.release(self._id)


@dataclass
class Records:
    """
    A deposit as it is read: its header, then its records in tables of bounded size.

    The tables have the columns record_number, line_number, row_problem and c0, c1, … as
    `ingestion.exact` makes them; `count` counts the records apart from them.
    """

    header: tuple[str, ...]
    tables: Iterator[pa.Table]
    count: ExactCount = field(default_factory=ExactCount)


@contextmanager
def open_deposit(ingestion: Ingestion, deposit: RawFile) -> Iterator[Records]:
    """
    Lend the records of a deposit, packed with gzip or not; local copies are gone afterwards.

    Raises:
        NoRecords, Undecodable, UnpacksTooLarge: it is no file of records.
        ObjectMissing: the store has lost it.
        StoreUnavailable: the store did not answer, or gave something else than was sent.
    """
    spool, local_id = ingestion.spool, str(uuid.uuid4())
    with spool.borrowed(local_id), disk_errors():
        path = spool.fetch(ingestion.store, local_id, deposit)
        path = unpack(path, spool.max_bytes, spool.require_room)
        dialect = detect_dialect(path, scan_bytes(path), Profile())
        header, _ = read_header(path, dialect, None)
        count = ExactCount()
        shape = Shape(len(header), len(header))
        yield Records(header, read_exactly(path, dialect, shape, count), count)
