"""What is in the published file, as the file says itself: tables, views, columns, functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any


@dataclass(frozen=True)
class PublishedColumn:
    """A column, its type as DuckDB writes it, and what it means."""

    name: str
    data_type: str
    comment: str


@dataclass(frozen=True)
class PublishedTable:
    """A table or a view, what a row of it is, and its columns in their order."""

    name: str
    is_view: bool
    comment: str
    columns: tuple[PublishedColumn, ...]


@dataclass(frozen=True)
class PublishedFunction:
    """A function that the file brings, as it is called, and what it is for."""

    call: str
    comment: str


@dataclass(frozen=True)
class PublishedSchema:
    """All of it, by name."""

    tables: tuple[PublishedTable, ...]
    functions: tuple[PublishedFunction, ...]


def tables_of(rows: Sequence[dict[str, Any]]) -> tuple[PublishedTable, ...]:
    """Return the tables that describe_published.sql answers, which come sorted by name."""
    found = []
    for name, group in groupby(rows, key=lambda row: row["table_name"]):
        columns = list(group)
        found.append(
            PublishedTable(
                name, columns[0]["is_view"], columns[0]["comment"] or "", _columns_of(columns)
            )
        )
    return tuple(found)


def functions_of(rows: Sequence[dict[str, Any]]) -> tuple[PublishedFunction, ...]:
    """Return the functions that describe_macros.sql answers."""
    return tuple(
        PublishedFunction(
            f"{row['function_name']}({', '.join(row['parameters'])})", row["comment"] or ""
        )
        for row in rows
    )


def _columns_of(rows: Sequence[dict[str, Any]]) -> tuple[PublishedColumn, ...]:
    return tuple(
        PublishedColumn(row["column_name"], row["data_type"], row["column_comment"] or "")
        for row in rows
    )
