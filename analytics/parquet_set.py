"""
The tables of a published file as Parquet files in the store, for tools that are not DuckDB.

A set of files is what its manifest names, which is written last: who takes the newest manifest and
reads the files that it names sees one moment. Files are named for what is in them, so that those
of months that have not changed are neither written anew nor told apart from before.
"""

import io
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import zip_longest
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from duckdb import ColumnExpression, DuckDBPyConnection, DuckDBPyRelation

from catalog.database import Row, rows_of
from catalog.errors import RejectedInput
from catalog.statements import Statements

SQL = Statements(__file__)
FOLDER = "analytics"
MANIFESTS = f"{FOLDER}/manifests/"
BY_MONTH = (
    *("orders", "order_items", "refunds", "order_refusals"),
    *("price_history", "daily_revenue", "feeds"),
)
WHOLE = ("products", "feed_issues", "partners", "currencies", "about")
GRACE = timedelta(days=1)  # since it was replaced, for readers that are still at it

Tell = Callable[[float], None]


class SetOfAnother(RejectedInput):
    """Another installation writes its Parquet files there; nothing was written."""

    code = "publish/store_shared"


class Stored(Protocol):
    """What is said of an object: its key, size and the time it was written."""

    @property
    def key(self) -> str:
        """The key."""
        ...

    @property
    def size_bytes(self) -> int:
        """The size."""
        ...

    @property
    def modified_at(self) -> datetime:
        """When it was written."""
        ...


class Store(Protocol):
    """The part of the object store that is used here: the folder's or the bucket's."""

    def put(self, key: str, source: BinaryIO) -> object:
        """Store the bytes under a key that was free, in full or not at all."""
        ...

    def open(self, key: str) -> AbstractContextManager[BinaryIO]:
        """Lend the object's bytes."""
        ...

    def list(self, prefix: str) -> Iterator[Stored]:
        """Yield the objects whose key starts with the prefix."""
        ...

    def delete(self, key: str) -> None:
        """See that there is no such object."""
        ...


@dataclass(frozen=True)
class _Part:
    """A file of the set to be: a month of a table, or all of it."""

    table: str
    month: str | None
    rows: int
    digest: str

    @property
    def key(self) -> str:
        partition = f"month={self.month}/" if self.month else ""
        return f"{FOLDER}/{self.table}/{partition}{self.rows}-{self.digest}.parquet"


@dataclass(frozen=True)
class Exported:
    """What an export did."""

    manifest: str
    files: int
    files_written: int
    bytes_written: int
    files_removed: int


def export_set(
    cursor: DuckDBPyConnection, store: Store, scratch: Path, now: datetime, tell: Tell
) -> Exported:
    """
    Store what the attached file `shown` holds, and remove what no set of late names.

    `scratch` is a path for one file at a time. Cut off anywhere, the last set stays whole.

    Raises:
        SetOfAnother: nothing was written.
        StoreUnavailable, StoreRefused, DiskFull: there is no new set.
    """
    about = rows_of(cursor.execute(SQL["select_about_shown"]))[0]
    there = {found.key: found for found in store.list(f"{FOLDER}/")}
    _refuse_shared(store, there, about["installation"])
    parts = [part for table in (*WHOLE, *BY_MONTH) for part in _parts(cursor, table)]
    written = 0
    files = []
    for number, part in enumerate(parts):
        tell(number / len(parts))
        size_bytes = there[part.key].size_bytes if part.key in there else None
        if size_bytes is None:
            size_bytes = _write(cursor, store, part, scratch)
            written += 1
        files.append({**asdict(part), "key": part.key, "size_bytes": size_bytes})
    manifest = _finish(store, there, about, files)
    removed = _remove_old(store, now, manifest)
    new_bytes = sum(file["size_bytes"] for file in files if file["key"] not in there)
    return Exported(manifest, len(files), written, new_bytes, removed)


def _refuse_shared(store: Store, there: dict[str, Stored], installation: str) -> None:
    manifests = sorted(key for key in there if key.startswith(MANIFESTS))
    if manifests and _read(store, manifests[-1])["installation"] != installation:
        raise SetOfAnother("another installation writes its Parquet files there: use another STORE")


def _parts(cursor: DuckDBPyConnection, table: str) -> Iterator[_Part]:
    is_by_month = table in BY_MONTH
    statement = _named("digest_months" if is_by_month else "digest_table", table)
    for row in rows_of(cursor.execute(statement)):
        yield _Part(table, row.get("month"), row["rows"], f"{row['digest']:x}")


def _write(cursor: DuckDBPyConnection, store: Store, part: _Part, scratch: Path) -> int:
    scratch.unlink(missing_ok=True)
    try:
        if part.month:
            rows = cursor.sql(_named("select_month", part.table), params={"month": part.month})
        else:
            rows = cursor.sql(_named("select_table", part.table))
        _with_text_ids(rows).write_parquet(str(scratch), compression="zstd")
        with scratch.open("rb") as source:
            store.put(part.key, source)
        return scratch.stat().st_size
    finally:
        scratch.unlink(missing_ok=True)


def _with_text_ids(rows: DuckDBPyRelation) -> DuckDBPyRelation:
    """Return the rows with ids as text, which other tools would take for bytes."""
    columns = [
        ColumnExpression(name).cast("VARCHAR").alias(name)
        if str(kind) == "UUID"
        else ColumnExpression(name)
        for name, kind in zip(rows.columns, rows.types, strict=True)
    ]
    return rows.select(*columns)


def _finish(store: Store, there: dict[str, Stored], about: Row, files: list[dict[str, Any]]) -> str:
    published_at: datetime = about["published_at"]
    key = f"{MANIFESTS}{published_at:%Y%m%dT%H%M%S.%fZ}.json"
    tables: dict[str, Any] = {}
    for file in files:
        table = tables.setdefault(file.pop("table"), {"rows": 0, "files": []})
        table["rows"] += file["rows"]
        table["files"].append({name: file[name] for name in ("key", "month", "rows", "size_bytes")})
    told = {**about, "published_at": published_at.isoformat(), "format": 1, "tables": tables}
    if key not in there:
        store.put(key, io.BytesIO(json.dumps(told, indent=1).encode()))
    return key


def _remove_old(store: Store, now: datetime, newest: str) -> int:
    """
    Remove sets that were replaced longer ago than the grace, and files that none left names.

    A manifest behind the newest is of a clock that was set back since: readers would take it for
    the newest until then. It goes at once, what it names the next time.
    """
    found = list(store.list(f"{FOLDER}/"))
    manifests = sorted(
        (each for each in found if each.key.startswith(MANIFESTS)), key=lambda each: each.key
    )
    named: set[str] = set()
    for each, next_one in zip_longest(manifests, manifests[1:]):
        replaced_at = next_one.modified_at if next_one else now
        if each.key == newest or now - replaced_at < GRACE:
            tables = _read(store, each.key)["tables"].values()
            named |= {file["key"] for table in tables for file in table["files"]}
            named |= {each.key} if each.key <= newest else set()
    old = [each.key for each in found if each.key not in named]
    for key in sorted(old, key=lambda key: not key.startswith(MANIFESTS)):
        store.delete(key)
    return len(old)


def _read(store: Store, key: str) -> dict[str, Any]:
    with store.open(key) as source:
        return dict(json.loads(source.read()))


def _named(statement: str, table: str) -> str:
    """Return the statement on a table of the closed set above."""
    return SQL[statement].replace("{table_name}", table)
