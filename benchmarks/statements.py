"""The statements of the benchmarks, kept in files beside them."""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "sql"


@cache
def read_statement(name: str) -> str:
    """Return the text of `sql/NAME.sql`."""
    return (FOLDER / f"{name}.sql").read_text(encoding="utf-8")
