"""Products as they can be ordered at this moment: price, currency, and how many."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import floor
from typing import Self

from duckdb import DuckDBPyConnection

from catalog.currencies import MINOR_UNITS
from catalog.database import Row, rows_of
from catalog.statements import Statements

SQL = Statements(__file__)
ORDERABLE = ("in_stock", "preorder", "backorder")

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

ProductKey = tuple[str, str]
# by product and quantity, when a feed last repeated it (microseconds since 1970), and which feed
Recounts = Mapping[tuple[int, Decimal], tuple[int, str]]


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
        if self.units_left is None or not units:
            return self
        return replace(self, units_left=max(0, self.units_left - units))


def read_offers(cursor: DuckDBPyConnection, product_ids: Iterable[int]) -> list[Offer]:
    """Return the offers of the products that there are."""
    wanted = sorted(set(product_ids))
    if not wanted:
        return []
    codes = dict(cursor.execute(SQL["select_codes"]).fetchall())
    counted = read_counted(cursor, wanted, codes)
    taken = read_taken(cursor, counted)
    return [offer.less(taken.get(offer.product_id, 0)) for offer in counted]


def read_counted(
    cursor: DuckDBPyConnection, product_ids: Sequence[int], codes: Mapping[int, str]
) -> list[Offer]:
    """
    Return the offers of those products, as if none had been ordered since its count.

    `codes` are the partners' codes by id; a product of any other is left out.
    """
    rows = read_rows(cursor, product_ids)
    return count_offers(cursor, [row for row in rows if row["partner_id"] in codes], codes)


def read_rows(cursor: DuckDBPyConnection, product_ids: Sequence[int]) -> list[Row]:
    """Return the rows of those products, for `count_offers`."""
    named = {"product_ids": product_ids}
    return rows_of(cursor.execute(SQL.parsed("select_offers"), named))


def count_offers(
    cursor: DuckDBPyConnection,
    rows: Sequence[Row],
    codes: Mapping[int, str],
    recounted: Container[int] | None = None,
) -> list[Offer]:
    """
    Return the offers that the rows hold, with their latest counts.

    `recounted`, where it is known, holds every product of which a feed repeated the quantity.
    """
    counted = [row["product_id"] for row in rows if row["quantity"] is not None]
    again = [each for each in counted if recounted is None or each in recounted]
    recounts = _read_recounts(cursor, again) if again else {}
    return [_offer(row, codes, recounts) for row in rows]


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
    return dict(cursor.execute(SQL.parsed("select_taken"), parameters).fetchall())


def _read_recounts(cursor: DuckDBPyConnection, product_ids: Sequence[int]) -> Recounts:
    found = cursor.execute(SQL.parsed("select_recounts"), {"product_ids": product_ids}).fetchall()
    return {(product, quantity): (us, str(feed)) for product, quantity, us, feed in found}


def _offer(row: Row, codes: Mapping[int, str], recounts: Recounts) -> Offer:
    quantity, counted_us = row.pop("quantity"), row.pop("counted_us")
    row |= {name: str(row[name]) for name in ("price_feed_id", "state_feed_id")}
    minor_unit = MINOR_UNITS.get(row["currency"])
    known: Row = {"partner": codes[row["partner_id"]], "minor_unit": minor_unit}
    if quantity is None:
        return Offer(**row, **known, units_left=None)
    recount = recounts.get((row["product_id"], quantity))
    if recount and recount[0] > counted_us:
        counted_us, row["state_feed_id"] = recount
    counted_at = EPOCH + timedelta(microseconds=counted_us)
    return Offer(**row, **known, units_left=max(0, floor(quantity)), counted_at=counted_at)
