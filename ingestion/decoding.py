"""From the bytes as they came to text: unpacked, and the encoding known."""

import codecs
import gzip
import zlib
from dataclasses import dataclass
from pathlib import Path

from catalog.errors import RejectedInput

CHUNK_BYTES = 8 * 1024 * 1024
GZIP_MAGIC = b"\x1f\x8b"
BOMS = (
    (codecs.BOM_UTF8, "utf-8-bom"),
    (codecs.BOM_UTF16_LE, "utf-16le"),
    (codecs.BOM_UTF16_BE, "utf-16be"),
)
# Python's name of each encoding; a BOM is taken off by the codec or skipped by open_text
CODECS = {
    "utf-8": "utf-8",
    "utf-8-bom": "utf-8-sig",
    "utf-16le": "utf-16",
    "utf-16be": "utf-16",
    "windows-1252": "cp1252",
}
FEW_RECORDS = 100


class Undecodable(RejectedInput):
    """The file is no text that we can read; no product was changed."""

    code = "file/undecodable"


class UnpacksTooLarge(RejectedInput):
    """The packed file unpacks to more than a feed may have; no product was changed."""

    code = "file/unpacks_too_large"


@dataclass(frozen=True)
class ByteFacts:
    """What one pass over the bytes tells, independent of any CSV parser."""

    line_feeds: int
    carriage_returns: int
    crlf: int
    has_quotes: bool
    has_nul: bool
    is_utf8: bool
    ends_with_newline: bool

    @property
    def has_uniform_line_ends(self) -> bool:
        """Whether every line ends alike, in LF or in CRLF."""
        return self.carriage_returns == 0 or (self.carriage_returns == self.crlf == self.line_feeds)

    @property
    def lines(self) -> int:
        """The physical lines, for files with uniform line ends."""
        return self.line_feeds + (not self.ends_with_newline)


def unpack(path: Path, max_bytes: int) -> Path:
    """
    Return the path of the unpacked file: `path` itself, unless it is a gzip.

    Raises:
        UnpacksTooLarge: it unpacks to more than `max_bytes`.
        Undecodable: it is a damaged gzip.
    """
    with path.open("rb") as packed:
        if packed.read(2) != GZIP_MAGIC:
            return path
    unpacked = path.with_suffix(".unpacked")
    size_bytes = 0
    try:
        with gzip.open(path) as source, unpacked.open("wb") as target:
            while chunk := source.read(CHUNK_BYTES):
                size_bytes += len(chunk)
                if size_bytes > max_bytes:
                    raise UnpacksTooLarge(f"the file unpacks to more than {max_bytes} bytes")
                target.write(chunk)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise Undecodable(f"the gzip is damaged: {error}") from error
    return unpacked


def scan_bytes(path: Path, quote: str) -> ByteFacts:
    """Return what one pass over the file's bytes tells."""
    decoder, is_utf8, last = codecs.getincrementaldecoder("utf-8")(), True, b""
    line_feeds = carriage_returns = crlf = 0
    has_quotes = has_nul = False
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            line_feeds += chunk.count(b"\n")
            if b"\r" in chunk or last == b"\r":
                carriage_returns += chunk.count(b"\r")
                crlf += chunk.count(b"\r\n") + (last == b"\r" and chunk.startswith(b"\n"))
            has_quotes = has_quotes or quote.encode() in chunk
            has_nul = has_nul or b"\0" in chunk
            is_utf8 = is_utf8 and _decodes(decoder, chunk)
            last = chunk[-1:]
    return ByteFacts(
        line_feeds=line_feeds,
        carriage_returns=carriage_returns,
        crlf=crlf,
        has_quotes=has_quotes,
        has_nul=has_nul,
        is_utf8=is_utf8 and _decodes(decoder, b"", final=True),
        ends_with_newline=last == b"\n",
    )


def detect_encoding(path: Path, facts: ByteFacts) -> str:
    """
    Return the file's encoding, one of CODECS (design, section 5).

    A BOM decides; else UTF-8 when it decodes in 99 % of the lines that hold other than
    ASCII, of fewer than 100 in all but one and at least one; else windows-1252.
    """
    with path.open("rb") as file:
        head = file.read(4)
        for bom, name in BOMS:
            if head.startswith(bom):
                return name
        if facts.is_utf8:
            return "utf-8"
        file.seek(0)
        wide = [_is_utf8(line) for line in file if not line.isascii()]
    decoded, total = sum(wide), len(wide)
    enough = decoded * 100 >= total * 99 if total >= FEW_RECORDS else decoded >= max(1, total - 1)
    return "utf-8" if enough else "windows-1252"


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    if chunk.isascii() and decoder.getstate() == (b"", 0) and not final:
        return True
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
