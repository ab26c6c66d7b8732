"""SQL as files: one statement each in a package's `sql` folder, with $named parameters."""

from functools import cache
from pathlib import Path

import duckdb
from duckdb import Statement


class Statements:
    """The statements of one package: `SQL["insert_feed"]` is the text of sql/insert_feed.sql."""

    def __init__(self, module_file: str) -> None:
        self.folder = Path(module_file).parent / "sql"

    def __getitem__(self, name: str) -> str:
        """Return the statement's text, read once."""
        return _read(self.folder / f"{name}.sql")

    def parsed(self, name: str) -> Statement:
        """
        Return the statement, read and parsed once, for any cursor to execute.

        Parsing takes up to half a millisecond, as much as some statements take themselves.
        """
        return _parse(self.folder / f"{name}.sql")


@cache
def _parse(path: Path) -> Statement:
    (statement,) = duckdb.extract_statements(_read(path))
    return statement


@cache
def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
