"""The diff: what a held feed would do to each product, and what a loaded one did."""

import json
from dataclasses import dataclass, field
from typing import Any

from catalog.database import Database, Row
from catalog.paging import Page, cut_page, decode_cursor
from catalog.statements import Statements
from ingestion.feeds import Feed, FeedWrongState, get_feed
from ingestion.fields import FIELDS

SQL = Statements(__file__)
KNOWN_IN = ("HELD", "COMPLETED", "COMPLETED_WITH_ERRORS", "REVERTED")
COLUMNS = (*FIELDS[1:], "attributes")


@dataclass(frozen=True)
class Change:
    """One field of a product, before and after the feed."""

    column: str
    before: Any
    after: Any


@dataclass(frozen=True)
class DiffRow:
    """
    What the feed does to one product: `inserted`, `updated` or `deactivated`.

    `before` and `after` hold every field by name; `before` is empty for `inserted`. `product_id` is
    None where the catalog does not have the product yet, or any more.
    """

    sku: str
    action: str
    columns: tuple[str, ...]
    before: Row
    after: Row
    # tells where to find the product, and nothing of what the feed does to it
    product_id: int | None = field(default=None, compare=False)

    @property
    def changes(self) -> tuple[Change, ...]:
        """The fields that change, each with its value before and after."""
        return tuple(Change(name, self.before.get(name), self.after[name]) for name in self.columns)


def read_diff(
    database: Database, feed_id: str, limit: int = 100, cursor: str | None = None
) -> Page[DiffRow]:
    """
    Return a page of the feed's diff, the biggest price move first.

    As many products are inserted, updated and deactivated in it as the feed's counters say.

    Raises:
        FeedNotFound: there is none of that id.
        FeedWrongState: it is not known yet what it does, or the feed did nothing.
    """
    feed = get_feed(database, feed_id)
    if not _is_known(feed):
        raise FeedWrongState(f"feed {feed.feed_id} is {feed.status}: there is no diff of it")
    after = decode_cursor(cursor, int, int) or (None, None)
    parameters = {
        "feed_id": feed.feed_id,
        "after_ppm": after[0],
        "after_id": after[1],
        "limit": limit + 1,
    }
    rows = database.rows(SQL["select_diff"], parameters)
    page = cut_page(rows, limit, lambda row: [row["move_ppm"], row["product_id"]])
    return Page(tuple(_diff_row(row) for row in page.items), page.next_cursor)


def _is_known(feed: Feed) -> bool:
    is_approved = feed.status == "PROCESSING" and bool(feed.held_by)
    return feed.status in KNOWN_IN or is_approved


def _diff_row(row: Row) -> DiffRow:
    is_new = row["action"] == "inserted"
    before, after = _image({} if is_new else row["before"]), _image(row["after"])
    columns = row["changed_columns"] or []
    if is_new:
        columns = [name for name in COLUMNS if after[name] not in (None, {})]
    return DiffRow(row["sku"], row["action"], tuple(columns), before, after, row["in_catalog"])


def _image(image: Row) -> Row:
    return {**image, "attributes": json.loads(image["attributes"] or "{}")} if image else {}
