"""SQL as files: one statement each in a package's `sql` folder, with $named parameters."""

from functools import cache
from pathlib import Path


class Statements:
    """The statements of one package: `SQL["insert_feed"]` is the text of sql/insert_feed.sql."""

    def __init__(self, module_file: str) -> None:
        self.folder = Path(module_file).parent / "sql"

    def __getitem__(self, name: str) -> str:
        """Return the statement's text, read once."""
        return _read(self.folder / f"{name}.sql")


@cache
def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
