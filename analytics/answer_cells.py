"""The cells of an answer as Python has them, and as text where Python has no such value."""

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


def _read_cell(scalar: pa.Scalar) -> object:
    try:
        return scalar.as_py()
    except UNREADABLE:
        return _text_of(scalar)


def _text_of(scalar: pa.Scalar) -> str:
    try:
        return str(scalar.cast(pa.string()).as_py())
    except pa.ArrowException:  # of lists and structs
        return UNSHOWN
