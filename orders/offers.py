"""Products as they can be ordered at this moment: price, currency, and how many."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Self

from duckdb import DuckDBPyConnection

from catalog.database import Row, rows_of
from catalog.statements import Statements

SQL = Statements(__file__)
ORDERABLE = ("in_stock", "preorder", "backorder")

ProductKey = tuple[str, str]


@dataclass(frozen=True)
class Offer:
    """
    A product as the transaction sees it.

    `units_left` is None where nothing limits it: untracked, or not sold from stock; else they
    were counted as of `counted_at`. `state_feed_id` is the feed that says so, `price_feed_id`
    the one that set the price.
    """

    product_id: int
    partner_id: int
    partner: str
    sku: str
    product_name: str
    category: str | None
    brand: str | None
    unit_price: Decimal | None
    currency: str | None
    minor_unit: int | None
    availability: str | None
    is_active: bool
    units_left: int | None
    price_feed_id: str
    state_feed_id: str
    counted_at: datetime | None = None

    @property
    def refusal(self) -> str | None:
        """The code of why none of it can be ordered, None where some may be."""
        if not self.is_active:
            return "product/inactive"
        is_priced = self.unit_price and self.unit_price > 0 and self.minor_unit is not None
        if self.availability not in ORDERABLE or not is_priced:
            return "product/not_available"
        return None

    @property
    def available(self) -> int | None:
        """How many units can be ordered, None for as many as one likes."""
        return 0 if self.refusal else self.units_left

    def less(self, units: int) -> Self:
        """Return the offer after so many units of it were ordered."""
        if self.units_left is None:
            return self
        return replace(self, units_left=max(0, self.units_left - units))


def read_offers(cursor: DuckDBPyConnection, product_ids: Iterable[int]) -> list[Offer]:
    """Return the offers of the products that there are."""
    counted = read_counted(cursor, product_ids)
    taken = read_taken(cursor, counted)
    return [offer.less(taken.get(offer.product_id, 0)) for offer in counted]


def read_counted(cursor: DuckDBPyConnection, product_ids: Iterable[int]) -> list[Offer]:
    """Return the offers of the products that there are, as if none was ordered since its count."""
    wanted = sorted(set(product_ids))
    if not wanted:
        return []
    result = cursor.execute(SQL["select_offers"], {"product_ids": wanted})
    return [_offer(row) for row in rows_of(result)]


def read_taken(cursor: DuckDBPyConnection, offers: Sequence[Offer]) -> Mapping[int, int]:
    """Return by product id the units ordered since the count of each; what is missing had none."""
    counted = {offer.product_id: offer.counted_at for offer in offers if offer.counted_at}
    if not counted:
        return {}
    parameters = {
        "product_ids": list(counted),
        "counted_at": list(counted.values()),
        "since": min(counted.values()),
    }
    return dict(cursor.execute(SQL["select_taken"], parameters).fetchall())


def _offer(row: Row) -> Offer:
    feeds = {name: str(row[name]) for name in ("price_feed_id", "state_feed_id")}
    units = row.pop("units_counted")
    return Offer(**{**row, **feeds, "units_left": units})
