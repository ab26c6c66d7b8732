"""The stock account: what a feed counted, less the units ordered since; nothing is overwritten."""

from collections.abc import Iterable
from datetime import datetime

from duckdb import DuckDBPyConnection

from catalog.database import Database
from catalog.statements import Statements
from orders.offers import read_offers

SQL = Statements(__file__)


def available_units(database: Database, product_ids: Iterable[int]) -> dict[int, int | None]:
    """
    Return how many units of each product can be ordered now, None for as many as one likes.

    A product that cannot be ordered has 0; one that does not exist is left out.
    """
    with database.cursor() as cursor:
        offers = read_offers(cursor, product_ids)
    return {offer.product_id: offer.available for offer in offers}


def note_counts(cursor: DuckDBPyConnection, feed_id: str, received_at: datetime) -> None:
    """
    Append the counts of a feed that left a product's quantity as it was, in the caller's merge.

    Called after the merge has written, where the relation `carried_quantity(product_id,
    quantity)` holds the products whose record in this feed carried a quantity. Written only
    where units were ordered since the count before: elsewhere both counts say the same.
    """
    cursor.execute(SQL["append_counts"], {"feed_id": feed_id, "received_at": received_at})
