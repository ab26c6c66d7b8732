"""From bytes to text and back: encodings, and what a pass over the bytes tells."""

import codecs
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import IO

import numpy as np

CHUNK_BYTES = 1024 * 1024  # what stays in the processor's cache while it is looked at
BOMS = {
    "utf-8-bom": codecs.BOM_UTF8,
    "utf-16le": codecs.BOM_UTF16_LE,
    "utf-16be": codecs.BOM_UTF16_BE,
}
# Python's name of each encoding, and what is done about bytes that are no text in it
CODECS = {
    "utf-8": ("utf-8", "surrogateescape"),
    "utf-8-bom": ("utf-8", "surrogateescape"),
    "utf-16le": ("utf-16-le", "feedledger.mark"),
    "utf-16be": ("utf-16-be", "feedledger.mark"),
    "windows-1252": ("cp1252", "feedledger.latin"),
}
LINE_FEED = 10
LAST_MARK = 3  # NUL, and what the fast reader and the sorting of lines take for their own marks


@dataclass(frozen=True)
class ByteFacts:
    """What one pass over the bytes tells, independent of any CSV parser."""

    line_feeds: int
    carriage_returns: int
    crlf: int
    has_marks: bool
    is_utf8: bool
    ends_with_newline: bool

    @property
    def is_uniform(self) -> bool:
        """Whether the fast reader may read it as it is: no marks, and lines that end alike."""
        return self.is_utf8 and not self.has_marks and self.has_uniform_line_ends

    @property
    def has_uniform_line_ends(self) -> bool:
        """Whether every line ends alike, in LF or in CRLF."""
        return self.carriage_returns == 0 or (self.carriage_returns == self.crlf == self.line_feeds)

    @property
    def lines(self) -> int:
        """The physical lines: each ends in LF, CRLF or CR, and the last one may lack its end."""
        ends = self.line_feeds + self.carriage_returns - self.crlf
        return ends + (not self.ends_with_newline)


class ByteScan:
    """Looks at a file's bytes once, piece by piece, as they pass by."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._is_utf8, self._has_marks, self._last = True, False, b""
        self._line_feeds = self._carriage_returns = self._crlf = 0

    def add(self, piece: bytes) -> None:
        """Look at the next bytes."""
        if not piece:
            return
        values = np.frombuffer(piece, np.uint8)
        self._line_feeds += int(np.count_nonzero(values == LINE_FEED))
        if b"\r" in piece or self._last == b"\r":
            self._carriage_returns += piece.count(b"\r")
            self._crlf += piece.count(b"\r\n")
            self._crlf += self._last == b"\r" and piece.startswith(b"\n")
        self._has_marks = self._has_marks or bool(values.min() <= LAST_MARK)
        self._is_utf8 = self._is_utf8 and _decodes(self._decoder, piece)
        self._last = piece[-1:]

    def facts(self) -> ByteFacts:
        """Return what all of them tell."""
        return ByteFacts(
            line_feeds=self._line_feeds,
            carriage_returns=self._carriage_returns,
            crlf=self._crlf,
            has_marks=self._has_marks,
            is_utf8=self._is_utf8 and _decodes(self._decoder, b"", final=True),
            ends_with_newline=self._last in {b"\n", b"\r"},
        )


def scan_bytes(path: Path) -> ByteFacts:
    """Return what one pass over the file's bytes tells."""
    scan = ByteScan()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            scan.add(chunk)
    return scan.facts()


def find_bom(path: Path) -> str | None:
    """Return the encoding that the file's byte order mark names."""
    with path.open("rb") as file:
        head = file.read(4)
    return next((name for name, bom in BOMS.items() if head.startswith(bom)), None)


def open_text(path: Path, encoding: str) -> IO[str]:
    """
    Open the file as text, behind its byte order mark, with its line ends as they are.

    A byte that is no text in the encoding becomes a lone surrogate; windows-1252 stands for
    latin-1 too, so that each of its bytes is a character.
    """
    codec, errors = CODECS[encoding]
    bom = BOMS.get("utf-8-bom" if encoding == "utf-8" else encoding)
    file = path.open("rb")
    if bom is not None and file.peek(len(bom)).startswith(bom):
        file.seek(len(bom))
    return TextIOWrapper(file, encoding=codec, errors=errors, newline="")


def encode_text(text: str, encoding: str) -> bytes:
    """Return the bytes that `open_text` reads as this text; what the encoding lacks becomes `?`."""
    codec, errors = CODECS[encoding]
    if errors == "surrogateescape":
        return text.encode(codec, errors)
    return text.encode(codec, "feedledger.latin" if codec == "cp1252" else "replace")


def is_text(text: str) -> bool:
    """Return whether every byte behind the text was text in the file's encoding."""
    if text.isascii():
        return True
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def as_storable(text: str) -> str:
    """Return the text as the database can hold it, a replacement character for NUL and no text."""
    if is_text(text) and "\0" not in text:
        return text
    marked = text.replace("\0", "\N{REPLACEMENT CHARACTER}")
    return "".join(
        "\N{REPLACEMENT CHARACTER}" if "\ud800" <= each <= "\udfff" else each for each in marked
    )


def count_lines(path: Path, encoding: str, facts: ByteFacts) -> int:
    """Return the physical lines of the text; only where a character is one byte, bytes tell."""
    if not encoding.startswith("utf-16"):
        return facts.lines
    ends, last = 0, ""
    with open_text(path, encoding) as file:
        while chunk := file.read(CHUNK_BYTES):
            ends += chunk.count("\n") + chunk.count("\r") - chunk.count("\r\n")
            ends -= last == "\r" and chunk.startswith("\n")
            last = chunk[-1]
    return ends + (last not in {"\n", "\r", ""})


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    if chunk.isascii() and decoder.getstate() == (b"", 0) and not final:
        return True
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _mark(error: UnicodeError) -> tuple[str, int]:
    """Stand a lone surrogate for each byte that is no text."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return "".join(chr(0xDC00 + byte) for byte in wrong), error.end


def _latin(error: UnicodeError) -> tuple[str | bytes, int]:
    """Read the five bytes that windows-1252 leaves undefined as latin-1 does, and write them so."""
    if isinstance(error, UnicodeDecodeError):
        return error.object[error.start : error.end].decode("latin-1"), error.end
    if isinstance(error, UnicodeEncodeError):
        return error.object[error.start : error.end].encode("latin-1", "replace"), error.end
    raise error


codecs.register_error("feedledger.mark", _mark)
codecs.register_error("feedledger.latin", _latin)
