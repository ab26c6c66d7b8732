"""The stock account: counted by feeds, drawn on by orders, nothing overwritten."""

from collections.abc import Sequence
from uuid import uuid4

import pytest

from catalog.database import Database
from orders.refusals import OrderUnavailable
from orders.stock import available_units, note_counts
from tests.shop import CARRIED, Shop, ask


@pytest.fixture
def shop(database: Database) -> Shop:
    return Shop(database)


def counts_kept(shop: Shop) -> Sequence[object]:
    rows = shop.database.rows("select product_id, quantity from stock_count order by all")
    return [(row["product_id"], int(row["quantity"])) for row in rows]


def test_orders_draw_on_the_count_until_it_is_used_up(shop: Shop) -> None:
    shop.stocked(LAMP=3)

    shop.place(ask(LAMP=2))

    assert shop.left("LAMP") == 1
    with pytest.raises(OrderUnavailable) as refused:
        shop.place(ask(LAMP=2))
    assert refused.value.lines[0].available == 1
    assert shop.place(ask(LAMP=1)).order
    assert shop.left("LAMP") == 0


def test_orders_never_write_a_product(shop: Shop) -> None:
    shop.stocked(LAMP=3)
    before = shop.database.rows("from product")

    shop.place(ask(LAMP=3))

    assert shop.database.rows("from product") == before


def test_new_count_counts_what_was_ordered_before_it_as_gone(shop: Shop) -> None:
    shop.stocked(LAMP=5)
    shop.wait(hours=1)
    shop.place(ask(LAMP=3))
    shop.wait(hours=1)

    shop.recount("LAMP", 4)

    assert shop.left("LAMP") == 4


def test_order_placed_after_receipt_is_drawn_from_a_count_loaded_later(shop: Shop) -> None:
    shop.stocked(LAMP=5)
    received_at = shop.wait(hours=1)
    shop.wait(minutes=5)
    shop.place(ask(LAMP=3))

    shop.now = received_at
    shop.recount("LAMP", 4)

    assert shop.left("LAMP") == 1


def test_count_that_repeats_the_quantity_is_a_count_too(shop: Shop) -> None:
    shop.stocked(LAMP=5)
    shop.wait(hours=1)
    shop.place(ask(LAMP=3))
    shop.wait(hours=1)

    shop.repeat({"LAMP": 5})

    assert shop.left("LAMP") == 5
    shop.wait(hours=1)
    shop.place(ask(LAMP=1))
    assert shop.left("LAMP") == 4


def test_repeated_count_is_kept_only_where_units_were_ordered_since(shop: Shop) -> None:
    shop.stocked(LAMP=5, RUG=5, VASE=None)
    shop.wait(hours=1)
    shop.place(ask(LAMP=1, VASE=1))

    for _ in range(3):
        shop.wait(hours=1)
        shop.repeat({"LAMP": 5, "RUG": 5})

    assert counts_kept(shop) == [(shop.ids["lumen", "LAMP"], 5)]


def test_count_that_the_row_itself_holds_is_not_kept_twice(shop: Shop) -> None:
    shop.stocked(LAMP=5)
    shop.place(ask(LAMP=1))
    shop.wait(hours=1)

    shop.recount("LAMP", 7)
    shop.repeat({"LAMP": 7})

    assert counts_kept(shop) == []
    assert shop.left("LAMP") == 7


def test_changed_count_replaces_a_repeated_one(shop: Shop) -> None:
    shop.stocked(LAMP=5)
    shop.wait(hours=1)
    shop.place(ask(LAMP=2))
    repeated_at = shop.wait(hours=1)
    shop.repeat({"LAMP": 5})

    shop.now = repeated_at
    shop.wait(hours=1)
    shop.recount("LAMP", 1)

    assert shop.left("LAMP") == 1


def test_repeated_count_of_another_quantity_than_the_row_is_passed_over(shop: Shop) -> None:
    shop.stocked(LAMP=5)
    received_at = shop.wait(hours=1)
    shop.place(ask(LAMP=1))
    shop.wait(hours=1)
    shop.repeat({"LAMP": 5})

    shop.now = received_at  # a feed that was held and is approved only now
    shop.recount("LAMP", 2)

    assert shop.left("LAMP") == 1


def test_rolled_back_merge_keeps_no_count(shop: Shop) -> None:
    shop.stocked(LAMP=5)
    shop.place(ask(LAMP=1))
    shop.wait(hours=1)

    def merge_that_fails() -> None:
        with shop.database.transaction() as cursor:
            cursor.execute(CARRIED)
            cursor.execute("insert into carried_quantity values (1, 5)")
            note_counts(cursor, str(uuid4()), shop.now)
            raise KeyError

    with pytest.raises(KeyError):
        merge_that_fails()

    assert counts_kept(shop) == []


@pytest.mark.parametrize(
    ("quantity", "left"), [("2.9", 2), ("-3", 0), ("0", 0), ("0.5", 0), (None, None)]
)
def test_odd_count_is_worth_its_whole_units(
    shop: Shop, quantity: str | None, left: int | None
) -> None:
    shop.stocked(LAMP=quantity)

    assert shop.left("LAMP") == left


def test_only_what_is_in_stock_is_limited_by_its_count(shop: Shop) -> None:
    shop.add("PRE", availability="preorder", quantity=0)
    shop.add("BACK", availability="backorder", quantity=0)

    order = shop.place(ask(PRE=7, BACK=1_000_000)).order

    assert [item.quantity for item in order.items] == [7, 1_000_000]
    assert (shop.left("PRE"), shop.left("BACK")) == (None, None)


def test_what_cannot_be_ordered_has_none_left(shop: Shop) -> None:
    shop.add("OLD", is_active=False, quantity=5)
    shop.add("GONE", availability="out_of_stock")

    assert (shop.left("OLD"), shop.left("GONE")) == (0, 0)
    assert available_units(shop.database, [99]) == {}
    assert available_units(shop.database, []) == {}


def test_count_smaller_than_what_was_ordered_since_leaves_none(shop: Shop) -> None:
    shop.stocked(LAMP=5)
    received_at = shop.wait(hours=1)
    shop.wait(minutes=5)
    shop.place(ask(LAMP=3))
    shop.now = received_at

    shop.recount("LAMP", 1)

    assert shop.left("LAMP") == 0


def test_unit_is_sold_once_though_the_clock_was_set_back(shop: Shop) -> None:
    shop.stocked(LAMP=2, RUG=None)
    counted_at = shop.now
    shop.wait(hours=-1)

    order = shop.place(ask(LAMP=2, RUG=1)).order

    assert order.created_at == counted_at
    assert shop.left("LAMP") == 0
    for _ in ("from memory", "from the tables"):
        with pytest.raises(OrderUnavailable):
            shop.place(ask(LAMP=1))
        shop.desk.forget()
    assert shop.place(ask(RUG=1)).order.created_at == shop.now
