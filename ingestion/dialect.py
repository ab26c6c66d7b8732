"""How a file is written: its encoding, delimiter and quote, and whether it names its columns."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ingestion.fields import WHITE_SPACE


@dataclass(frozen=True)
class Dialect:
    """How the file is written; shown with each feed."""

    encoding: str
    delimiter: str
    quote: str
    header: bool

    def as_json(self) -> dict[str, Any]:
        """Return it as the API shows it."""
        return asdict(self)


def is_blank(cells: Sequence[str]) -> bool:
    """Return whether every cell is empty after trimming."""
    return not "".join(cells).strip(WHITE_SPACE)
