"""The stock account of one product, as it adds up to what can be ordered."""

from dataclasses import dataclass
from datetime import datetime

from catalog.database import Database
from catalog.statements import Statements
from orders.offers import read_counted, read_taken

SQL = Statements(__file__)


@dataclass(frozen=True)
class StockAccount:
    """
    What a feed counted, when it came, and how many units were ordered since.

    Units of orders cancelled since are given back in `taken`. `feed_id` is None where the feed
    that counted is not known by its time any more.
    """

    counted: int
    counted_at: datetime
    feed_id: str | None
    taken: int

    @property
    def left(self) -> int:
        """How many units are left of the count, 0 where more were ordered."""
        return max(0, self.counted - self.taken)


def read_stock_account(database: Database, product_id: int) -> StockAccount | None:
    """Return the account of the product, None where no count limits what can be ordered."""
    with database.cursor() as cursor:
        codes = dict(cursor.execute(SQL["select_codes"]).fetchall())
        offers = read_counted(cursor, [product_id], codes)
        taken = read_taken(cursor, offers).get(product_id, 0)
        for offer in offers:
            if offer.units_left is not None and offer.counted_at is not None:
                named = {"partner_id": offer.partner_id, "counted_at": offer.counted_at}
                feed = cursor.execute(SQL["find_counting_feed"], named).fetchone()
                feed_id = str(feed[0]) if feed else None
                return StockAccount(offer.units_left, offer.counted_at, feed_id, taken)
    return None
