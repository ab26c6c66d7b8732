"""
The records of a text as Python's csv reads them, but that none hides those after it.

A quote that nobody closes makes a record of all lines up to the next quote. Such a record is
known by text behind its closing quote, by a wrong number of cells although its second line is a
record by itself, or by its never ending. Then its first line alone is the malformed record, and
reading goes on with the line after it.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from typing import IO, TYPE_CHECKING, NamedTuple

from ingestion.dialect import Dialect, is_blank
from ingestion.lines import MAX_RECORD_CHARACTERS, Lines

if TYPE_CHECKING:  # csv names the type of its reader to type checkers alone
    from _csv import Reader as CsvReader
    from collections.abc import Iterable

KEPT_OF_LONG_CELL = 1000


class Record(NamedTuple):
    """A record, where it starts, and its lines as they came; `problem` is a code of findings."""

    line_number: int
    cells: list[str]
    lines: list[str]
    problem: str | None


class RecordReader:
    """Reads the records of a text, blank ones and the header included; `width` is the header's."""

    def __init__(
        self,
        file: IO[str],
        dialect: Dialect,
        width: int | None = None,
        limit: int = MAX_RECORD_CHARACTERS,
    ) -> None:
        csv.field_size_limit(2**31 - 1)
        self._dialect = dialect
        self._width = width
        self._lines = Lines(file, limit)
        self._sound = _pattern(dialect, quotes_are_text=True)
        self._plain = _pattern(dialect, quotes_are_text=False)

    @property
    def lines_read(self) -> int:
        """How many physical lines the records so far stand on."""
        return self._lines.first - 1

    @property
    def read_characters(self) -> int:
        """How many characters the records so far have."""
        return self._lines.read_characters

    def skip(self, count: int) -> None:
        """Pass over so many lines, each a record by itself, between two records."""
        self._lines.skip(count)

    def __iter__(self) -> Iterator[Record]:
        """Yield each record."""
        lines, limit = self._lines, self._lines.limit
        for cells in self._parse(lines):
            taken = lines.taken
            if len(taken[0]) == limit:
                yield self._first_line([cell[:KEPT_OF_LONG_CELL] for cell in cells], "row/too_long")
            elif (len(taken) > 1 or lines.is_cut) and self._is_unclosed(cells):
                yield self._first_line(next(self._parse(taken[:1])), "row/unclosed_quote")
            else:
                yield Record(lines.first, cells, lines.keep(), None)

    def _parse(self, lines: "Iterable[str]") -> "CsvReader":
        """Return Python's reader; spaces before an opening quote are passed over."""
        return csv.reader(
            lines,
            delimiter=self._dialect.delimiter,
            quotechar=self._dialect.quote,
            skipinitialspace=True,
        )

    def _first_line(self, cells: list[str], problem: str) -> Record:
        return Record(self._lines.first, cells, self._lines.keep(1), problem)

    def _is_unclosed(self, cells: Sequence[str]) -> bool:
        taken = self._lines.taken
        if self._lines.is_cut:
            return True
        text = "".join(taken)
        if not self._sound.fullmatch(text):
            return True
        width = self._width
        if width is None or (self._has_width(cells, width) and self._plain.fullmatch(text)):
            return False
        return len(next(self._parse(taken[1:]))) == width

    @staticmethod
    def _has_width(cells: Sequence[str], width: int) -> bool:
        return len(cells) >= width and is_blank(cells[width:])


def _pattern(dialect: Dialect, *, quotes_are_text: bool) -> re.Pattern[str]:
    """Return what a well-formed record matches; in unquoted cells quotes may be text."""
    quote, mark = re.escape(dialect.quote), re.escape(dialect.delimiter)
    quoted = rf" *+{quote}[^{quote}]*+(?:{quote}{quote}[^{quote}]*+)*+{quote} *+"
    excluded = rf"{mark}\r\n" if quotes_are_text else rf"{quote}{mark}\r\n"
    cell = rf"(?:{quoted}| *+(?!{quote})[^{excluded}]*+)"
    return re.compile(rf"{cell}(?:{mark}{cell})*+[\r\n]*+")
