"""A text file of any kind in the form that the fast reader reads: UTF-8, lines ending in LF."""

import codecs
from pathlib import Path
from typing import IO

from ingestion.decoding import CHUNK_BYTES, open_text

MARK = "\3"  # stands where something is that makes a line no plain record
OTHER_MARKS = "\0\1\2"
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
    with open_text(path, encoding) as text, target.open("wb") as uniform:
        at_line_start = True
        while chunk := _read_whole_ends(text):
            lines = chunk.replace("\r\n", "\n").replace("\r", "\n") if "\r" in chunk else chunk
            if at_line_start and lines.startswith("\n"):
                lines = MARK + lines
            while "\n\n" in lines:
                lines = lines.replace("\n\n", f"\n{MARK}\n")
            for other in OTHER_MARKS:
                lines = lines.replace(other, MARK) if other in lines else lines
            uniform.write(lines.encode("utf-8", "feedledger.unread"))
            at_line_start = lines.endswith("\n")


def _read_whole_ends(text: IO[str]) -> str:
    """Return the next piece of the text, which does not end between CR and LF."""
    chunk = text.read(CHUNK_BYTES)
    while chunk.endswith("\r") and (more := text.read(1)):
        chunk += more
    return chunk


def _unread(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return MARK * (error.end - error.start), error.end


codecs.register_error("feedledger.unread", _unread)
