"""Parts joined as bytes: each one's repeated header and mark is left out, and gzip unpacked."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from catalog.disk_errors import disk_errors
from ingestion.decoding import BOMS, encode_text, find_bom, scan_bytes
from ingestion.profiles import Profile
from ingestion.raw_files import copy_raw
from ingestion.sniffing import NoRecords, detect_dialect, first_record
from ingestion.spool import Spool
from ingestion.store import ObjectStore
from ingestion.unpacking import Undecodable, unpack

PIECE_BYTES = 1024 * 1024
LINE_ENDS = ("\r\n", "\n", "\r")


@dataclass(frozen=True)
class StoredPart:
    """A part as it lies in the store; `sha256` is in hexadecimal."""

    part: int
    raw_key: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True)
class Workplace:
    """Where parts are fetched from and to; `profile` says whether there is a header at all."""

    store: ObjectStore
    spool: Spool
    folder: Path
    profile: Profile

    @contextmanager
    def fetched(self, part: StoredPart) -> Iterator[Path]:
        """Lend a local copy of the part, as it came."""
        self.spool.require_room(part.size_bytes)
        path = copy_raw(self.store, part, self.folder / "part.raw")
        try:
            yield path
        finally:
            for left in self.folder.glob("part.*"):
                left.unlink()

    def unpacked(self, path: Path, *, may_be_cut: bool = False) -> Path | None:
        """Return the path of the file unpacked, the same if it is not packed; None if it is cut."""
        try:
            return unpack(path, self.spool.max_bytes, self.spool.require_room)
        except Undecodable as error:
            if may_be_cut and isinstance(error.__cause__, EOFError):
                return None
            raise


@dataclass(frozen=True)
class Header:
    """
    What the parts after the first may repeat: a mark, and the header record with its line end.

    `bom` names the encoding of the mark; without a `record` no header is looked for.
    """

    bom: str | None = None
    record: bytes = b""
    line_end: bytes = b""
    line_ends: tuple[bytes, ...] = ()

    def repeated_in(self, head: bytes) -> int:
        """Return how many bytes of the part's head are the header again, 0 if they are not."""
        if not self.record or not head.startswith(self.record):
            return 0
        behind = head[len(self.record) :]
        end = next((end for end in self.line_ends if behind.startswith(end)), b"")
        return len(self.record) + len(end) if end or not behind else 0


def join_parts(workplace: Workplace, parts: Sequence[StoredPart]) -> Iterator[bytes]:
    """
    Yield in pieces what the parts make together, in bounded memory.

    A part that begins with the header record of the first goes on behind it, on a line of its
    own. Any other goes on where the one before ends, be it inside a record. Parts that are gzip
    are unpacked each, or, where they are pieces of one gzip, together.

    Raises:
        Undecodable, UnpacksTooLarge: they make no text.
        ObjectMissing, StoreUnavailable: a part cannot be had.
        DiskFull: there is no room for the copies.
    """
    header, seam = Header(), _Seam()
    for part in parts:
        with workplace.fetched(part) as packed:
            is_first = part is parts[0]
            path = workplace.unpacked(packed, may_be_cut=is_first)
            if path is None:
                break
            if is_first:
                header = _find_header(path, workplace.profile)
                yield from seam.passing(_read(path, 0))
            else:
                yield from seam.passing(_go_on(path, header, seam, part))
    else:
        return
    yield from _join_packed(workplace, parts)


class _Seam:
    """Remembers how what went by ends."""

    def __init__(self) -> None:
        self.tail = b""

    def passing(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self.tail = (self.tail + piece)[-2:] if len(piece) == 1 else piece[-2:]
            yield piece


def _go_on(path: Path, header: Header, seam: _Seam, part: StoredPart) -> Iterator[bytes]:
    """Yield the part without what it repeats of the first one."""
    skipped = _count_mark(path, header, part)
    with path.open("rb") as file:
        file.seek(skipped)
        repeated = header.repeated_in(file.read(len(header.record) + 4))
    if repeated and not seam.tail.endswith(header.line_ends):
        yield header.line_end
    yield from _read(path, skipped + repeated)


def _count_mark(path: Path, header: Header, part: StoredPart) -> int:
    bom = find_bom(path)
    if bom is None:
        return 0
    wide = [name for name in (bom, header.bom) if name and name.startswith("utf-16")]
    if wide and bom != header.bom:
        raise Undecodable(f"part {part.part} is {bom}, and the first is not: send all alike")
    return len(BOMS[bom])


def _find_header(path: Path, profile: Profile) -> Header:
    """Return the header of the first part; only a whole record is one."""
    bom = find_bom(path)
    try:
        dialect = detect_dialect(path, scan_bytes(path), profile)
        first = first_record(path, dialect)
    except NoRecords:
        return Header(bom)
    text, encoding = "".join(first.lines), dialect.encoding
    end = next((end for end in LINE_ENDS if text.endswith(end)), "")
    if not dialect.header or not end:
        return Header(bom)
    ends = tuple(encode_text(each, encoding) for each in LINE_ENDS)
    record = encode_text(text.removesuffix(end), encoding)
    return Header(bom, record, encode_text(end, encoding), ends)


def _read(path: Path, start: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        while piece := file.read(PIECE_BYTES):
            yield piece


def _join_packed(workplace: Workplace, parts: Sequence[StoredPart]) -> Iterator[bytes]:
    """Yield the text of one gzip that was cut into the parts."""
    whole = workplace.folder / "whole.raw"
    with whole.open("wb") as file:
        for part in parts:
            with workplace.fetched(part) as path, disk_errors():
                for piece in _read(path, 0):
                    workplace.spool.require_room(len(piece))
                    file.write(piece)
    yield from _read(unpack(whole, workplace.spool.max_bytes, workplace.spool.require_room), 0)
