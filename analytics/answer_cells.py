"""The cells of an answer as Python has them, and as text where Python has no such value."""

import json

import pyarrow as pa

UNREADABLE = (OverflowError, ValueError, ArithmeticError)
UNSHOWN = "…"


def read_cells(column: pa.ChunkedArray) -> list[object]:
    """Return the values of the column; DuckDB's days reach further than Python's, as infinity."""
    try:
        return list(column.to_pylist())
    except UNREADABLE:
        return [_read_cell(scalar) for scalar in column]


def is_readable(column: pa.ChunkedArray) -> bool:
    """Return whether Python has every value of the column."""
    try:
        column.to_pylist()
    except UNREADABLE:
        return False
    return True


def text_of(value: object) -> str | None:
    """Return the value as text, lists and structs as JSON; None stays None."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, list | dict):
        return json.dumps(value, default=str, ensure_ascii=False)
    return str(value)


def different_names(names: list[str]) -> list[str]:
    """Return the names, with a number where one was there before."""
    taken: set[str] = set()
    found = []
    for name in names:
        number, free = 1, name
        while free in taken:
            number += 1
            free = f"{name} ({number})"
        taken.add(free)
        found.append(free)
    return found


def _read_cell(scalar: pa.Scalar) -> object:
    try:
        return scalar.as_py()
    except UNREADABLE:
        return _cast_text(scalar)


def _cast_text(scalar: pa.Scalar) -> str:
    try:
        return str(scalar.cast(pa.string()).as_py())
    except pa.ArrowException:  # of lists and structs
        return UNSHOWN
