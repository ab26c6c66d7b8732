"""One partner's part of the shelf: its products after so many merges."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from orders.hashes import HashIndex
from orders.offer_table import OfferTable
from orders.offers import Offer

MAX_OFFERS = 10_000  # about 1 KB each; those in demand come back soon


@dataclass
class PartnerShelf:
    """
    A partner's offers as they were counted, and the units that were taken of them since.

    Where `skus` is there, it finds every product of the partner, a product
    without an entry in `taken` had nothing ordered since its count, and `recounted` are those of
    which a feed repeated the quantity. Without it, what is missing is not known.
    """

    merges: int
    offers: dict[str, Offer] = field(default_factory=dict)
    taken: dict[int, int] = field(default_factory=dict)
    forgotten: set[int] = field(default_factory=set)
    skus: HashIndex | OfferTable | None = None
    recounted: frozenset[int] | None = None

    @property
    def rows(self) -> int:
        """How many products it holds with all that is sold of them."""
        return len(self.skus) if isinstance(self.skus, OfferTable) else 0

    def knows(self, product_id: int) -> bool:
        """Whether `taken` tells what was ordered of the product, be it by having no entry."""
        if product_id in self.forgotten:
            return False
        return self.skus is not None or product_id in self.taken

    def learn(self, product_id: int, units: int) -> None:
        """Take in how many units were ordered since the product's count."""
        self.taken[product_id] = units
        self.forgotten.discard(product_id)

    def add(self, product_id: int, units: int) -> None:
        """Take in that so many units more were ordered."""
        self.taken[product_id] = self.taken.get(product_id, 0) + units

    def keep(self, offers: Iterable[Offer]) -> None:
        """Keep the offers; those before them go, once there are many."""
        if len(self.offers) >= MAX_OFFERS:
            self.offers.clear()
        self.offers.update({offer.sku: offer for offer in offers})


@dataclass
class Watch:
    """What is taken of a partner's products while they are loaded from an earlier snapshot."""

    merges: int
    taken: dict[int, int] = field(default_factory=dict)
    forgotten: set[int] = field(default_factory=set)
    is_void: bool = False

    def add(self, product_id: int, units: int) -> None:
        """Take in that so many units were ordered."""
        self.taken[product_id] = self.taken.get(product_id, 0) + units
