"""What orders keep in memory says what the database says, whatever merges and orders come."""

from collections.abc import Callable, Iterable

import pytest

from catalog.database import Database
from orders import refresh
from orders.hashes import HashIndex
from orders.offers import Offer, read_offers
from orders.refusals import OrderUnavailable
from tests.shop import Shop, ask


@pytest.fixture(params=[refresh.MAX_ROWS, 0], ids=["rows in memory", "hashes in memory"])
def shop(
    database: Database, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Shop:
    """Lend a shop whose products are kept in memory, and one that has no room for them."""
    monkeypatch.setattr(refresh, "MAX_ROWS", request.param)
    return Shop(database)


def kept(shop: Shop, *skus: str) -> dict[str, Offer]:
    """Return the offers as orders find them."""
    with shop.desk.lock, shop.database.transaction() as cursor:
        found = shop.desk.shelf.find(cursor, [("lumen", sku) for sku in skus])
    return {sku: offer for (_, sku), offer in found.items()}


def written(shop: Shop, *skus: str) -> dict[str, Offer]:
    """Return the offers as the database alone says them."""
    with shop.database.cursor() as cursor:
        found = read_offers(cursor, [shop.ids["lumen", sku] for sku in skus])
    return {offer.sku: offer for offer in found}


def during_load(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
    """Have it happen while a partner is loaded, after the load's snapshot."""
    read_whole = refresh.read_whole

    def read(*arguments: object) -> object:
        happens()
        return read_whole(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(refresh, "read_whole", read)


def refuse(*_: object) -> Iterable[object]:
    raise AssertionError("it is known, and need not be read")


def test_offer_is_read_once_for_as_long_as_the_catalog_is_the_same(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.stocked(LAMP=5)
    shop.place(ask(LAMP=1))
    monkeypatch.setattr("orders.shelf.count_offers", refuse)
    monkeypatch.setattr("orders.shelf.read_taken", lambda *_: {})

    shop.place(ask(LAMP=1))

    assert kept(shop, "LAMP")["LAMP"].units_left == 3


@pytest.mark.parametrize("refreshed", [False, True])
def test_merge_is_seen_by_the_next_order(shop: Shop, *, refreshed: bool) -> None:
    shop.stocked(LAMP=5)
    if refreshed:
        shop.desk.refresh()
    shop.place(ask(LAMP=1))

    shop.reprice("LAMP", "15")
    shop.add("RUG")

    assert shop.place(ask(LAMP=1, RUG=1)).order.total == 25
    assert kept(shop, "LAMP", "RUG") == written(shop, "LAMP", "RUG")


def test_product_that_a_revert_removed_is_not_found(shop: Shop) -> None:
    shop.stocked(LAMP=5, RUG=5)
    shop.desk.refresh()
    with shop.merge() as cursor:
        cursor.execute("delete from product where sku = 'LAMP'")

    for _ in range(2):
        with pytest.raises(OrderUnavailable) as refused:
            shop.place(ask(LAMP=1, RUG=1))
        assert [line.code for line in refused.value.lines] == ["product/not_found"]
        shop.desk.refresh()


def test_refreshed_shelf_says_what_was_taken_before(shop: Shop) -> None:
    shop.stocked(LAMP=9, RUG=9, VASE=None)
    shop.place(ask(LAMP=2, VASE=1))
    shop.wait(hours=1)
    shop.repeat({"LAMP": 9, "RUG": 9})
    shop.place(ask(LAMP=3))

    shop.desk.refresh()

    found = kept(shop, "LAMP", "RUG", "VASE")
    assert found == written(shop, "LAMP", "RUG", "VASE")
    assert [found[sku].units_left for sku in ("LAMP", "RUG", "VASE")] == [6, 9, None]


def test_order_placed_while_a_partner_is_loaded_is_not_forgotten(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.stocked(LAMP=9, RUG=9)
    during_load(monkeypatch, lambda: shop.place(ask(LAMP=2, RUG=1)))

    shop.desk.refresh()
    shop.place(ask(LAMP=1))

    found = kept(shop, "LAMP", "RUG")
    assert found == written(shop, "LAMP", "RUG")
    assert (found["LAMP"].units_left, found["RUG"].units_left) == (6, 8)


def test_merge_while_a_partner_is_loaded_makes_the_load_void(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.stocked(LAMP=9)
    shop.place(ask(LAMP=2))

    def merge_and_order() -> None:
        shop.wait(hours=1)
        shop.recount("LAMP", 4)
        shop.place(ask(LAMP=1))

    during_load(monkeypatch, merge_and_order)
    shop.desk.refresh()

    assert kept(shop, "LAMP")["LAMP"].units_left == 3
    monkeypatch.undo()
    shop.desk.refresh()
    assert kept(shop, "LAMP") == written(shop, "LAMP")


def test_load_that_fails_leaves_what_was_known(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.stocked(LAMP=9)
    shop.place(ask(LAMP=2))

    def fail() -> None:
        raise MemoryError

    during_load(monkeypatch, fail)
    with pytest.raises(MemoryError):
        shop.desk.refresh()

    shop.place(ask(LAMP=1))
    monkeypatch.undo()
    shop.desk.refresh()
    assert kept(shop, "LAMP")["LAMP"].units_left == 6


def test_forgotten_product_is_looked_up_anew(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.stocked(LAMP=9)
    shop.desk.refresh()
    order = shop.place(ask(LAMP=2)).order

    def cancel() -> None:
        with shop.desk.lock, shop.database.transaction() as cursor:
            cursor.execute(
                "insert into order_refund by name select order_id, line, product_id, partner_id,"
                " sku, currency, quantity, line_total as amount, true as is_cancellation,"
                " ordered_at, now() as refunded_at from order_item where order_id = $order_id",
                {"order_id": order.order_id},
            )
            shop.desk.shelf.forget(1, [shop.ids["lumen", "LAMP"]])

    cancel()
    assert kept(shop, "LAMP")["LAMP"].units_left == 9
    shop.place(ask(LAMP=2))
    assert kept(shop, "LAMP") == written(shop, "LAMP")
    shop.add("RUG")
    during_load(monkeypatch, cancel)
    shop.desk.refresh()
    assert kept(shop, "LAMP") == written(shop, "LAMP")


def test_products_that_share_a_hash_are_told_apart(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.stocked(LAMP=1, RUG=2, VASE=3)
    monkeypatch.setattr(HashIndex, "find", lambda index, _hashes: index.numbers.tolist())
    shop.desk.refresh()

    assert shop.place(ask(RUG=2)).order.items[0].sku == "RUG"
    with pytest.raises(OrderUnavailable) as refused:
        shop.place(ask(CUP=1))
    assert refused.value.lines[0].code == "product/not_found"


def test_order_older_than_the_count_takes_nothing_from_it(shop: Shop) -> None:
    received_at = shop.now
    shop.stocked(LAMP=9)
    shop.desk.refresh()

    past = shop.desk.at(lambda: received_at.replace(year=2020))
    shop.desk, present = past, shop.desk
    shop.place(ask(LAMP=2))
    shop.desk = present

    assert kept(shop, "LAMP")["LAMP"].units_left == 9
    assert kept(shop, "LAMP") == written(shop, "LAMP")


def test_many_offers_do_not_stay_in_memory(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orders.partner_shelf.MAX_OFFERS", 2)
    shop.stocked(LAMP=9, RUG=9, VASE=9, CUP=9)

    shop.place(ask(LAMP=1, RUG=1, VASE=1))
    shop.place(ask(CUP=1))
    shop.place(ask(CUP=1, LAMP=1))

    assert kept(shop, "LAMP", "RUG", "VASE", "CUP") == written(shop, "LAMP", "RUG", "VASE", "CUP")
