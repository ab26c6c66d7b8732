"""CSV for people who open it in a spreadsheet."""

from collections.abc import Iterable, Sequence

from catalog.spreadsheets import BOM, csv_lines


def write_csv(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return the table as UTF-8 CSV in which no text is a formula."""
    return (BOM + csv_lines([headers]) + csv_lines(rows)).encode()
