"""Shares, means and times of offers and feeds, reckoned with a pencil."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from statistics import median

from tests.model.sales import MINOR_UNITS

LOADED = ("COMPLETED", "COMPLETED_WITH_ERRORS", "REVERTED")


@dataclass(frozen=True)
class Offer:
    """What a partner asks for a product now, and how many units its feed has counted."""

    partner: str
    sku: str
    price: Decimal
    sale_price: Decimal | None
    currency: str
    gtin: str | None
    quantity: int | None
    is_active: bool

    @property
    def asked(self) -> Decimal:
        """The price that a customer pays."""
        return self.price if self.sale_price is None else self.sale_price


@dataclass(frozen=True)
class Delivery:
    """A feed: how long it took, and what became of its records; some were no products."""

    partner: str
    received_at: datetime
    took: timedelta
    status: str
    loaded_rows: int
    no_products: int
    bad_rows: int
    has_report: bool

    @property
    def rows_read(self) -> int:
        """All its records."""
        return self.loaded_rows + self.no_products + self.bad_rows


def average_order(gross: Decimal, orders: int, currency: str) -> Decimal | None:
    """Return gross over orders, to the currency's minor unit."""
    return _rounded(Fraction(gross), orders, MINOR_UNITS[currency])


def sell_through(units: int, offer: Offer) -> Decimal | None:
    """Return the share that is sold of what was there, where these units are all that went."""
    if offer.quantity is None:
        return _rounded(Fraction(100 * units), units, 1) if not offer.is_active else None
    left = offer.quantity - units if offer.is_active else 0
    return _rounded(Fraction(100 * units), units + left, 1)


def price_index(offer: Offer, offers: Sequence[Offer]) -> Decimal | None:
    """Return the price in percent of the mean of what each other partner asks at least."""
    if not offer.is_active or offer.gtin is None:
        return None
    others: dict[str, Decimal] = {}
    for other in offers:
        is_same = (other.gtin, other.currency) == (offer.gtin, offer.currency)
        if is_same and other.is_active and other.partner != offer.partner:
            others[other.partner] = min(others.get(other.partner, other.asked), other.asked)
    if not others:
        return None
    return _rounded(100 * Fraction(offer.asked) * len(others), sum(others.values()), 1)


def quality(feeds: Sequence[Delivery]) -> Decimal | None:
    """Return the share of the records that were loaded, but for those that are no products."""
    known = [feed for feed in feeds if feed.status in LOADED]
    loaded = sum(feed.loaded_rows for feed in known)
    return _rounded(Fraction(100 * loaded), loaded + sum(feed.bad_rows for feed in known), 1)


def time_to_catalog(feeds: Sequence[Delivery]) -> Decimal | None:
    """Return the median of what loaded feeds took, in seconds to the millisecond."""
    took = [
        Fraction(feed.took // timedelta(milliseconds=1)) for feed in feeds if feed.status in LOADED
    ]
    return _rounded(median(took), 1000, 3) if took else None


def _rounded(part: Fraction, whole: Decimal | int, digits: int) -> Decimal | None:
    if not whole:
        return None
    exact = part / Fraction(whole) * 10**digits
    shifted = (exact + Fraction(1, 2)).__floor__()
    return Decimal(shifted).scaleb(-digits)
