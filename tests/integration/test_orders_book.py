"""Reading orders back: by id, by filter, page by page."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Event
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from catalog.database import Database
from catalog.paging import MalformedCursor, encode_cursor
from catalog.partners import PartnerNotFound
from orders.book import OrderFilter, get_order, list_orders
from orders.order import Order, OrderNotFound
from orders.request import OrderLine, OrderRequest
from tests.makers import make_imported
from tests.shop import Shop, ask


@pytest.fixture
def shop(database: Database) -> Shop:
    shop = Shop(database)
    shop.add("LAMP")
    shop.add("RUG", "weaver")
    return shop


@pytest.fixture
def lumen_id(shop: Shop) -> int:
    found = shop.database.rows("from partner where code = 'lumen'")
    return int(found[0]["partner_id"])


def place(shop: Shop, customer_ref: str = "c", *, both: bool = False) -> Order:
    lines = ask(LAMP=1).lines
    if both:
        lines += (OrderLine(partner="weaver", sku="RUG", quantity=2),)
    shop.wait(minutes=1)
    return shop.place(OrderRequest(customer_ref=customer_ref, lines=lines)).order


def import_order(shop: Shop, number: str, **fields: Any) -> str:  # noqa: ANN401 - those of make_imported
    shop.wait(minutes=1)
    return make_imported(shop.database, number, at=shop.now, **fields)


def listed(shop: Shop, partner_id: int | None = None, **wanted: object) -> list[Order]:
    page = list_orders(
        shop.database, OrderFilter.model_validate(wanted), 100, partner_id=partner_id
    )
    assert page.next_cursor is None
    return list(page.items)


@pytest.mark.parametrize(
    "order_id", ["", "x", "01a20a84-0585-76e9-b8ca-f8a4c5fe010d", "' or 1=1", "🧾", "\0"]
)
def test_unknown_or_malformed_id_is_not_found(shop: Shop, order_id: str) -> None:
    place(shop)

    with pytest.raises(OrderNotFound):
        get_order(shop.database, order_id)


def test_order_with_a_foreign_line_is_not_found_for_a_bound_key(shop: Shop, lumen_id: int) -> None:
    own, mixed = place(shop), place(shop, both=True)

    assert get_order(shop.database, own.order_id, lumen_id) == own
    with pytest.raises(OrderNotFound):
        get_order(shop.database, mixed.order_id, lumen_id)
    assert listed(shop, lumen_id) == [own]


def test_pages_join_to_the_whole_while_orders_come_in(shop: Shop) -> None:
    wanted = [place(shop, both=number % 2 == 0) for number in range(5)]
    shop.wait(minutes=-1)
    wanted.append(place(shop))  # two of the same moment

    first = list_orders(shop.database, OrderFilter(), 2)
    place(shop)
    second = list_orders(shop.database, OrderFilter(), 2, first.next_cursor)
    third = list_orders(shop.database, OrderFilter(), 2, second.next_cursor)

    found = first.items + second.items + third.items
    assert sorted(found, key=lambda order: order.order_id) == wanted
    assert [order.created_at for order in found] == sorted(
        (order.created_at for order in wanted), reverse=True
    )
    assert third.next_cursor is None


def test_filters_narrow_and_join(shop: Shop) -> None:
    ann, bob, mixed = place(shop, "ann"), place(shop, "bob"), place(shop, "ann", both=True)

    assert listed(shop, customer_ref="ann") == [mixed, ann]
    assert listed(shop, partner="weaver") == [mixed]
    assert listed(shop, partner="lumen", customer_ref="bob") == [bob]
    assert listed(shop, status="CONFIRMED") == [mixed, bob, ann]
    assert listed(shop, status="CANCELLED") == []
    assert listed(shop, from_=bob.created_at) == [mixed, bob]
    assert listed(shop, to=bob.created_at) == [ann]


def test_dates_are_days_of_the_zone(shop: Shop) -> None:
    order = place(shop)  # 09:01 UTC on the 23rd, 01:01 in Los Angeles, 23:01 in Honolulu
    day = OrderFilter.model_validate({"from": "2026-11-23", "to": "2026-11-24"})
    database = shop.database

    assert list_orders(database, day, 9).items == (order,)
    assert list_orders(database, day, 9, zone=ZoneInfo("America/Los_Angeles")).items == (order,)
    assert list_orders(database, day, 9, zone=ZoneInfo("Pacific/Honolulu")).items == ()


@pytest.mark.parametrize("day", [date.min, date.max])
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Niue"])
def test_first_and_last_day_there_is_are_days_too(shop: Shop, day: date, zone: str) -> None:
    order = place(shop)

    found = list_orders(shop.database, OrderFilter(from_=day), 9, zone=ZoneInfo(zone)).items

    assert found == ((order,) if day == date.min else ())


def test_partner_that_there_is_not_for_the_caller_is_named(shop: Shop, lumen_id: int) -> None:
    with pytest.raises(PartnerNotFound):
        listed(shop, partner="nobody")
    with pytest.raises(PartnerNotFound):
        listed(shop, lumen_id, partner="weaver")


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        encode_cursor(["2026-11-23T09:00:00Z"]),
        encode_cursor(["yesterday", "01a20a84-0585-76e9-b8ca-f8a4c5fe010d"]),
        encode_cursor(["2026-11-23T09:00:00Z", "x"]),
    ],
)
def test_foreign_cursor_is_refused(shop: Shop, cursor: str) -> None:
    with pytest.raises(MalformedCursor):
        list_orders(shop.database, OrderFilter(), 2, cursor)


def test_refunds_are_summed_in_the_order(shop: Shop) -> None:
    order = place(shop, both=True)
    with shop.database.transaction() as cursor:
        for _ in range(2):
            cursor.execute(
                "insert into order_refund by name select order_id, line, product_id, partner_id,"
                " sku, currency, 1 as quantity, unit_price as amount, ordered_at as refunded_at"
                " from order_item where line = 2"
            )

    assert get_order(shop.database, order.order_id).refunded == 20
    assert listed(shop)[0].refunded == 20


def test_order_is_found_by_its_number_and_by_its_id(shop: Shop, lumen_id: int) -> None:
    order, both = place(shop), place(shop, both=True)

    assert listed(shop, order_number=order.order_number.lower()) == [order]
    assert listed(shop, order_id=order.order_id) == [order]
    assert listed(shop, lumen_id, order_number=both.order_number) == []
    assert listed(shop, lumen_id, order_id=both.order_id) == []
    for name, value in (("order_number", ""), ("order_number", "FL-00000"), ("order_id", "x")):
        assert listed(shop, None, **{name: value}) == []


def test_number_of_several_sources_finds_each_whatever_its_capitals(shop: Shop) -> None:
    own = place(shop)
    first = import_order(shop, "Inv-7", country="DE")
    second = import_order(shop, "INV-7", source="older shop")
    import_order(shop, "Inv-70")

    assert [order.order_id for order in listed(shop, order_number="inv-7")] == [second, first]
    assert listed(shop, order_number="inv-7", status="REFUNDED") == []
    found = get_order(shop.database, first)
    assert (found.order_number, found.imported_from, found.country) == ("Inv-7", "old shop", "DE")
    assert (own.imported_from, own.country) == (None, None)


def test_imported_line_may_have_no_product_and_no_feed(shop: Shop) -> None:
    order_id = import_order(shop, "1", lines=2)

    first, second = get_order(shop.database, order_id).items

    assert (first.line, first.product_id, first.feed_id) == (1, None, None)
    assert (second.sku, second.partner, second.line_total) == ("OLD-2", "lumen", Decimal(8))


def test_order_of_which_only_refunds_are_known_is_there_without_items(
    shop: Shop, lumen_id: int
) -> None:
    order_id = import_order(shop, "C536379", lines=0)
    with shop.database.transaction() as cursor:
        cursor.execute(
            "insert into order_refund by name select $id::uuid as order_id, 1 as line,"
            " $partner_id as partner_id, 'OLD-1' as sku, 'USD' as currency, 1 as quantity,"
            " 27.5 as amount, $at as refunded_at, true as is_imported",
            {"id": order_id, "partner_id": lumen_id, "at": shop.now},
        )

    order = get_order(shop.database, order_id)

    assert (order.items, order.refunded) == ((), Decimal("27.5"))
    assert listed(shop, lumen_id) == [order]


def test_pages_show_each_order_once_while_orders_come_in_at_once(shop: Shop) -> None:
    there = {place(shop).order_id for _ in range(40)}
    over = Event()

    def keep_placing() -> int:
        placed = 0
        while not over.is_set():
            place(shop)
            placed += 1
        return placed

    with ThreadPoolExecutor(1) as pool:
        placing = pool.submit(keep_placing)
        seen: list[str] = []
        cursor = None
        try:
            while not seen or cursor:
                page = list_orders(shop.database, OrderFilter(), 3, cursor)
                seen += [order.order_id for order in page.items]
                cursor = page.next_cursor
        finally:
            over.set()

    assert placing.result() > 0
    assert len(seen) == len(set(seen))
    assert there <= set(seen)
