"""What orders have looked up, kept in memory for as long as the catalog says the same."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from duckdb import DuckDBPyConnection

from catalog.database import Row
from catalog.statements import Statements
from orders.offer_table import OfferTable
from orders.offers import Offer, ProductKey, count_offers, read_rows, read_taken
from orders.partner_shelf import PartnerShelf, Watch

SQL = Statements(__file__)


@dataclass(frozen=True)
class Stamp:
    """A partner, and how many merges and reverts have changed its products so far."""

    partner_id: int
    merges: int


class Shelf:
    """
    Offers from memory, where that is known to be what the caller's snapshot says.

    Each merge and each revert counts its partner's `merges` up in its own transaction: what is
    kept of a partner is used only in a snapshot that has the same number. The desk's lock is
    held from `find` to `take`, and around every other call.
    """

    def __init__(self) -> None:
        self._partners: dict[int, PartnerShelf] = {}
        self._watches: dict[int, Watch] = {}

    def find(
        self, cursor: DuckDBPyConnection, keys: Iterable[ProductKey]
    ) -> dict[ProductKey, Offer]:
        """Return what there is by (partner, sku), as the caller's transaction sees it."""
        skus_of: dict[str, list[str]] = defaultdict(list)
        for partner, sku in dict.fromkeys(keys):
            skus_of[partner].append(sku)
        offers: dict[ProductKey, Offer] = {}
        for partner, stamp in read_stamps(cursor, list(skus_of)).items():
            shelf = self._shelf(stamp)
            codes = {stamp.partner_id: partner}
            found = _find_counted(cursor, codes, shelf, skus_of[partner])
            _learn_taken(cursor, shelf, found)
            for offer in found:
                offers[partner, offer.sku] = offer.less(shelf.taken.get(offer.product_id, 0))
        return offers

    def take(self, offer: Offer, units: int, ordered_at: datetime) -> None:
        """Take in that so many units of an offer that `find` returned were ordered."""
        if offer.counted_at is None or ordered_at < offer.counted_at:
            return
        shelf = self._partners[offer.partner_id]
        shelf.add(offer.product_id, units)
        watch = self._watches.get(offer.partner_id)
        if watch and watch.merges == shelf.merges:
            watch.add(offer.product_id, units)

    def forget(self, partner_id: int, product_ids: Iterable[int]) -> None:
        """Have the units taken of these products looked up anew, as a cancellation changed them."""
        forgotten = set(product_ids)
        if partner_id in self._partners:
            self._partners[partner_id].forgotten |= forgotten
        if partner_id in self._watches:
            self._watches[partner_id].forgotten |= forgotten

    def forget_all(self) -> None:
        """Have everything looked up anew, also what is being loaded."""
        self._partners.clear()
        for watch in self._watches.values():
            watch.is_void = True

    def is_whole(self, stamp: Stamp) -> bool:
        """Whether all of the partner's products, as they are after so many merges, are known."""
        kept = self._partners.get(stamp.partner_id)
        return kept is not None and kept.merges == stamp.merges and kept.skus is not None

    def rows_beside(self, partner_id: int) -> int:
        """Return how many products are held with all that is sold of them, of other partners."""
        others = (each for other, each in self._partners.items() if other != partner_id)
        return sum(each.rows for each in others)

    def watch(self, stamp: Stamp) -> None:
        """Write down what is taken from now on, for `install`."""
        self._watches[stamp.partner_id] = Watch(stamp.merges)

    def install(self, stamp: Stamp, loaded: PartnerShelf) -> None:
        """Put in place what was loaded from the snapshot at which `watch` was called."""
        watch = self._watches.pop(stamp.partner_id)
        kept = self._partners.get(stamp.partner_id)
        if watch.is_void or (kept and kept.merges > stamp.merges):
            return
        for product_id, units in watch.taken.items():
            loaded.add(product_id, units)
        loaded.forgotten |= watch.forgotten
        if kept and kept.merges == stamp.merges:
            loaded.offers = kept.offers
        self._partners[stamp.partner_id] = loaded

    def _shelf(self, stamp: Stamp) -> PartnerShelf:
        kept = self._partners.get(stamp.partner_id)
        if kept is None or kept.merges != stamp.merges:
            kept = self._partners[stamp.partner_id] = PartnerShelf(stamp.merges)
        return kept


def read_stamps(cursor: DuckDBPyConnection, codes: Sequence[str]) -> dict[str, Stamp]:
    """Return by code the partners that there are, as the caller's transaction sees them."""
    found = cursor.execute(SQL.parsed("select_stamps"), {"codes": codes}).fetchall()
    return {code: Stamp(partner_id, merges) for code, partner_id, merges in found}


def _find_counted(
    cursor: DuckDBPyConnection, codes: Mapping[int, str], shelf: PartnerShelf, skus: Sequence[str]
) -> list[Offer]:
    """Return the partner's offers as they were counted, and keep those that were not yet."""
    found = [shelf.offers[sku] for sku in skus if sku in shelf.offers]
    missing = [sku for sku in skus if sku not in shelf.offers]
    if missing:
        (partner_id,) = codes
        wanted = set(missing)
        # a hash may stand for another product than the one that was asked for
        rows = [
            row
            for row in _find_rows(cursor, partner_id, shelf, missing)
            if row["partner_id"] == partner_id and row["sku"] in wanted
        ]
        read = count_offers(cursor, rows, codes, shelf.recounted)
        shelf.keep(read)
        found += read
    return found


def _find_rows(
    cursor: DuckDBPyConnection, partner_id: int, shelf: PartnerShelf, skus: Sequence[str]
) -> Sequence[Row]:
    if shelf.skus is None:
        named = {"partner_id": partner_id, "skus": skus}
        found = cursor.execute(SQL.parsed("find_products"), named).fetchall()
        return read_rows(cursor, [product_id for (product_id,) in found])
    hashed = cursor.execute(SQL.parsed("hash_skus"), {"skus": skus}).fetchall()
    hashes = [number for (number,) in hashed]
    if isinstance(shelf.skus, OfferTable):
        return shelf.skus.find(hashes)
    return read_rows(cursor, shelf.skus.find(hashes))


def _learn_taken(cursor: DuckDBPyConnection, shelf: PartnerShelf, offers: Sequence[Offer]) -> None:
    unknown = [each for each in offers if each.counted_at and not shelf.knows(each.product_id)]
    taken = read_taken(cursor, unknown)
    for offer in unknown:
        shelf.learn(offer.product_id, taken.get(offer.product_id, 0))
