"""
A file's lines sorted: those that are records by themselves, and those that need the exact reader.

A line is plain if it is a well-formed record of the right width. The exact reader starts at each
line that is not, and takes the lines that its record stands on; what is left lies between records.
So both together read what the exact reader alone would, and DuckDB reads most of it.
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import numpy as np
from duckdb import DuckDBPyConnection

from catalog.statements import Statements
from ingestion.decoding import open_text
from ingestion.dialect import Dialect
from ingestion.exact import ExactCount, Numbering
from ingestion.lines import MAX_RECORD_CHARACTERS
from ingestion.records import Record, RecordReader
from ingestion.source import SourceFile

SQL = Statements(__file__)
BUFFER_BYTES = 1024 * 1024
REFUSALS = (duckdb.InvalidInputException, duckdb.ConversionException)
MOST_ODD = 0.25  # of the lines: with more the exact reader reads them all


@dataclass
class SortedLines:
    """
    Which lines are records by themselves: `is_plain` has a byte for each physical line.

    `count` is of all records, once those on the odd lines are read.
    """

    is_plain: np.ndarray
    count: ExactCount = field(default_factory=ExactCount)
    odd_starts: list[int] = field(default_factory=list)

    @property
    def line_numbers(self) -> np.ndarray:
        """The lines of the plain records."""
        return np.flatnonzero(self.is_plain) + 1

    @property
    def record_numbers(self) -> np.ndarray:
        """The numbers of the plain records, which the odd ones come between."""
        lines = self.line_numbers
        return np.arange(1, len(lines) + 1) + np.searchsorted(self.odd_starts, lines)


def sort_lines(
    cursor: DuckDBPyConnection, file: SourceFile, text: Path, total: int
) -> SortedLines | None:
    """
    Return the file's lines as they look one by one; None where most are odd, or too long.

    `text` is the file in UTF-8 with uniform line ends, and nothing blank among its `total` lines.
    """
    parameters = {
        "path": str(text),
        "record": _record_pattern(file.dialect, file.shape.columns),
        "something": f"[^\\s{re.escape(file.dialect.delimiter + file.dialect.quote)}]",
        "max_line_bytes": MAX_RECORD_CHARACTERS,
    }
    try:
        cursor.execute(SQL["find_plain_lines"], parameters)
    except REFUSALS:  # a line that is longer than any record
        return None
    found = cursor.execute(SQL["select_plain_lines"]).fetchnumpy()["is_plain"]
    is_plain = np.array(found, np.uint8)
    is_plain[: file.header_line] = 0
    is_sorted = len(is_plain) == total
    return SortedLines(is_plain) if is_sorted and is_plain.mean() >= 1 - MOST_ODD else None


def read_odd(file: SourceFile, lines: SortedLines) -> Iterator[tuple[int, Record]]:
    """Yield the records that start on odd lines, and count all that they stand on as odd."""
    odd, last = np.flatnonzero(lines.is_plain == 0), len(lines.is_plain)
    with open_text(file.path, file.dialect.encoding) as text:
        reader = RecordReader(text, file.dialect, file.shape.columns)
        records, numbering = iter(reader), Numbering(file.dialect, lines.count)
        while (at := reader.lines_read) < last:
            found = np.searchsorted(odd, at)
            plain = int(odd[found] if found < len(odd) else last) - at
            reader.skip(plain)
            lines.count.records += plain
            if at + plain == last:
                break
            record = next(records)
            lines.is_plain[at + plain : reader.lines_read] = 0
            number = numbering.number(record)
            if number is not None:
                lines.odd_starts.append(record.line_number)
                yield number, record
        lines.count.lines = reader.lines_read


def copy_lines(source: Path, is_wanted: np.ndarray, target: Path) -> None:
    """Write the lines of the source that are wanted, a byte for each, to the target."""
    with source.open("rb", BUFFER_BYTES) as lines, target.open("wb", BUFFER_BYTES) as wanted:
        wanted.writelines(itertools.compress(lines, is_wanted.tobytes()))


def _record_pattern(dialect: Dialect, columns: int) -> str:
    """Return what a line matches that is a whole record, with nothing that readers dispute."""
    quote, mark = re.escape(dialect.quote), re.escape(dialect.delimiter)
    never = r"\r\n\x00-\x03"
    quoted = f"{quote}(?:[^{quote}{never}]|{quote}{quote})*{quote}"
    cell = f"(?:{quoted}|[^{quote}{mark}{never}]*)"
    return cell + f"(?:{mark}{cell})" * (columns - 1)
