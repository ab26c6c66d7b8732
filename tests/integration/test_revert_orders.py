"""Reverts and orders: no order loses a product, none takes a unit twice, whoever comes first."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

import pytest

from catalog.clock import utc_now
from ingestion.feeds import Feed, Reverted
from ingestion.revert import request_revert
from orders.book import get_order
from orders.desk import Placed, place_order
from orders.refusals import OrderUnavailable
from orders.stock import available_units, note_counts
from tests.feeding import WITHIN_S, Feeding, until
from tests.reverting import preview
from tests.shop import ask

A = "sku,name,price,quantity\nLAMP,Lamp,15.00,10\nRUG,Rug,20.00,10\n"
B = A.replace("15.00", "30.00") + "VASE,Vase,9.00,5\nSOFA,Sofa,9.00,5\n"
ORPHANS = """
select item.sku from order_item as item anti join product on product.product_id = item.product_id
"""


@pytest.fixture
def shop(feeding: Feeding) -> Feeding:
    """Lend an ingestion whose feeds tell the stock account what they count."""
    feeding.hooks.append(lambda cursor, feed: note_counts(cursor, feed.feed_id, feed.received_at))
    return feeding


def order(feeding: Feeding, **quantities: int) -> Placed:
    return place_order(feeding.desk, ask(**quantities), owner="ann")


def left(feeding: Feeding, sku: str) -> int | None:
    product_id = feeding.product(sku)["product_id"]
    return available_units(feeding.database, [product_id])[product_id]


def test_ordered_product_is_kept_and_not_orderable(shop: Feeding) -> None:
    shop.load(A)
    b = shop.load(B)
    placed = order(shop, VASE=2).order
    foreseen = preview(shop, b)

    reverted = shop.revert(b)

    assert reverted.reverted == foreseen == Reverted(1, 1, 1, 0)
    assert [row["sku"] for row in shop.products()] == ["LAMP", "RUG", "VASE"]
    assert not shop.product("VASE")["is_active"]
    assert get_order(shop.database, placed.order_id) == placed
    listed = shop.database.rows("select sku, severity from feed_issue where code like 'etl/%'")
    assert listed == [{"sku": "VASE", "severity": "info"}]
    with pytest.raises(OrderUnavailable):
        order(shop, VASE=1)


def test_kept_product_comes_back_with_the_next_feed(shop: Feeding) -> None:
    shop.load(A)
    b = shop.load(B)
    order(shop, VASE=2)
    kept = shop.product("VASE")["product_id"]
    shop.revert(b)

    again = shop.load(B)

    assert (again.counters["inserted"], again.counters["updated"]) == (1, 2)
    assert (shop.product("VASE")["product_id"], left(shop, "VASE")) == (kept, 5)


def test_refunded_product_is_kept_too(shop: Feeding) -> None:
    b = shop.load(B)
    with shop.database.transaction() as cursor:
        cursor.execute(
            "insert into order_refund by name select uuid() as order_id, 1 as line, product_id,"
            " partner_id, sku, 'USD' as currency, 1 as quantity, 9 as amount,"
            " now() as refunded_at from product where sku = 'VASE'"
        )

    reverted = shop.revert(b)

    assert reverted.reverted == Reverted(0, 3, 1, 0)
    assert [row["sku"] for row in shop.products()] == ["VASE"]


def test_counts_of_a_reverted_feed_no_longer_stand(shop: Feeding) -> None:
    shop.load(A)
    order(shop, RUG=4)
    b = shop.load(B)
    counted = left(shop, "RUG")

    shop.revert(b)

    assert (counted, left(shop, "RUG")) == (10, 6)
    assert shop.database.rows("from stock_count") == []


def test_units_ordered_since_the_count_before_are_taken_off_again(shop: Feeding) -> None:
    shop.load(A)
    order(shop, LAMP=4)
    b = shop.load(B.replace("LAMP,Lamp,30.00,10", "LAMP,Lamp,30.00,50"))
    order(shop, LAMP=1)
    counted = left(shop, "LAMP")

    shop.revert(b)

    assert (counted, left(shop, "LAMP")) == (49, 5)


def test_order_after_a_revert_pays_the_price_before_the_feed(shop: Feeding) -> None:
    a = shop.load(A)
    b = shop.load(B)
    dear = order(shop, LAMP=1).order.items[0]

    shop.revert(b)

    item = order(shop, LAMP=1).order.items[0]
    assert (str(dear.unit_price), dear.feed_id) == ("30.0000", b.feed_id)
    assert (str(item.unit_price), item.feed_id) == ("15.0000", a.feed_id)


def test_order_that_comes_before_the_commit_keeps_its_product(shop: Feeding) -> None:
    shop.load(A)
    b = shop.load(B)
    came: list[Placed] = []

    @contextmanager
    def pause() -> Iterator[None]:
        if not came:  # the revert has written everything, and is about to commit
            came.append(order(shop, VASE=2))
        with shop.desk.lock:
            yield

    shop.orders = replace(shop.orders, pause=pause)

    reverted = shop.revert(b)

    assert reverted.reverted == Reverted(1, 1, 1, 0)
    assert shop.database.rows(ORPHANS) == []
    assert get_order(shop.database, came[0].order.order_id) == came[0].order


def test_order_on_its_way_when_the_revert_commits_keeps_its_product(shop: Feeding) -> None:
    shop.load(A)
    b = shop.load(B)
    has_read, may_write = threading.Event(), threading.Event()

    def slow_clock() -> datetime:  # asked after the products were read, before anything is written
        has_read.set()
        assert may_write.wait(WITHIN_S)
        return utc_now()

    object.__setattr__(shop.desk, "clock", slow_clock)
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(order, shop, VASE=2)
        assert has_read.wait(WITHIN_S)
        request_revert(shop.ingestion, b.feed_id, "user:anna")
        until(lambda: phase(shop, b) == "waiting for the orders on their way")
        may_write.set()
        placed = coming.result()
    shop.settle()

    assert shop.database.rows(ORPHANS) == []
    assert shop.product("VASE")["is_active"] is False
    assert get_order(shop.database, placed.order.order_id) == placed.order


def phase(feeding: Feeding, feed: Feed) -> str | None:
    asked = {"feed_id": feed.feed_id}
    row = feeding.database.row(
        "select phase from job_now where kind = 'REVERT' and subject_id = $feed_id::uuid", asked
    )
    return row["phase"] if row else None


def test_orders_race_reverts_and_none_loses_its_product_or_takes_a_unit_twice(
    shop: Feeding,
) -> None:
    shop.load(A)
    wishes = ("LAMP", "RUG", "VASE", "SOFA")
    done = threading.Event()

    def buy(nth: int) -> int:
        taken = 0
        while not done.is_set():
            taken += attempt(shop, wishes[(nth + taken) % 4])
        return taken

    with ThreadPoolExecutor(3) as pool:
        buyers = [pool.submit(buy, nth) for nth in range(3)]
        for _ in range(4):
            shop.revert(shop.load(B))
        done.set()
        taken = sum(buyer.result() for buyer in buyers)

    assert shop.database.rows(ORPHANS) == []
    assert shop.database.rows("select count(*) as items from order_item") == [{"items": taken}]
    assert not shop.database.rows(OVERSOLD)
    statuses = shop.database.rows("select distinct status from feed where feed_no > 1")
    assert statuses == [{"status": "REVERTED"}]


# each feed counts 10 or 5 anew: never is more ordered from the receipt of one to that of the next
OVERSOLD = """
with span as (
    select received_at as since, lead(received_at, 1, 'infinity') over (order by feed_no) as until
    from feed
)
select item.sku, since, sum(item.quantity) as units
from order_item as item
join span on item.ordered_at >= since and item.ordered_at < until
group by item.sku, since
having units > case when item.sku in ('LAMP', 'RUG') then 10 else 5 end
"""


def attempt(feeding: Feeding, sku: str) -> int:
    """Order one unit, and return how many were ordered."""
    try:
        order(feeding, **{sku: 1})
    except OrderUnavailable:
        return 0
    return 1


def test_orders_of_other_products_go_on_while_a_revert_writes(shop: Feeding) -> None:
    shop.load(A)
    b = shop.load(B)
    placed: list[Placed] = []

    shop.before_revert_ends(lambda: placed.append(order(shop, RUG=1)))

    assert shop.revert(b).reverted == Reverted(1, 2, 0, 0)
    assert len(placed) == 1
