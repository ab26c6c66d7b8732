"""How a file is written and what its header is, as it looks from its bytes and its head."""

import io
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from catalog.errors import RejectedInput
from ingestion.decoding import ByteFacts, as_storable, find_bom, open_text
from ingestion.dialect import Dialect, is_blank
from ingestion.fields import ERRORS_COLUMN, SYNONYMS, WHITE_SPACE, fold_header
from ingestion.profiles import FileFormat, Profile
from ingestion.records import Record, RecordReader
from ingestion.utf8 import is_mostly_utf8

DELIMITERS = (",", ";", "\t", "|")
HEAD_CHARACTERS = 256 * 1024
HEAD_RECORDS = 200
KNOWN_HEADERS = frozenset(SYNONYMS) | {name for names in SYNONYMS.values() for name in names}


class NoRecords(RejectedInput):
    """The file holds no record; no product was changed."""

    code = "file/no_records"


def detect_dialect(path: Path, facts: ByteFacts, profile: Profile) -> Dialect:
    """
    Return how the file is written: as the profile says, else as it looks (design, section 5).

    A BOM decides the encoding, even against the profile; else it is UTF-8 when that decodes
    99 % of the records with other than ASCII, of fewer than 100 all but one and at least one;
    else windows-1252.
    """
    encoding = find_bom(path) or profile.file.encoding
    if encoding is not None or facts.is_utf8:
        return _sniff(path, encoding or "utf-8", profile)
    dialect = _sniff(path, "utf-8", profile)
    return dialect if is_mostly_utf8(path, dialect) else _sniff(path, "windows-1252", profile)


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
    first = first_record(path, dialect)
    last_line = first.line_number + len(first.lines) - 1
    return tuple(map(as_storable, first.cells)), last_line


def first_record(path: Path, dialect: Dialect) -> Record:
    """
    Return the first record that is not blank: the header, where there is one.

    Raises:
        NoRecords: every line of the file is blank.
    """
    with open_text(path, dialect.encoding) as file:
        for record in RecordReader(file, dialect):
            if not is_blank(record.cells):
                return record
    raise NoRecords("the file has no header and no records: send one line of column names first")


def _sniff(path: Path, encoding: str, profile: Profile) -> Dialect:
    with open_text(path, encoding) as file:
        head = file.read(HEAD_CHARACTERS)
    wanted = profile.file
    marks = (wanted.delimiter,) if wanted.delimiter else DELIMITERS
    known = KNOWN_HEADERS | {fold_header(column) for column in profile.fields.values()}
    dialects = [Dialect(encoding, mark, wanted.quote, wanted.header) for mark in marks]
    fits = [_fit(_head_records(head, dialect), wanted, known) for dialect in dialects]
    best = dialects[fits.index(max(fits))]
    if _is_rejects_file(_head_records(head, best), wanted):
        return Dialect(encoding, best.delimiter, best.quote, header=True)
    return best


def _head_records(head: str, dialect: Dialect) -> list[list[str]]:
    records = list(islice(RecordReader(io.StringIO(head, newline=""), dialect), HEAD_RECORDS + 1))
    whole = records[:-1] if len(head) == HEAD_CHARACTERS or len(records) > HEAD_RECORDS else records
    return [record.cells for record in whole or records if not is_blank(record.cells)]


def _fit(
    records: list[list[str]], wanted: FileFormat, known: frozenset[str]
) -> tuple[int, bool, int, int]:
    """
    Return how well a delimiter fits.

    What counts is, in this order: how many headers we know, whether it divides header and
    records at all, how many records are as wide as the header (or the profile's columns), and
    that width. Text that happens to hold another mark seldom holds it in the header too.
    """
    if not records:  # nothing but this mark
        return (0, True, 0, 0)
    names, others = records[0], records[1:]
    if not wanted.header and wanted.columns is not None:
        names, others = wanted.columns, records
    width = len(names)
    divides = width > 1 and (not others or any(len(cells) > 1 for cells in others))
    is_header = wanted.header and (divides or width == 1)
    named = sum(fold_header(cell) in known for cell in names) if is_header else 0
    same = sum(len(cells) >= width and is_blank(cells[width:]) for cells in others)
    return (named, divides, same, width)


def _is_rejects_file(records: list[list[str]], wanted: FileFormat) -> bool:
    """Return whether a headerless partner sends our rejects back, which name their columns."""
    if wanted.header or wanted.columns is None or not records:
        return False
    names = [cell.strip(WHITE_SPACE) for cell in records[0]]
    return names == [*(name.strip(WHITE_SPACE) for name in wanted.columns), ERRORS_COLUMN]
