"""Feeds to be reverted, and what to look at before and after."""

from typing import Any

from catalog.history import list_changes
from ingestion.diff import DiffRow, read_diff
from ingestion.feeds import Feed, Reverted
from ingestion.revert_plan import preview_revert
from orders.witness import find_ordered
from tests.feeding import Feeding

HEADER = "sku,name,price,quantity,colour\n"
A = HEADER + "1,Lamp,15.00,5,red\n2,Rug,20.00,7,\n3,Vase,9.00,,blue\n"
FULL = HEADER + "1,Desk lamp,30.00,4,green\n3,Vase,9.00,,blue\n4,Sofa,99.00,1,\n"
TABLES = (
    *("product", "product_change", "removed_product", "partner", "feed", "feed_issue", "job"),
    *("stock_count", "order_item", "customer_order"),
)


def state(feeding: Feeding, *but: str) -> list[object]:
    """Return every row of every table that a revert or an order may write, but for some tables."""
    tables = [table for table in TABLES if table not in but]
    return [feeding.database.rows(f"from {table} order by all") for table in tables]


def preview(feeding: Feeding, feed: Feed) -> Reverted:
    """Return what the feed's revert would do now."""
    return preview_revert(feeding.database, feed.feed_id, find_ordered).counts


def diff(feeding: Feeding, feed: Feed) -> tuple[DiffRow, ...]:
    """Return what the feed does or did to each product."""
    return read_diff(feeding.database, feed.feed_id).items


def history(feeding: Feeding, sku: str) -> list[tuple[str, str, Any, Any]]:
    """Return feed, action, price before and price after of each change, the oldest first."""
    changes = list_changes(feeding.database, feeding.product(sku)["product_id"], 100).items
    return [
        (each.feed_id, each.action, each.before.get("price"), each.after.get("price"))
        for each in reversed(changes)
    ]
