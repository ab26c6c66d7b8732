"""Whether a file that is not all UTF-8 is meant to be: by how many of its records decode."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ingestion.decoding import LINE_FEED, is_text, open_text
from ingestion.dialect import Dialect, is_blank
from ingestion.lines import MAX_RECORD_CHARACTERS
from ingestion.records import RecordReader

FEW_RECORDS = 100
PIECE_BYTES = 1024 * 1024
LAST_ASCII = 127


@dataclass
class Tally:
    """Of the records that hold other than ASCII, how many there are and how many decode."""

    total: int = 0
    decoded: int = 0

    def add(self, is_other: np.ndarray, is_wrong: np.ndarray) -> None:
        """Count some more: a flag for each that holds other than ASCII, or does not decode."""
        self.total += int(np.count_nonzero(is_other))
        self.decoded += int(np.count_nonzero(is_other & ~is_wrong))

    @property
    def says_utf8(self) -> bool:
        """Whether 99 % decode; of fewer than 100, all but one and at least one."""
        if self.total >= FEW_RECORDS:
            return self.decoded * 100 >= self.total * 99
        return self.decoded >= max(1, self.total - 1)


@dataclass(frozen=True)
class _Left:
    """What is known of a cell that has not ended with the piece."""

    is_open: bool = False
    is_other: bool = False
    is_wrong: bool = False


def is_mostly_utf8(path: Path, dialect: Dialect) -> bool:
    """
    Return whether the file's records say that it is UTF-8.

    To tell records apart takes long, and seldom matters: where it makes no difference whether
    each line is one, or what stands between two quotes, none is told apart.
    """
    by_line, by_quote = _tally_lines(path, dialect)
    if by_line.says_utf8 == by_quote.says_utf8:
        return by_line.says_utf8
    return _tally_records(path, dialect).says_utf8


def _tally_lines(path: Path, dialect: Dialect) -> tuple[Tally, Tally]:
    """Return the tally of the lines, and that of what stands between even numbers of quotes."""
    by_line, by_quote, quote = Tally(), Tally(), ord(dialect.quote)
    left = _Left()
    for piece in _whole_lines(path, dialect):
        values = np.frombuffer(piece, np.uint8)
        ends = np.flatnonzero(values[:-1] == LINE_FEED)
        starts = np.concatenate(([0], ends + 1))
        is_other = np.maximum.reduceat(values, starts) > LAST_ASCII
        is_wrong = _find_undecodable(piece, starts)
        by_line.add(is_other, is_wrong)
        quotes = np.add.reduceat(values == quote, starts, dtype=np.int64)
        left = _tally_quoted(by_quote, left, quotes, (is_other, is_wrong))
    by_quote.add(np.array([left.is_other]), np.array([left.is_wrong]))
    return by_line, by_quote


def _tally_quoted(
    tally: Tally, left: _Left, quotes: np.ndarray, lines: tuple[np.ndarray, np.ndarray]
) -> _Left:
    """Count the lines joined where a quote is open at their end; return what is left open."""
    is_closed = (left.is_open + np.cumsum(quotes)) % 2 == 0
    starts = np.concatenate(([0], np.flatnonzero(is_closed[:-1]) + 1))
    is_other, is_wrong = (np.logical_or.reduceat(each, starts) for each in lines)
    is_other[0] |= left.is_other
    is_wrong[0] |= left.is_wrong
    if is_closed[-1]:
        tally.add(is_other, is_wrong)
        return _Left()
    tally.add(is_other[:-1], is_wrong[:-1])
    return _Left(is_open=True, is_other=bool(is_other[-1]), is_wrong=bool(is_wrong[-1]))


def _whole_lines(path: Path, dialect: Dialect) -> Iterator[bytes]:
    """Yield the file in pieces of whole lines, without the header."""
    header_is_due = dialect.header
    with path.open("rb") as file:
        while header_is_due and (line := file.readline(PIECE_BYTES)):
            header_is_due = not line.strip()
        while piece := file.read(PIECE_BYTES):
            yield piece + file.readline(MAX_RECORD_CHARACTERS)


def _find_undecodable(piece: bytes, starts: np.ndarray) -> np.ndarray:
    """Return of each line whether it is no UTF-8."""
    is_wrong = np.zeros(len(starts), np.bool_)
    view, at = memoryview(piece), 0
    while at < len(piece):
        try:
            codecs.utf_8_decode(view[at:], "strict", True)  # noqa: FBT003 - it takes no names
        except UnicodeDecodeError as error:
            line = int(np.searchsorted(starts, at + error.start, "right")) - 1
            is_wrong[line] = True
            at = int(starts[line + 1]) if line + 1 < len(starts) else len(piece)
        else:
            break
    return is_wrong


def _tally_records(path: Path, dialect: Dialect) -> Tally:
    tally, header_is_due = Tally(), dialect.header
    with open_text(path, "utf-8") as file:
        for record in RecordReader(file, dialect):
            if header_is_due:
                header_is_due = is_blank(record.cells)
                continue
            text = "".join(record.lines)
            if not text.isascii():
                tally.total += 1
                tally.decoded += is_text(text)
    return tally
