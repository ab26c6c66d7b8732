"""The head of a file: the whole records among its first bytes, to look at before all of it is."""

import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np

from catalog.disk_errors import disk_errors
from catalog.errors import RejectedInput
from ingestion.decoding import LINE_FEED, find_bom, open_text, scan_bytes
from ingestion.profiles import Profile
from ingestion.records import RecordReader
from ingestion.sniffing import NoRecords, detect_dialect, read_header
from ingestion.spool import FeedEmpty
from ingestion.store import Source, read_block
from ingestion.unpacking import CONTAINERS, GZIP_MAGIC, Undecodable

HEAD_BYTES = 1024 * 1024
# what the end of the head leaves open for longer is a quote that nobody closes
LONGEST_CELL_CHARACTERS = 256 * 1024
CARRIAGE_RETURN = 13
GZIP_WINDOW = 16 + zlib.MAX_WBITS
UNITS = {"utf-16le": "<u2", "utf-16be": ">u2"}  # of the encodings whose line end is not one byte


class NoWholeRecord(RejectedInput):
    """The head holds no whole record, so that nothing can be said of the file; nothing was kept."""

    code = "check/no_whole_record"


@dataclass(frozen=True)
class Head:
    """
    The beginning of a file in a local file, `size_bytes` of it; of a packed one, unpacked.

    Where it `is_whole`, it is the file itself, as it came.
    """

    path: Path
    size_bytes: int
    is_whole: bool


def write_head(
    source: Source,
    folder: Path,
    profile: Profile,
    head_bytes: int = HEAD_BYTES,
    *,
    may_be_whole: bool = True,
) -> Head:
    """
    Write the head of what the source gives into the folder; no more than that is read.

    Where the source itself `may_be_whole` not, it gives the beginning of a file, however short.
    The head ends with a record of which the rest of the file can change nothing, in no character.

    Raises:
        FeedEmpty: the source gives nothing; nothing was written.
        NoWholeRecord: its first record is longer than the head.
        Undecodable: it is a damaged gzip, or a container that is no text.
        DiskFull: there is no room for it.
    """
    path, sent = folder / "head.raw", read_block(source, head_bytes + 1)
    if not sent:
        raise FeedEmpty("the file is empty: send a header line and at least one record")
    text, is_all = _unpack(sent, head_bytes)
    is_whole = is_all and may_be_whole
    with disk_errors():
        path.write_bytes(sent if is_whole else text)
    if is_whole:
        return Head(path, len(text), is_whole=True)
    kept_bytes = _cut_lines(path, text, profile)
    return Head(path, kept_bytes, is_whole=False)


def _unpack(sent: bytes, head_bytes: int) -> tuple[bytes, bool]:
    """Return the text of what came, at most so much, and whether that is all of the file."""
    is_all = len(sent) <= head_bytes
    if sent[:4] in CONTAINERS:
        raise Undecodable(f"the file is {CONTAINERS[sent[:4]]}: export it as CSV")
    if not sent.startswith(GZIP_MAGIC):
        return sent[:head_bytes], is_all
    text, rest = b"", sent
    try:
        while rest.startswith(GZIP_MAGIC) and len(text) <= head_bytes:  # it may have members
            member = zlib.decompressobj(GZIP_WINDOW)
            text += member.decompress(rest, head_bytes + 1 - len(text))
            rest = member.unused_data
    except zlib.error as error:
        raise Undecodable(f"the gzip is damaged: {error}") from error
    return text[:head_bytes], is_all and len(text) <= head_bytes


def _cut_lines(path: Path, text: bytes, profile: Profile) -> int:
    """Cut the file behind the last record that is whole, and return its size."""
    units = np.frombuffer(text, np.uint8)
    unit = UNITS.get(find_bom(path) or profile.file.encoding or "")
    if unit:
        units = np.frombuffer(text, unit, len(text) // 2)
    ends = _line_ends(units)
    if not len(ends):
        raise _too_long(text)
    _truncate(path, int(ends[-1] + 1) * units.itemsize)
    lines = _count_whole_lines(path, profile)
    if not lines:
        raise _too_long(text)
    kept_bytes = int(ends[lines - 1] + 1) * units.itemsize
    _truncate(path, kept_bytes)
    return kept_bytes


def _too_long(text: bytes) -> NoWholeRecord:
    return NoWholeRecord(f"the first {len(text):,} bytes hold no whole record")


def _line_ends(units: np.ndarray) -> np.ndarray:
    """Return where lines end for sure: at the last unit CR may be the half of CRLF."""
    is_feed = units == LINE_FEED
    is_end = is_feed.copy()
    is_end[:-1] |= (units[:-1] == CARRIAGE_RETURN) & ~is_feed[1:]
    return np.flatnonzero(is_end)


def _truncate(path: Path, size_bytes: int) -> None:
    with path.open("r+b") as file:
        file.truncate(size_bytes)


class _Noting:
    """A text that remembers whether somebody has read up to its end."""

    def __init__(self, file: IO[str]) -> None:
        self._file, self.is_over = file, False

    def readline(self, limit: int) -> str:
        """Return the next line, an empty text at the end."""
        line = self._file.readline(limit)
        self.is_over = self.is_over or not line
        return line


def _count_whole_lines(path: Path, profile: Profile) -> int:
    """Return the lines of the records before the one that needs what is behind the head."""
    dialect = detect_dialect(path, scan_bytes(path), profile)
    try:
        width = len(read_header(path, dialect, profile.file.columns)[0])
    except NoRecords:  # so far: the rest of the file may hold some
        return 0
    with open_text(path, dialect.encoding) as file:
        left = len(file.read())
    with open_text(path, dialect.encoding) as file:
        noting, lines, read = _Noting(file), 0, 0
        reader = RecordReader(noting, dialect, width)  # type: ignore[arg-type]
        for _ in reader:
            if noting.is_over and left - read <= LONGEST_CELL_CHARACTERS:
                break
            noting.is_over = False
            lines, read = reader.lines_read, reader.read_characters
    return lines
