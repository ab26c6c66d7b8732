"""The history of a product: what each feed did to it."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest

from catalog.database import Database
from catalog.history import PricePoint, list_changes, list_prices
from catalog.products import ProductNotFound
from tests.feeding import Feeding
from tests.makers import FEED_ID, NOON, make_change, make_partner, make_products


def test_changes_come_newest_first_and_the_insert_last(database: Database) -> None:
    partner = make_partner(database, "lumen")
    (product_id, other_id) = make_products(database, partner, {}, {})
    feeds = [uuid.UUID(int=number) for number in (2, 3, 4)]
    for day, feed_id in enumerate(feeds, start=1):
        at = NOON + timedelta(days=day)
        make_change(database, product_id, feed_id, at, price=(Decimal(day), Decimal(day + 1)))
    make_change(database, other_id, feeds[0], NOON, price=(Decimal(1), Decimal(2)))

    first = list_changes(database, product_id, 2)
    rest = list_changes(database, product_id, 2, first.next_cursor)

    changes = [*first.items, *rest.items]
    assert [uuid.UUID(change.feed_id) for change in changes] == [*feeds[::-1], FEED_ID]
    assert [change.action for change in changes] == ["updated"] * 3 + ["inserted"]
    assert changes[0].columns == ("price",)
    assert (changes[0].before["price"], changes[0].after["price"]) == (Decimal(3), Decimal(4))
    assert (changes[-1].columns, changes[-1].before) == ((), {})
    assert rest.next_cursor is None


def test_history_of_another_partners_product_is_not_there(database: Database) -> None:
    mine, other = make_partner(database, "mine"), make_partner(database, "other")
    (product_id,) = make_products(database, other, {})

    with pytest.raises(ProductNotFound):
        list_changes(database, product_id, 10, partner_id=mine.partner_id)


def test_prices_go_back_to_the_insert_and_leave_out_other_changes(feeding: Feeding) -> None:
    feeding.load("sku,name,price\n1,Lamp,15\n")
    product_id = feeding.product("1")["product_id"]
    (first,) = list_prices(feeding.database, product_id, 10)
    feeding.load("sku,name\n1,Desk lamp\n", "delta")
    dear = feeding.load("sku,price\n1,30\n", "delta")
    feeding.revert(dear)

    prices = list_prices(feeding.database, product_id, 10)

    assert prices[0] == first == PricePoint(first.since, "inserted", Decimal(15), "USD")
    assert [(each.action, each.price) for each in prices[1:]] == [
        ("updated", Decimal(30)),
        ("reverted", Decimal(15)),
    ]
    assert list_prices(feeding.database, product_id, 2) == prices[1:]
