"""CSV that a spreadsheet may open: no text in it is a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

# A spreadsheet reads a cell that begins so as a formula (OWASP, CSV injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
BOM = "\ufeff"  # without it Excel reads UTF-8 as windows-1252


def csv_lines(rows: Iterable[Sequence[object]]) -> str:
    """Return the rows as lines of CSV; None is an empty cell."""
    text = io.StringIO()
    csv.writer(text).writerows([safe_cell(value) for value in row] for row in rows)
    return text.getvalue()


def safe_cell(value: object) -> str:
    """Return the value as text; only text can be a formula, a negative number is none."""
    shown = "" if value is None else str(value)
    if isinstance(value, str) and shown.startswith(FORMULA_STARTS):
        return f"'{shown}"
    return shown
