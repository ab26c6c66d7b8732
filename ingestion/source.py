"""What is to be read of a file, by which rules, and what was read of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from duckdb import DuckDBPyConnection

from catalog.statements import Statements
from ingestion.decoding import ByteFacts
from ingestion.dialect import Dialect
from ingestion.exact import Shape, empty_table
from ingestion.projection import Projection

SQL = Statements(__file__)


@dataclass(frozen=True)
class SourceFile:
    """A file to read, unpacked, and what is known of it; `header_line` is 0 without a header."""

    path: Path
    facts: ByteFacts
    dialect: Dialect
    shape: Shape
    header_line: int

    @property
    def is_uniform(self) -> bool:
        """Whether the fast reader may read it as it is: text in UTF-8, and lines that end alike."""
        return self.facts.is_uniform and self.dialect.encoding in {"utf-8", "utf-8-bom"}


@dataclass(frozen=True)
class Source:
    """
    What was read; `rows_read` was counted apart from the parse.

    `filled` are the columns without a name that hold something. It is sound if as many records
    were `typed`, those that are known to change nothing among them, and no physical line is in
    none of them.
    """

    rows_read: int
    blank: int
    is_exact: bool
    typed: int
    unread_lines: int
    filled: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Rules:
    """
    How cells become `raw`, and what types them: `apply` fills `record` from `raw`.

    `check` raises once the work is to stop, `require_room` where so many bytes may not be written.
    """

    projection: Projection
    apply: Callable[[], None]
    check: Callable[[], None]
    require_room: Callable[[int], None]


def count_typed(cursor: DuckDBPyConnection) -> int:
    """Return the records that were typed, and those that are known to change nothing."""
    return int(cursor.execute(SQL["count_typed_and_known"]).fetchall()[0][0])


def keep_exactly(
    cursor: DuckDBPyConnection, tables: Iterable[pa.Table], shape: Shape, check: Callable[[], None]
) -> None:
    """Fill `exact_record` with the exact reader's tables."""
    cursor.register("batch", empty_table(shape))
    cursor.execute(SQL["create_exact"])
    for table in tables:
        check()
        cursor.register("batch", table)
        cursor.execute(SQL["append_exact"])
    cursor.unregister("batch")
