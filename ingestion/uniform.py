"""A text file of any kind in the form that the fast reader reads: UTF-8, lines ending in LF."""

import codecs
from codecs import BOM_UTF8
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from ingestion.decoding import CHUNK_BYTES, open_text
from ingestion.lines import MAX_RECORD_CHARACTERS

MARK = b"\3"  # stands where something is that makes a line no plain record
OTHER_MARKS = (b"\0", b"\1", b"\2")
PIECE_BYTES = 64 * 1024  # small: what is not all text is decoded piece by piece
BLANK_LINES = (b"\n\n", b"\n\r\n")


def has_blank_line(path: Path) -> bool:
    """Return whether some line of a file with uniform line ends is empty."""
    tail = b"\n"
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            if any(blank in chunk or blank in tail + chunk[:2] for blank in BLANK_LINES):
                return True
            tail = chunk[-2:]
    return False


def write_uniform(path: Path, encoding: str, target: Path) -> None:
    """
    Write the file's lines, as many as there are, in UTF-8 and each but the last ending in LF.

    What is no text, control characters that are marks to our readers, and the emptiness of a blank
    line become MARK: such a line is not taken for a plain record.
    """
    with target.open("wb") as uniform:
        at_line_start = True
        for piece in _pieces(path, encoding):
            lines = piece.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
            if at_line_start and lines.startswith(b"\n"):
                lines = MARK + lines
            while b"\n\n" in lines:
                lines = lines.replace(b"\n\n", b"\n" + MARK + b"\n")
            for other in OTHER_MARKS:
                lines = lines.replace(other, MARK)
            uniform.write(lines)
            at_line_start = lines.endswith(b"\n")


def _pieces(path: Path, encoding: str) -> Iterator[bytes]:
    """Yield the text in UTF-8, MARK for what is none, in pieces that never end in CR."""
    if encoding in {"utf-8", "utf-8-bom"}:
        yield from _utf8_pieces(path)
        return
    with open_text(path, encoding) as text:
        while chunk := _read_whole_ends(text):
            yield chunk.encode("utf-8", "feedledger.unread")


def _utf8_pieces(path: Path) -> Iterator[bytes]:
    """Yield the same of a file in UTF-8, which needs no decoding where it is all text."""
    with path.open("rb") as file:
        if file.peek(len(BOM_UTF8)).startswith(BOM_UTF8):
            file.seek(len(BOM_UTF8))
        while piece := file.read(PIECE_BYTES):
            piece += file.readline(MAX_RECORD_CHARACTERS)  # to the end of a line: nothing is cut
            try:
                piece.decode()
            except UnicodeDecodeError:
                text = piece.decode("utf-8", "surrogateescape")
                yield text.encode("utf-8", "feedledger.unread")
            else:
                yield piece


def _read_whole_ends(text: IO[str]) -> str:
    """Return the next piece of the text, which does not end between CR and LF."""
    chunk = text.read(CHUNK_BYTES)
    while chunk.endswith("\r") and (more := text.read(1)):
        chunk += more
    return chunk


def _unread(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return MARK.decode() * (error.end - error.start), error.end


codecs.register_error("feedledger.unread", _unread)
