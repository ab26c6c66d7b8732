"""What a revert has to know of orders, and to undo for them."""

from duckdb import DuckDBPyConnection

from catalog.statements import Statements

SQL = Statements(__file__)


def find_ordered(cursor: DuckDBPyConnection) -> None:
    """Make the relation `ordered_product(product_id)` known: what orders and refunds name."""
    cursor.execute(SQL["view_ordered_product"])


def forget_counts(cursor: DuckDBPyConnection, feed_id: str) -> None:
    """Delete the counts of a feed that `note_counts` kept, in the caller's transaction."""
    cursor.execute(SQL["forget_counts"], {"feed_id": feed_id})
