"""Products as they can be ordered at this moment: price, currency, and how many."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

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

    `units_left` is None where nothing limits it: untracked, or not sold from stock.
    `state_feed_id` is the feed that says so, `price_feed_id` the one that set the price.
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


def find_offers(
    cursor: DuckDBPyConnection, keys: Sequence[ProductKey], partner_id: int | None = None
) -> dict[ProductKey, Offer]:
    """Return what there is by (partner, sku); with `partner_id`, of that partner alone."""
    parameters = {
        "partners": [partner for partner, _ in keys],
        "skus": [sku for _, sku in keys],
        "partner_id": partner_id,
    }
    found = cursor.execute(SQL["find_products"], parameters).fetchall()
    offers = read_offers(cursor, [product_id for (product_id,) in found])
    return {(offer.partner, offer.sku): offer for offer in offers}


def read_offers(cursor: DuckDBPyConnection, product_ids: Iterable[int]) -> list[Offer]:
    """Return the offers of the products that there are."""
    wanted = sorted(set(product_ids))
    if not wanted:
        return []
    result = cursor.execute(SQL["select_offers"], {"product_ids": wanted})
    return [_offer(row) for row in rows_of(result)]


def _offer(row: Row) -> Offer:
    feeds = {name: str(row[name]) for name in ("price_feed_id", "state_feed_id")}
    return Offer(**{**row, **feeds})
