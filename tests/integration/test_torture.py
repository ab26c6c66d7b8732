"""The torture suites of other CSV readers: every record accounted for, and nothing raises."""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from duckdb import DuckDBPyConnection

from catalog.currencies import write_currencies
from catalog.database import Database, Row, rows_of
from catalog.errors import RejectedInput
from catalog.migrations import migrate
from ingestion.decoding import open_text, scan_bytes
from ingestion.dialect import Dialect, is_blank
from ingestion.headers import unnamed_column
from ingestion.ledger import balance
from ingestion.profiles import Profile
from ingestion.sniffing import NoRecords, detect_dialect, read_header
from ingestion.staging import Reading, Staged, classify_records, stage_records
from ingestion.unpacking import unpack
from tests.makers import make_partner
from tests.realdata import asked_folder

SUITES = asked_folder() / "csv"
DELIMITERS = ",;\t|"
# what else lies in the suites, and is no text
REFUSED = {
    "csvlint/features/fixtures/spreadsheet.xls": "file/undecodable",
    "csvlint/features/fixtures/spreadsheet.xlsx": "file/undecodable",
    "duckdb/csv/broken/test.csv.zst": "file/undecodable",
    "messytables/horror/bian-anal-mca-2005-dols-eng-1011-0312-tab3.xlsm": "file/undecodable",
    "messytables/horror/simple.unknown": "file/no_records",
}
FILES = sorted(
    path.relative_to(SUITES).as_posix()
    for path in SUITES.rglob("*")
    if path.is_file() and path.relative_to(SUITES).as_posix() not in REFUSED
)
MAX_BYTES = 10**8
SPECTRUM = SUITES / "csv-spectrum"
LEAST_FILES = 200
NOT_IN_JSON = {"Contact Phone Number": "2095257564"}  # the suite's JSON has another one
# what we count more than Python's csv in the same dialect, and why
DIFFERENT = {
    "duckdb/csv/no_quote.csv": (
        1,
        "a quote opens and is closed in the next line, with text behind it",
    ),
    "duckdb/csv/rejects/unquoted/unquoted_new_line.csv": (
        1,
        "a quote that is not closed in its line, closed by the next line's opening quote",
    ),
    "duckdb/csv/unquoted_escape/human_eval.tsv": (
        59,
        "quotes are escaped by backslashes: csv reads up to 8 records as one",
    ),
}


@pytest.fixture(scope="module")
def cursor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDBPyConnection]:
    """Lend one cursor to all files: what is staged on it is replaced each time."""
    database = Database(tmp_path_factory.mktemp("torture") / "feedledger.duckdb")
    migrate(database)
    write_currencies(database)
    make_partner(database, "torture")
    cursor = database.open_cursor()
    yield cursor
    cursor.close()
    database.close()


def take(path: Path, folder: Path) -> tuple[Path, Dialect]:
    """Return an unpacked copy of the file, and how it is written."""
    copy = folder / "feed.raw"
    copy.write_bytes(path.read_bytes())
    unpacked = unpack(copy, MAX_BYTES)
    return unpacked, detect_dialect(unpacked, scan_bytes(unpacked), Profile())


def load(cursor: DuckDBPyConnection, copy: Path, dialect: Dialect) -> tuple[Staged, dict[str, Any]]:
    """Do what VALIDATE does with a delta whose first column is the SKU."""
    first = read_header(copy, dialect, None)[0][0].strip() or unnamed_column(0)
    profile = Profile(fields={"sku": first})
    staged = stage_records(cursor, Reading(copy, 1, profile, "delta", MAX_BYTES), lambda: None)
    return staged, balance(staged, classify_records(cursor))


def count_by_csv(path: Path, dialect: Dialect) -> int:
    with open_text(path, dialect.encoding) as file:
        reader = csv.reader(file, delimiter=dialect.delimiter, quotechar=dialect.quote)
        return sum(not is_blank(cells) for cells in reader) - dialect.header


@pytest.mark.realdata
@pytest.mark.parametrize("name", FILES)
def test_every_record_is_accounted_for(
    cursor: DuckDBPyConnection, tmp_path: Path, name: str
) -> None:
    copy, dialect = take(SUITES / name, tmp_path)
    counted = count_by_csv(copy, dialect)
    if counted < 1:
        with pytest.raises(NoRecords):
            load(cursor, copy, dialect)
        return

    staged, counters = load(cursor, copy, dialect)

    assert staged.dialect == dialect
    sides = ("inserted", "updated", "unchanged", "skipped")
    assert counters["rows_read"] == sum(counters[side] for side in sides)
    assert counters["rows_read"] - counted == DIFFERENT.get(name, (0, ""))[0]


@pytest.mark.realdata
@pytest.mark.parametrize("name", FILES)
def test_no_other_delimiter_divides_a_file_evenly_where_ours_does_not(
    tmp_path: Path, name: str
) -> None:
    copy, dialect = take(SUITES / name, tmp_path)
    evenness = {mark: measure(copy, replace(dialect, delimiter=mark)) for mark in DELIMITERS}

    ours = evenness.pop(dialect.delimiter)

    if ours < 1:
        assert max(evenness.values()) < 1


def measure(path: Path, dialect: Dialect) -> float:
    """Return the share of records that are as wide as most; 0 where most have one cell."""
    with open_text(path, dialect.encoding) as file:
        reader = csv.reader(file, delimiter=dialect.delimiter, quotechar=dialect.quote)
        widths = Counter(len(cells) for cells in reader if not is_blank(cells))
    if not widths:
        return 0
    width, records = widths.most_common(1)[0]
    return records / widths.total() if width > 1 else 0


@pytest.mark.realdata
@pytest.mark.parametrize("name", REFUSED)
def test_file_that_is_no_text_says_so(
    cursor: DuckDBPyConnection, tmp_path: Path, name: str
) -> None:
    with pytest.raises(RejectedInput) as refused:
        load(cursor, *take(SUITES / name, tmp_path))

    assert refused.value.code == REFUSED[name]


@pytest.mark.realdata
def test_every_file_that_is_named_is_there() -> None:
    assert len(FILES) > LEAST_FILES
    assert set(DIFFERENT) <= set(FILES)
    assert all((SUITES / name).is_file() for name in REFUSED)


@pytest.mark.realdata
@pytest.mark.parametrize("path", sorted((SPECTRUM / "csvs").glob("*.csv")), ids=lambda p: p.stem)
def test_cells_are_those_that_csv_spectrum_expects(
    cursor: DuckDBPyConnection, tmp_path: Path, path: Path
) -> None:
    wanted = json.loads((SPECTRUM / "json" / f"{path.stem}.json").read_bytes())
    copy, dialect = take(path, tmp_path)

    staged, _ = load(cursor, copy, dialect)

    found = rows_of(cursor.execute("select * from numbered order by record_number"))
    rows = [{**wanted, **NOT_IN_JSON}] if isinstance(wanted, dict) else wanted
    assert [cells_of(row, staged) for row in found] == [
        {key: in_lines(value) for key, value in row.items() if value} for row in rows
    ]


def cells_of(row: Row, staged: Staged) -> dict[str, str]:
    """Return a record's cells by header, those of fields too, without blank ones."""
    fields = {staged.mapping.headers[at]: row[field] for field, at in staged.mapping.fields.items()}
    attributes: dict[str, str] = json.loads(row["attributes"])
    return {key: value for key, value in fields.items() if value} | attributes


def in_lines(value: str) -> str:
    """Return the value as cells are compared: their line ends LF."""
    return value.replace("\r\n", "\n")
