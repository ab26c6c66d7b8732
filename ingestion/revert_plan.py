"""What the revert of a feed does to each product, worked out once for the eye and for the deed."""

from collections.abc import Callable
from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from catalog.database import Database, Row, rows_of
from catalog.paging import Page, cut_page, decode_cursor
from catalog.statements import Statements
from ingestion.feeds import Feed, FeedWrongState, Reverted, get_feed
from ingestion.findings import CODES

SQL = Statements(__file__)
REVERTIBLE = ("COMPLETED", "COMPLETED_WITH_ERRORS")
# makes the relation `ordered_product(product_id)` known on the cursor; the orders' to write
FindOrdered = Callable[[DuckDBPyConnection], None]


@dataclass(frozen=True)
class LeftProduct:
    """A product that is not put back as it was before the feed; `feed_id` changed it last."""

    product_id: int
    sku: str
    code: str
    message: str
    feed_id: str


@dataclass(frozen=True)
class Preview:
    """What a revert would do now, and a page of the products that it would leave."""

    counts: Reverted
    left: Page[LeftProduct]


def plan_revert(cursor: DuckDBPyConnection, feed: Feed, find_ordered: FindOrdered) -> Reverted:
    """Fill `reverting` with every product that the feed touched and its outcome; count them."""
    find_ordered(cursor)
    named = {"feed_id": feed.feed_id, "partner_id": feed.partner_id}
    cursor.execute(SQL["find_reverting"], named)
    return Reverted(**rows_of(cursor.execute(SQL["count_reverting"]))[0])


def preview_revert(
    database: Database,
    feed_id: str,
    find_ordered: FindOrdered,
    limit: int = 100,
    cursor: str | None = None,
) -> Preview:
    """
    Return what the feed's revert would do if it ran now; nothing is written.

    Raises:
        FeedNotFound: there is none of that id.
        FeedWrongState: the feed is not loaded, or reverted already.
    """
    feed = get_feed(database, feed_id)
    if feed.status not in REVERTIBLE:
        raise FeedWrongState(f"feed {feed.feed_id} is {feed.status}: there is nothing to revert")
    after = decode_cursor(cursor, int)
    with database.cursor() as lent:
        counts = plan_revert(lent, feed, find_ordered)
        asked = {"after": after[0] if after else None, "limit": limit + 1}
        rows = rows_of(lent.execute(SQL["select_left"], asked))
    page = cut_page([_left(row) for row in rows], limit, lambda left: [left.product_id])
    return Preview(counts, page)


def _left(row: Row) -> LeftProduct:
    code = f"etl/{row['outcome']}"
    return LeftProduct(
        product_id=row["product_id"],
        sku=row["sku"],
        code=code,
        message=CODES[code].message,
        feed_id=str(row["feed_id"]),
    )
