"""What a file is by itself: how it is written, its columns, and its first records as they came."""

from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from ingestion.decoding import as_storable, open_text, scan_bytes
from ingestion.dialect import Dialect
from ingestion.exact import ExactCount, number_records
from ingestion.field_sources import FieldSource, find_sources
from ingestion.headers import find_missing, match_headers
from ingestion.profiles import Mode, Profile
from ingestion.records import RecordReader
from ingestion.sniffing import detect_dialect, read_header

FIRST_RECORDS = 20


@dataclass(frozen=True)
class RawRecord:
    """A record as it came: its cells, one for each column that it reaches."""

    record_number: int
    line_number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Look:
    """
    What a file is by itself, whether or not it makes a feed.

    `columns` are the names of its columns, `missing` the fields that every record needs and that
    come from nowhere, `offered_preset` one that its headers fit and the profile does not name.
    """

    dialect: Dialect
    columns: tuple[str, ...]
    sources: tuple[FieldSource, ...]
    missing: tuple[str, ...]
    offered_preset: str | None
    records: tuple[RawRecord, ...]

    @property
    def fields(self) -> dict[str, str]:
        """The column of each field that has one."""
        return {each.field: each.column for each in self.sources if each.column is not None}


def look_at(path: Path, profile: Profile, mode: Mode) -> Look:
    """
    Return what the file is, of which only the first records are kept; it is unpacked already.

    Raises:
        NoRecords: every line of it is blank.
    """
    dialect = detect_dialect(path, scan_bytes(path), profile)
    headers, _ = read_header(path, dialect, profile.file.columns)
    mapping = match_headers(headers, profile)
    return Look(
        dialect=dialect,
        columns=mapping.columns,
        sources=find_sources(mapping, profile),
        missing=tuple(find_missing(mapping, profile, mode)),
        offered_preset=mapping.offered_preset,
        records=_first_records(path, dialect, len(headers)),
    )


def _first_records(path: Path, dialect: Dialect, width: int) -> tuple[RawRecord, ...]:
    with open_text(path, dialect.encoding) as file:
        numbered = number_records(RecordReader(file, dialect, width), dialect, ExactCount())
        return tuple(
            RawRecord(number, record.line_number, tuple(map(as_storable, record.cells[:width])))
            for number, record in islice(numbered, FIRST_RECORDS)
        )
