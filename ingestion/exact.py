"""The exact reader: Python's csv, for what DuckDB's reader refuses or would read otherwise."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from ingestion.decoding import as_storable, is_text, open_text
from ingestion.dialect import Dialect, is_blank
from ingestion.records import Record, RecordReader

BATCH_RECORDS = 20_000
BATCH_CHARACTERS = 32 * 1024 * 1024


@dataclass
class ExactCount:
    """What the exact reader counted so far, of its own: `lines` are those records stand on."""

    records: int = 0
    blank: int = 0
    lines: int = 0


@dataclass(frozen=True)
class Shape:
    """How many columns there are, and up to which one a record must reach."""

    columns: int
    needed: int


class Numbering:
    """Gives the data records their numbers in `count`; blank ones and the header have none."""

    def __init__(self, dialect: Dialect, count: ExactCount) -> None:
        self._count = count
        self._header_is_due = dialect.header

    def number(self, record: Record) -> int | None:
        """Return the number of the next record."""
        if is_blank(record.cells):
            self._count.blank += 1
        elif self._header_is_due:
            self._header_is_due = False
        else:
            self._count.records += 1
            return self._count.records
        return None


def read_exactly(
    path: Path, dialect: Dialect, shape: Shape, count: ExactCount
) -> Iterator[pa.Table]:
    """
    Yield every record in tables of `record_number, line_number, row_problem, c0, c1, …`.

    `count` is kept up to date.
    """
    with open_text(path, dialect.encoding) as file:
        reader = RecordReader(file, dialect, shape.columns)
        yield from as_tables(number_records(reader, dialect, count), shape)
        count.lines = reader.lines_read


def as_tables(numbered: Iterable[tuple[int, Record]], shape: Shape) -> Iterator[pa.Table]:
    """Yield the numbered records in tables of bounded size."""
    batch: list[tuple[int, Record]] = []
    characters = 0
    for each in numbered:
        batch.append(each)
        characters += sum(map(len, each[1].lines))
        if characters >= BATCH_CHARACTERS or len(batch) == BATCH_RECORDS:
            yield _as_table(batch, shape)
            batch, characters = [], 0
    if batch:
        yield _as_table(batch, shape)


def empty_table(shape: Shape) -> pa.Table:
    """Return a table of the same columns without a record."""
    return _as_table([], shape)


def number_records(
    reader: RecordReader, dialect: Dialect, count: ExactCount
) -> Iterator[tuple[int, Record]]:
    """Yield the data records with their numbers; blank ones and the header are passed over."""
    numbering = Numbering(dialect, count)
    for record in reader:
        number = numbering.number(record)
        if number is not None:
            yield number, record


def _as_table(batch: Sequence[tuple[int, Record]], shape: Shape) -> pa.Table:
    judged = [_judge(record, shape) for _, record in batch]
    columns = zip(*(cells for _, cells in judged), strict=True) if batch else [()] * shape.columns
    arrays = [
        pa.array([number for number, _ in batch], pa.int64()),
        pa.array([record.line_number for _, record in batch], pa.int64()),
        pa.array([problem for problem, _ in judged], pa.string()),
        *(pa.array(column, pa.string()) for column in columns),
    ]
    names = ["record_number", "line_number", "row_problem"]
    return pa.table(arrays, [*names, *(f"c{at}" for at in range(shape.columns))])


def _judge(record: Record, shape: Shape) -> tuple[str | None, list[str]]:
    """Return what is wrong with the record, and its cells, storable, one for each column."""
    cells, columns = record.cells, shape.columns
    text = "".join(cells)
    wrong = "row/null_byte" if "\0" in text else None if is_text(text) else "row/undecodable"
    if len(cells) == columns and wrong is None:
        return record.problem, cells
    fitted = cells[:columns] + [""] * (columns - len(cells))
    problem = record.problem or wrong or _problem_of_shape(cells, shape)
    return problem, fitted if wrong is None else [as_storable(cell) for cell in fitted]


def _problem_of_shape(cells: Sequence[str], shape: Shape) -> str | None:
    if not is_blank(cells[shape.columns :]):
        return "row/too_many_cells"
    if len(cells) < shape.needed:
        return "row/too_few_cells"
    return "row/missing_cells" if len(cells) < shape.columns else None
