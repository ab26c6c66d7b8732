"""The rejects file: the skipped records as they came, each with what was wrong with it."""

import csv
import io
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from catalog.database import Database
from ingestion.decoding import BOMS, encode_text, open_text
from ingestion.delivery import Ingestion
from ingestion.dialect import Dialect, is_blank
from ingestion.exact import ExactCount, number_records
from ingestion.feeds import Feed, FeedWrongState
from ingestion.fields import ERRORS_COLUMN, fold_header
from ingestion.profile_store import read_profile
from ingestion.raw_files import begin, copy_raw
from ingestion.records import Record, RecordReader
from ingestion.report import ReportFilter, ReportRow, read_report, summarize_issues
from ingestion.retention import refuse_expired_raw, refuse_expired_report
from ingestion.sniffing import first_record, read_header
from ingestion.unpacking import unpack

FINDINGS_AT_ONCE = 10_000
PIECE_BYTES = 64 * 1024


@dataclass(frozen=True)
class RejectsFile:
    """A rejects file: its bytes, to be read once, in an encoding by its name in HTTP."""

    charset: str
    pieces: Iterator[bytes]


@dataclass(frozen=True)
class _Layout:
    """How rows are written: in the feed's own dialect, a column for the errors at the end."""

    dialect: Dialect
    headers: tuple[str, ...]
    line_end: str

    @property
    def is_extended(self) -> bool:
        """Whether the feed's own columns are all there is but for the errors."""
        return all(fold_header(name) != ERRORS_COLUMN for name in self.headers)

    def row(self, record: Record, errors: str) -> str:
        """Return the record's own text with the errors behind it, or its cells, if need be."""
        is_whole = record.problem is None and len(record.cells) == len(self.headers)
        if self.is_extended and is_whole:
            text = "".join(record.lines).removesuffix("\n").removesuffix("\r")
            return text + self.dialect.delimiter + self.line([errors])
        return self.line([*self._cells(record), errors])

    def line(self, cells: Sequence[str]) -> str:
        """Return a line of cells, quoted where that is needed."""
        dialect, text = self.dialect, io.StringIO(newline="")
        writer = csv.writer(
            text, delimiter=dialect.delimiter, quotechar=dialect.quote, lineterminator="\r\n"
        )
        writer.writerow(cells)
        return text.getvalue().removesuffix("\r\n") + self.line_end

    def _cells(self, record: Record) -> list[str]:
        """Return the cells, one a column, those behind the last column too if they say anything."""
        columns, cells = len(self.headers), list(record.cells)
        if record.problem is not None:
            cells[-1:] = [cell.rstrip("\r\n") for cell in cells[-1:]]
        cells += [""] * (columns - len(cells))
        if is_blank(cells[columns:]):
            del cells[columns:]
        names = [*self.headers, *[""] * (len(cells) - columns)]
        return [
            cell
            for name, cell in zip(names, cells, strict=True)
            if fold_header(name) != ERRORS_COLUMN
        ]


def open_rejects(ingestion: Ingestion, feed: Feed) -> RejectsFile:
    """
    Return the feed's skipped records in its own columns, encoding and delimiter, and `_errors`.

    Corrected and sent as a delta they load. Records that are no products by themselves, such as
    a preset's images, are left out. The file is as long as it takes, memory is not.

    Raises:
        FeedWrongState: its records are not known, or it was no feed as a whole.
        RawExpired, ReportExpired: the raw file or the report was not kept any longer.
        ObjectMissing, StoreUnavailable: the raw file cannot be had.
    """
    if feed.dialect is None or feed.counters["rows_read"] is None:
        raise FeedWrongState(
            f"the records of feed {feed.feed_id} are not known: it is {feed.status}"
        )
    refuse_expired_raw(feed)
    refuse_expired_report(feed)
    names = ("encoding", "delimiter", "quote", "header")
    dialect = Dialect(**{name: feed.dialect[name] for name in names})
    pieces = begin(_pieces(ingestion, feed, dialect))
    charset = "utf-16" if dialect.encoding.startswith("utf-16") else dialect.encoding
    return RejectsFile(charset.removesuffix("-bom"), pieces)


def _pieces(ingestion: Ingestion, feed: Feed, dialect: Dialect) -> Generator[bytes, None, None]:
    """Yield the mark and the header, then each record; the local copy is gone at the end."""
    issues = summarize_issues(ingestion.database, feed.feed_id)
    profile = read_profile(ingestion.database, feed.partner_id, feed.profile_version)
    with ingestion.spool.workspace() as folder:
        path = _fetch(ingestion, feed, folder)
        headers, _ = read_header(path, dialect, profile.file.columns)
        layout = _layout(path, dialect, headers)
        is_broken = any(issue.code == "row/undecodable" for issue in issues)
        yield _mark(dialect.encoding, is_broken=is_broken) + encode_text(
            _header_row(path, layout), dialect.encoding
        )
        rejected = _rejected(ingestion.database, feed.feed_id)
        with closing(_rows(path, layout, rejected)) as rows:
            yield from _gathered(encode_text(row, dialect.encoding) for row in rows)


def _gathered(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Join small pieces, so that sending each is worth it."""
    gathered = bytearray()
    for piece in pieces:
        gathered += piece
        if len(gathered) >= PIECE_BYTES:
            yield bytes(gathered)
            gathered.clear()
    if gathered:
        yield bytes(gathered)


def _fetch(ingestion: Ingestion, feed: Feed, folder: Path) -> Path:
    raw = copy_raw(ingestion.store, feed, folder / "feed.raw")
    return unpack(raw, ingestion.spool.max_bytes, ingestion.spool.require_room)


def _mark(encoding: str, *, is_broken: bool) -> bytes:
    """Return the byte order mark: that of the feed, or one that says UTF-8 where few bytes do."""
    return BOMS.get("utf-8-bom" if is_broken and encoding == "utf-8" else encoding, b"")


def _layout(path: Path, dialect: Dialect, headers: tuple[str, ...]) -> _Layout:
    last = first_record(path, dialect).lines[-1]
    end = last[len(last.removesuffix("\n").removesuffix("\r")) :]
    return _Layout(dialect, headers, end or "\n")


def _header_row(path: Path, layout: _Layout) -> str:
    if not layout.dialect.header:
        return layout.line([*layout.headers, ERRORS_COLUMN])
    return layout.row(first_record(path, layout.dialect), ERRORS_COLUMN)


def _rejected(database: Database, feed_id: str) -> Iterator[tuple[int, str]]:
    """Yield the number of each record that was skipped for an error, with its errors."""
    findings = (
        row
        for row in _errors(database, feed_id)
        if row.record_number is not None and row.row_outcome == "skipped"
    )
    for number, rows in groupby(findings, key=lambda row: row.record_number or 0):
        yield number, "; ".join(f"{row.code}: {row.message}" for row in rows)


def _errors(database: Database, feed_id: str) -> Iterator[ReportRow]:
    wanted, cursor, is_last = ReportFilter(feed_id, severity="error"), None, False
    while not is_last:
        page = read_report(database, wanted, FINDINGS_AT_ONCE, cursor)
        yield from page.items
        cursor = page.next_cursor
        is_last = cursor is None


def _rows(
    path: Path, layout: _Layout, rejected: Iterator[tuple[int, str]]
) -> Generator[str, None, None]:
    wanted, errors = next(rejected, (0, ""))
    with open_text(path, layout.dialect.encoding) as file:
        reader = RecordReader(file, layout.dialect, len(layout.headers))
        for number, record in number_records(reader, layout.dialect, ExactCount()):
            if not wanted:
                return
            if number == wanted:
                yield layout.row(record, errors)
                wanted, errors = next(rejected, (0, ""))
