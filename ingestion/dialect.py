"""Which delimiter a file uses and what its header is, found from its head."""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from catalog.errors import RejectedInput
from ingestion.decoding import CODECS
from ingestion.fields import SYNONYMS, WHITE_SPACE, fold_header
from ingestion.profiles import FileFormat

if TYPE_CHECKING:  # csv names the type of its reader to type checkers alone
    from _csv import Reader as CsvReader

DELIMITERS = (",", ";", "\t", "|")
HEAD_CHARACTERS = 256 * 1024
HEAD_RECORDS = 200
KNOWN_HEADERS = frozenset(SYNONYMS) | {name for names in SYNONYMS.values() for name in names}


class NoRecords(RejectedInput):
    """The file holds no record; no product was changed."""

    code = "file/no_records"


@dataclass(frozen=True)
class Dialect:
    """How the file is written; shown with each feed."""

    encoding: str
    delimiter: str
    quote: str
    header: bool

    def as_json(self) -> dict[str, Any]:
        """Return it as the API shows it."""
        return asdict(self)


def read_csv(lines: IO[str], dialect: Dialect) -> "CsvReader":
    """Return Python's exact reader; spaces before an opening quote are passed over."""
    csv.field_size_limit(2**31 - 1)
    return csv.reader(
        lines, delimiter=dialect.delimiter, quotechar=dialect.quote, skipinitialspace=True
    )


def open_text(path: Path, encoding: str) -> IO[str]:
    """Open the file as text; bytes that are none in the encoding become lone surrogates."""
    return path.open(encoding=CODECS[encoding], errors="surrogateescape", newline="")


def sniff_dialect(path: Path, encoding: str, wanted: FileFormat) -> Dialect:
    """Return how the file is written: as the profile says, else as its head looks."""
    with open_text(path, encoding) as file:
        head = file.read(HEAD_CHARACTERS)
    delimiters: tuple[str, ...] = (wanted.delimiter,) if wanted.delimiter else DELIMITERS
    dialects = [Dialect(encoding, mark, wanted.quote, wanted.header) for mark in delimiters]
    return max(dialects, key=lambda dialect: _fit(head, dialect))


def read_header(
    path: Path, dialect: Dialect, columns: Sequence[str] | None
) -> tuple[tuple[str, ...], int]:
    """
    Return the column names and the last line they stand on, 0 where the profile names them.

    They are the cells of the first record that is not blank, or the profile's `columns`.

    Raises:
        NoRecords: every line of the file is blank.
    """
    if columns is not None and not dialect.header:
        return tuple(columns), 0
    with open_text(path, dialect.encoding) as file:
        reader = read_csv(file, dialect)
        for cells in reader:
            if not is_blank(cells):
                return tuple(cells), reader.line_num
    raise NoRecords("the file has no header and no records: send one line of column names first")


def is_blank(cells: Sequence[str]) -> bool:
    """Return whether every cell is empty after trimming."""
    return not any(cell.strip(WHITE_SPACE) for cell in cells)


def _fit(head: str, dialect: Dialect) -> tuple[int, int, int]:
    """Return how well the delimiter fits: known headers, records of one width, that width."""
    records = [cells for cells in _some_records(head, dialect) if not is_blank(cells)]
    if not records:
        return (0, 0, 0)
    known = sum(fold_header(cell) in KNOWN_HEADERS for cell in records[0])
    width, same = Counter(map(len, records)).most_common(1)[0]
    return (known, same if width > 1 else 0, width)


def _some_records(head: str, dialect: Dialect) -> list[list[str]]:
    reader = read_csv(io.StringIO(head, newline=""), dialect)
    return [cells for cells, _ in zip(reader, range(HEAD_RECORDS), strict=False)]
