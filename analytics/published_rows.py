"""The rows of the analysts' file: written all anew, or brought up to date by what has changed."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from duckdb import DuckDBPyConnection

from analytics.definitions import define_on
from catalog.database import Row, rows_of, transaction_on
from catalog.errors import FeedledgerError
from catalog.snapshot import BLOCK_ROWS, REST_SHARE, current_database
from catalog.statements import Statements
from catalog.syncing import sync

SQL = Statements(__file__)
SCHEMA = Path(__file__).parent / "schema"
SCHEMA_VERSION = 1

Tell = Callable[[float], None]

# each statement that fills a table of the file, with the table whose row ids it goes along
PICKED = (
    ("publish_products", "product"),
    ("publish_first_prices", "product"),
    ("publish_price_changes", "product_change"),
    ("publish_issues", "feed_issue"),
    ("publish_orders", "customer_order"),
)
APPENDED = (
    ("publish_items", "order_item"),
    ("publish_refunds", "order_refund"),
    ("publish_refusals", "order_refusal"),
)
PICK_ALL = (
    "pick_all_feeds",
    "pick_all_products",
    "pick_all_new_products",
    "pick_all_changes",
    "pick_all_orders",
    "pick_all_refunds",
    "create_first_image",
)
PICK_CHANGED_FEEDS = ("pick_changed_feeds", "create_merged_feed")
PICK_CHANGED = (
    "create_changed_product",
    "pick_changed_products",
    "pick_changed_new_products",
    "pick_changed_changes",
    "pick_changed_orders",
    "pick_changed_refunds",
    "create_first_image",
)
UNPUBLISH = (
    "unpublish_products",
    "unpublish_prices",
    "unpublish_issues",
    "unpublish_feeds",
    "unpublish_orders",
)
UNPUBLISH_SMALL = ("unpublish_partners", "unpublish_currencies", "unpublish_about")
PUBLISH_SMALL = ("publish_partners", "publish_currencies")


class PublishedDiffers(FeedledgerError):
    """The file would not have the rows that the database has; it is not published."""

    code = "publish/differs"


@dataclass(frozen=True)
class Marks:
    """
    What a file shows: the highest row id of each growing table, and the merges of each partner.

    Row ids of tables that are only added to (lines, refunds, refusals, events) stay what they are.
    """

    rows: dict[str, int]
    merges: dict[int, int]


@dataclass(frozen=True)
class Edition:
    """The file to be: where it is written, of what moment, by which version, in which zone."""

    path: Path
    published_at: datetime
    source_version: str
    zone: str


@dataclass(frozen=True)
class Written:
    """What the file shows now, and how many rows were written and removed for it."""

    marks: Marks
    pulse: Row
    rows_written: int
    rows_removed: int


def create_schema(cursor: DuckDBPyConnection) -> None:
    """Make the measures, tables and views in the attached file `published`, with comments."""
    home = current_database(cursor).replace('"', '""')
    cursor.execute("use published")
    try:
        define_on(cursor)
        for script in sorted(SCHEMA.glob("*.sql")):
            cursor.execute(script.read_text(encoding="utf-8"))
    finally:
        cursor.execute('use "{}"'.replace("{}", home))


def write_all(cursor: DuckDBPyConnection, edition: Edition, tell: Tell) -> Written:
    """
    Write what is committed now into the attached file `published`, which is empty.

    Raises:
        PublishedDiffers: the rows would not be those that the database has; nothing is written.
    """
    with transaction_on(cursor):
        marks, pulse = _read_marks(cursor), read_pulse(cursor)
        cursor.execute(SQL["create_feed_to_publish"], {"zone": edition.zone})
        for name in PICK_ALL:
            cursor.execute(SQL[name])
        ranges = [_Range(name, 0, marks.rows[table]) for name, table in (*PICKED, *APPENDED)]
        written = _fill(cursor, edition, ranges, tell)
        _compare(cursor)
    return Written(marks, pulse, written, 0)


def write_changes(
    cursor: DuckDBPyConnection, edition: Edition, before: Marks, tell: Tell
) -> Written:
    """
    Bring the attached file `published`, which shows what `before` says, up to what is so now.

    Raises:
        PublishedDiffers: the rows would not be those that the database has; nothing is written.
    """
    with transaction_on(cursor):
        marks, pulse = _read_marks(cursor), read_pulse(cursor)
        ranges = list(_pick_changes(cursor, edition, before, marks))
        removed = sum(_count(cursor.execute(SQL[name])) for name in UNPUBLISH)
        for name in UNPUBLISH_SMALL:
            cursor.execute(SQL[name])
        written = _fill(cursor, edition, ranges, tell)
        _compare(cursor)
    return Written(marks, pulse, written, removed)


def read_pulse(cursor: DuckDBPyConnection) -> Row:
    """Return what is another once anything is committed that the file shows."""
    return rows_of(cursor.execute(SQL["read_pulse"]))[0]


@dataclass(frozen=True)
class _Range:
    """Row ids that a statement goes along, `block` of them at a time."""

    name: str
    first: int
    last: int
    block: int = BLOCK_ROWS

    @property
    def rows(self) -> int:
        return max(self.last - self.first + 1, 0)


def _read_marks(cursor: DuckDBPyConnection) -> Marks:
    rows = rows_of(cursor.execute(SQL["read_marks"]))[0]
    merges = dict(cursor.execute(SQL["read_merges"]).fetchall())
    return Marks(rows, merges)


def _pick_changes(
    cursor: DuckDBPyConnection, edition: Edition, before: Marks, now: Marks
) -> Iterator[_Range]:
    """Set aside what has changed, and yield the row ids that hold it."""
    cursor.execute(SQL["create_feed_to_publish"], {"zone": edition.zone})
    for name in PICK_CHANGED_FEEDS:
        cursor.execute(SQL[name])
    known = {"partner_ids": list(before.merges), "merges": list(before.merges.values())}
    cursor.execute(SQL["create_unexplained"], known)
    ends = {name: before.rows[name] for name in ("order_item", "order_refund", "order_event")}
    cursor.execute(SQL["create_changed_order"], ends)
    for name in PICK_CHANGED:
        cursor.execute(SQL[name])
    picked = rows_of(cursor.execute(SQL["count_picked"]))[0]
    for name, table in PICKED:
        if picked[table]:
            blocks = -(-picked[table] // BLOCK_ROWS)
            last = now.rows[table]
            yield _Range(name, 0, last, max(-(-(last + 1) // blocks), 1))
    for name, table in APPENDED:
        yield _Range(name, before.rows[table] + 1, now.rows[table])


def _fill(cursor: DuckDBPyConnection, edition: Edition, ranges: list[_Range], tell: Tell) -> int:
    """Write the feeds, the ranges and the small tables; return how many rows that were."""
    written = _count(cursor.execute(SQL["publish_feeds"]))
    done, all_rows = 0, sum(each.rows for each in ranges) or 1
    for each in ranges:
        for first in range(each.first, each.last + 1, each.block):
            tell(done / all_rows)
            last = min(first + each.block - 1, each.last)
            written += _fill_block(cursor, edition, each, (first, last))
            done += last - first + 1
    for name in PUBLISH_SMALL:
        written += _count(cursor.execute(SQL[name]))
    told = {"schema_version": SCHEMA_VERSION, "zone": edition.zone}
    of_file = {"published_at": edition.published_at, "source_version": edition.source_version}
    cursor.execute(SQL["publish_about"], {**told, **of_file})
    return written


def _fill_block(
    cursor: DuckDBPyConnection, edition: Edition, each: _Range, rows: tuple[int, int]
) -> int:
    statement = SQL[each.name]
    zone = {"zone": edition.zone} if "$zone" in statement else {}
    began_s = time.monotonic()
    written = _count(cursor.execute(statement, {"first": rows[0], "last": rows[1], **zone}))
    if each.rows > each.block:  # much is written: little by little, with rests, as others wait
        took_s = time.monotonic() - began_s
        sync(edition.path)
        time.sleep(took_s * REST_SHARE)
    return written


def _compare(cursor: DuckDBPyConnection) -> None:
    if different := cursor.execute(SQL["compare_published"]).fetchall():
        told = ", ".join(f"{name}: {there:,} of {here:,}" for name, here, there in different)
        raise PublishedDiffers(f"the file would not have the rows of the database: {told}")


def _count(result: DuckDBPyConnection) -> int:
    return int(result.fetchall()[0][0])
