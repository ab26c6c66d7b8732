"""64 customers who want more than there is, at the desk itself; and books that are wrong."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from benchmarks.counters import PARTNER, DeskCounter, Doors
from benchmarks.customers import Answer, Asked, Customer, NotAnswered, Placed, Refused, Told
from benchmarks.order_books import check_books
from catalog.clock import utc_now
from catalog.database import Database
from orders.desk import OrderDesk
from tests.shop import Shop

CUSTOMERS = 64
SECONDS = 4
STOCK = {f"SCARCE-{number}": 60 for number in range(50)}


@pytest.fixture
def shop(database: Database) -> Shop:
    shop = Shop(database, utc_now())
    shop.stocked(PARTNER, **STOCK)
    shop.desk = OrderDesk(database)
    return shop


def shop_together(shop: Shop, names: Sequence[str]) -> list[Customer]:
    """Let customers order for some seconds, then sell out what is left."""
    are_all_done = Barrier(len(names), timeout=60)
    until_s = time.monotonic() + SECONDS
    customers = [Customer(DeskCounter(shop.desk), name, list(STOCK), 7) for name in names]

    def go_shopping(number: int) -> None:
        customers[number].shop(lambda: time.monotonic() < until_s)
        are_all_done.wait()
        for sku in list(STOCK)[number :: len(names)]:
            customers[number].sell_out(sku)

    with ThreadPoolExecutor(len(names) + 1) as threads:
        shopping = [threads.submit(go_shopping, number) for number in range(len(names))]
        while not all(each.done() for each in shopping):
            shop.desk.refresh()  # as the application does, beside the orders
            time.sleep(0.1)
    for each in shopping:
        each.result()
    return customers


def test_many_customers_are_sold_what_there_is_to_the_unit(shop: Shop) -> None:
    customers = shop_together(shop, [f"c{number}" for number in range(CUSTOMERS)])

    told = [one for customer in customers for one in customer.told]
    cancelled = {order_id for customer in customers for order_id in customer.cancelled}
    assert [fault for customer in customers for fault in customer.faults] == []
    assert check_books(shop.database, STOCK, told, cancelled) == []
    assert cancelled


@pytest.mark.parametrize(
    ("harm", "fault"),
    [
        ("delete from order_item where line = 1", "is there as"),
        ("update order_item set quantity = quantity + 1 where line = 1", "are sold"),
        ("insert into customer_order from customer_order limit 1", "orders are there twice"),
        ("update customer_order set idempotency_key = null", "orders have no key"),
        ("update customer_order set order_number = 'FL-999999'", "order numbers"),
        ("update customer_order set status = 'CANCELLED'", "states are not"),
        ("delete from order_refusal", "lines of lost demand"),
    ],
)
def test_wrong_books_are_noticed(shop: Shop, harm: str, fault: str) -> None:
    customer = Customer(DeskCounter(shop.desk), "c", list(STOCK), 7)
    for _ in range(5):
        customer.order()
    for sku in STOCK:
        customer.sell_out(sku)
    assert check_books(shop.database, STOCK, customer.told) == []

    with shop.database.transaction() as cursor:
        cursor.execute(harm)

    assert any(fault in found for found in check_books(shop.database, STOCK, customer.told))


def test_answers_that_the_books_do_not_bear_out_are_noticed(shop: Shop) -> None:
    customer = Customer(DeskCounter(shop.desk), "c", list(STOCK), 7)
    for sku in STOCK:
        customer.sell_out(sku)
    placed = next(one for one in customer.told if isinstance(one.said, Placed))
    refused = next(one for one in customer.told if isinstance(one.said, Refused))
    rest = [one for one in customer.told if one not in {placed, refused}]

    def faults(*told: Told, **more_units: int) -> list[str]:
        return check_books(shop.database, {**STOCK, **more_units}, [*rest, *told])

    assert faults(placed, refused) == []
    assert any("nobody asked" in fault for fault in faults(refused))
    assert any("is there as ()" in fault for fault in faults(placed, lie(refused, placed)))
    assert any("all the same" in fault for fault in faults(lie(placed, refused), refused))
    assert any("are sold" in fault for fault in faults(placed, refused, **{"SCARCE-1": 61}))
    # given up, it may be there or not
    assert faults(replace(placed, said=None), replace(refused, said=None)) == []


def lie(of: Told, told: Told) -> Told:
    """Return what came of a key as if it were what came of another."""
    return replace(of, said=told.said)


def test_customer_of_an_application_that_is_gone_does_not_wait_for_ever() -> None:
    class Gone:
        def ask(self, asked: Asked) -> Answer:
            raise NotAnswered(asked)

        def cancel(self, order_id: str, key: str) -> Answer:
            raise NotAnswered(order_id, key)

    customer = Customer(Gone(), "c", ["SCARCE-0"], 7, patience_s=0.1)

    with pytest.raises(TimeoutError):
        customer.sell_out("SCARCE-0")


def test_doors_that_are_given_up_send_those_home_who_wait() -> None:
    doors = Doors()
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(doors.wait)

        doors.give_up()

        with pytest.raises(TimeoutError):
            waiting.result(10)
