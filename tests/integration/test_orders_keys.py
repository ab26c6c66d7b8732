"""Idempotency keys: the first answer stands, whoever asks again."""

import pytest

from catalog.database import Database
from orders.refusals import IdempotencyConflict, OrderUnavailable
from tests.racing import together
from tests.shop import Shop, ask


@pytest.fixture
def shop(database: Database) -> Shop:
    return Shop(database)


def test_repeat_returns_the_first_order_and_takes_nothing(shop: Shop) -> None:
    shop.stocked(LAMP=5)
    first = shop.place(ask(LAMP=2), key="k")
    shop.reprice("LAMP", "99")
    shop.wait(days=400)

    again = shop.place(ask(LAMP=2), key="k")

    assert (again.order, again.replayed, first.replayed) == (first.order, True, False)
    assert shop.left("LAMP") == 3
    assert shop.written() == {"orders": 1, "items": 1, "keys": 1, "refusals": 0}


def test_repeat_is_answered_though_nothing_is_left(shop: Shop) -> None:
    shop.stocked(LAMP=2)
    first = shop.place(ask(LAMP=2), key="k")

    assert shop.place(ask(LAMP=2), key="k").order == first.order


def test_key_of_another_body_is_refused(shop: Shop) -> None:
    shop.stocked(LAMP=5)
    shop.place(ask(LAMP=2), key="k")

    with pytest.raises(IdempotencyConflict):
        shop.place(ask(LAMP=3), key="k")
    with pytest.raises(IdempotencyConflict):
        shop.place(ask(LAMP=2), key="k", body_sha256="another")

    assert shop.left("LAMP") == 3


def test_key_belongs_to_its_owner(shop: Shop) -> None:
    shop.stocked(LAMP=5)

    anns = shop.place(ask(LAMP=1), key="k")
    bobs = shop.place(ask(LAMP=2), key="k", owner="bob")

    assert not bobs.replayed
    assert anns.order.order_id != bobs.order.order_id


def test_without_a_key_every_order_is_a_new_one(shop: Shop) -> None:
    shop.stocked(LAMP=5)

    assert shop.place(ask(LAMP=1)).order != shop.place(ask(LAMP=1)).order


def test_refusal_leaves_the_key_free(shop: Shop) -> None:
    shop.stocked(LAMP=1)
    with pytest.raises(OrderUnavailable):
        shop.place(ask(LAMP=2), key="k")

    shop.wait(hours=1)
    shop.recount("LAMP", 2)

    assert not shop.place(ask(LAMP=2), key="k").replayed


def test_racing_calls_of_one_key_give_one_order(shop: Shop) -> None:
    shop.stocked(LAMP=50)

    answers = together(*[lambda: shop.place(ask(LAMP=2), key="k")] * 6)

    assert len({answer.order.order_id for answer in answers}) == 1
    assert sorted(answer.replayed for answer in answers) == [False] + [True] * 5
    assert shop.left("LAMP") == 48


def test_racing_orders_sell_what_there_is_to_the_unit(shop: Shop) -> None:
    shop.stocked(LAMP=7, RUG=5, VASE=11)
    wanted = [ask(LAMP=2, RUG=1), ask(RUG=2, VASE=3), ask(VASE=1, LAMP=1), ask(LAMP=1)]

    def order_until_refused() -> dict[str, int]:
        sold: dict[str, int] = {}
        for request in wanted * 3:
            try:
                order = shop.place(request).order
            except OrderUnavailable:
                continue
            for item in order.items:
                sold[item.sku] = sold.get(item.sku, 0) + item.quantity
        return sold

    answers = together(*[order_until_refused] * 8)

    sold = {sku: sum(one.get(sku, 0) for one in answers) for sku in ("LAMP", "RUG", "VASE")}
    left = {sku: shop.left(sku) for sku in sold}
    assert sold["LAMP"] == 7
    assert all(
        sold[sku] + (left[sku] or 0) == there for sku, there in zip(sold, (7, 5, 11), strict=True)
    )
    kept = shop.database.rows("select sku, sum(quantity) as units from order_item group by sku")
    assert {row["sku"]: row["units"] for row in kept} == sold
