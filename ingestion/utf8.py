"""Whether a file that is not all UTF-8 is meant to be: by how many of its records decode."""

from dataclasses import dataclass
from pathlib import Path

from ingestion.decoding import is_text, open_text
from ingestion.dialect import Dialect, is_blank
from ingestion.records import RecordReader

FEW_RECORDS = 100
BUFFER_BYTES = 1024 * 1024


@dataclass
class Tally:
    """Of the records that hold other than ASCII, how many there are and how many decode."""

    total: int = 0
    decoded: int = 0

    def add(self, *, decodes: bool) -> None:
        """Count one more."""
        self.total += 1
        self.decoded += decodes

    @property
    def says_utf8(self) -> bool:
        """Whether 99 % decode; of fewer than 100, all but one and at least one."""
        if self.total >= FEW_RECORDS:
            return self.decoded * 100 >= self.total * 99
        return self.decoded >= max(1, self.total - 1)


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
    by_line, by_quote, quote = Tally(), Tally(), dialect.quote.encode()
    quoted: list[bytes] = []  # of a cell that has not ended yet, what is not ASCII
    is_open, header_is_due = False, dialect.header
    with path.open("rb", BUFFER_BYTES) as file:
        for line in file:
            if header_is_due:
                header_is_due = not line.strip()
                continue
            if not line.isascii():
                by_line.add(decodes=_decodes(line))
                quoted.append(line)
            is_open ^= line.count(quote) % 2 == 1
            if quoted and not is_open:
                by_quote.add(decodes=all(map(_decodes, quoted)))
                quoted.clear()
    if quoted:
        by_quote.add(decodes=all(map(_decodes, quoted)))
    return by_line, by_quote


def _tally_records(path: Path, dialect: Dialect) -> Tally:
    tally, header_is_due = Tally(), dialect.header
    with open_text(path, "utf-8") as file:
        for record in RecordReader(file, dialect):
            if header_is_due:
                header_is_due = is_blank(record.cells)
                continue
            text = "".join(record.lines)
            if not text.isascii():
                tally.add(decodes=is_text(text))
    return tally


def _decodes(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True
