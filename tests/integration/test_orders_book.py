"""Reading orders back: by id, by filter, page by page."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from catalog.database import Database
from catalog.paging import MalformedCursor, encode_cursor
from catalog.partners import PartnerNotFound
from orders.book import OrderFilter, find_order, get_order, list_orders
from orders.order import Order, OrderNotFound
from orders.request import OrderLine, OrderRequest
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

    assert find_order(shop.database, order.order_number.lower()) == order
    assert find_order(shop.database, order.order_id) == order
    for named, partner_id in (("FL-999999", None), ("", None), (both.order_number, lumen_id)):
        with pytest.raises(OrderNotFound):
            find_order(shop.database, named, partner_id)
