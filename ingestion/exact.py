"""The exact reader: Python's csv, for what DuckDB's reader refuses or would read otherwise."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from ingestion.dialect import Dialect, is_blank, open_text, read_csv

if TYPE_CHECKING:
    from _csv import Reader as CsvReader

BATCH_RECORDS = 20_000


@dataclass
class ExactCount:
    """What the exact reader counted so far."""

    records: int = 0
    blank: int = 0


@dataclass(frozen=True)
class Shape:
    """How many columns there are, and up to which one a record must reach."""

    columns: int
    needed: int


def read_exactly(
    path: Path, dialect: Dialect, shape: Shape, count: ExactCount
) -> Iterator[pa.Table]:
    """
    Yield every record in tables of `record_number, line_number, row_problem, c0, c1, …`.

    `count` is kept up to date.
    """
    with open_text(path, dialect.encoding) as file:
        records = _numbered(read_csv(file, dialect), dialect, count)
        while batch := list(islice(records, BATCH_RECORDS)):
            yield _as_table(batch, shape)


def empty_table(shape: Shape) -> pa.Table:
    """Return a table of the same columns without a record."""
    return _as_table([], shape)


def _numbered(
    reader: "CsvReader", dialect: Dialect, count: ExactCount
) -> Iterator[tuple[int, int, list[str]]]:
    header_is_due, line_number = dialect.header, 1
    for cells in reader:
        starts_at, line_number = line_number, reader.line_num + 1
        if is_blank(cells):
            count.blank += 1
        elif header_is_due:
            header_is_due = False
        else:
            count.records += 1
            yield count.records, starts_at, cells


def _as_table(batch: Sequence[tuple[int, int, list[str]]], shape: Shape) -> pa.Table:
    problems = [_problem(cells, shape) for _, _, cells in batch]
    rows = [_fitted(cells, shape.columns) for _, _, cells in batch]
    arrays = [
        pa.array([number for number, _, _ in batch], pa.int64()),
        pa.array([line for _, line, _ in batch], pa.int64()),
        pa.array(problems, pa.string()),
        *(pa.array([row[at] for row in rows], pa.string()) for at in range(shape.columns)),
    ]
    names = ["record_number", "line_number", "row_problem"]
    return pa.table(arrays, [*names, *(f"c{at}" for at in range(shape.columns))])


def _problem(cells: Sequence[str], shape: Shape) -> str | None:
    text = "".join(cells)
    if "\0" in text:
        return "row/null_byte"
    if not _is_text(text):
        return "row/undecodable"
    if not is_blank(cells[shape.columns :]):
        return "row/too_many_cells"
    if len(cells) < shape.needed:
        return "row/too_few_cells"
    return "row/missing_cells" if len(cells) < shape.columns else None


def _is_text(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _fitted(cells: list[str], columns: int) -> list[str]:
    """Return the cells as text that the database can hold, exactly one for each column."""
    fitted = cells[:columns] + [""] * (columns - len(cells))
    if _is_text("".join(fitted)) and not any("\0" in cell for cell in fitted):
        return fitted
    return [
        cell.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode("utf-8")
        for cell in fitted
    ]
