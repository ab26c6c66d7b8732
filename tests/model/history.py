"""What feeds and reverts make of a partner's catalog, one after another: section 7 as a model."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from tests.model.contract import Loaded, Sent, load
from tests.model.products import Catalog, Product

OUTCOMES = ("restored", "removed", "changed_since")


@dataclass(frozen=True)
class Entry:
    """A product, the feed that inserted it, and the one that changed it last."""

    product: Product
    first_feed: str
    last_feed: str


@dataclass(frozen=True)
class Change:
    """What a feed, or its revert, did to a product that was there before."""

    feed_id: str
    sku: str
    action: str
    before: Product
    after: Product


@dataclass
class History:
    """A partner's catalog with all that happened to it; feeds are known by their id."""

    entries: dict[str, Entry] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    _images: dict[str, dict[str, Entry | None]] = field(default_factory=dict)

    @property
    def catalog(self) -> Catalog:
        """The products by SKU."""
        return {sku: entry.product for sku, entry in self.entries.items()}

    def load(self, feed_id: str, sent: Sent) -> Loaded:
        """Take in a feed and return what it did."""
        loaded = load(sent, self.catalog)
        images: dict[str, Entry | None] = {}
        for sku, product in loaded.catalog.items():
            before = self.entries.get(sku)
            if before is None:
                images[sku] = None
                self.entries[sku] = Entry(product, feed_id, feed_id)
            elif product != replace(before.product, derived=product.derived):
                images[sku] = before
                self._note(feed_id, sku, _action(before.product, product), product)
                self.entries[sku] = Entry(product, before.first_feed, feed_id)
            else:  # whether its availability follows its quantity is no value of a product
                self.entries[sku] = replace(before, product=product)
        self._images[feed_id] = images
        return loaded

    def revert(self, feed_id: str) -> dict[str, int]:
        """Undo a feed and return how many products that restores, removes and leaves."""
        outcomes = Counter(dict.fromkeys(OUTCOMES, 0))
        for sku, image in self._touched(feed_id):
            if self.entries[sku].last_feed != feed_id:
                outcomes["changed_since"] += 1
            elif image is None:
                outcomes["removed"] += 1
                del self.entries[sku]
            else:
                outcomes["restored"] += 1
                self._note(feed_id, sku, "reverted", image.product)
                self.entries[sku] = image
        return dict(outcomes)

    def _touched(self, feed_id: str) -> Iterator[tuple[str, Entry | None]]:
        """Yield the products of the feed that are still there, with what they were before it."""
        for sku, image in self._images.pop(feed_id).items():
            now = self.entries.get(sku)
            if now and now.first_feed == (image.first_feed if image else feed_id):
                yield sku, image

    def _note(self, feed_id: str, sku: str, action: str, after: Product) -> None:
        self.changes.append(Change(feed_id, sku, action, self.entries[sku].product, after))


def _action(before: Product, after: Product) -> str:
    return "deactivated" if before.is_active and not after.is_active else "updated"
