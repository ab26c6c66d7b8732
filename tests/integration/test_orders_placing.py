"""Placing orders on a real database: all of it or nothing."""

from decimal import Decimal
from uuid import uuid4

import duckdb
import pytest

from catalog.database import Database
from orders.book import get_order
from orders.refusals import MixedCurrency, OrderUnavailable, RepeatedProduct
from orders.request import OrderLine, OrderRequest
from tests.shop import OPENED_AT, Shop, ask, ask_of

NOTHING = {"orders": 0, "items": 0, "keys": 0, "refusals": 0}


@pytest.fixture
def shop(database: Database) -> Shop:
    return Shop(database)


def test_placed_order_reads_back_as_it_was_answered(shop: Shop) -> None:
    shop.add("LAMP", price="12.5000", sale_price="9.9900", quantity=5)
    shop.add("RUG", partner="weaver", price="0.3333")
    lines = (
        OrderLine(partner="weaver", sku="RUG", quantity=100),
        OrderLine(partner="lumen", sku="LAMP", quantity=2),
    )

    placed = shop.place(OrderRequest(customer_ref="Ünal & Söhne", lines=lines))

    order = placed.order
    assert get_order(shop.database, order.order_id) == order
    assert (order.order_number, order.status, order.currency) == ("FL-000001", "CONFIRMED", "USD")
    assert (order.total, order.refunded) == (Decimal("53.31"), Decimal(0))
    assert (order.customer_ref, order.created_at) == ("Ünal & Söhne", OPENED_AT)
    assert [(i.line, i.partner, i.sku, i.unit_price, i.line_total) for i in order.items] == [
        (1, "weaver", "RUG", Decimal("0.3333"), Decimal("33.33")),
        (2, "lumen", "LAMP", Decimal("9.9900"), Decimal("19.98")),
    ]
    assert not placed.replayed


def test_any_text_names_a_customer_and_is_kept_as_it_is(shop: Shop) -> None:
    shop.add("LAMP")
    text = "'; drop table customer_order; -- \0 \n {{x}} 🧾"

    order = shop.place(ask(LAMP=1).model_copy(update={"customer_ref": text})).order

    assert get_order(shop.database, order.order_id).customer_ref == text


def test_order_keeps_its_price_and_the_feed_that_set_it(shop: Shop) -> None:
    shop.add("LAMP", price="10")
    feed_id = shop.reprice("LAMP", "12")

    before = shop.place(ask(LAMP=1)).order
    shop.reprice("LAMP", "15")
    after = shop.place(ask(LAMP=1)).order

    assert before.items[0].feed_id == str(feed_id)
    assert get_order(shop.database, before.order_id) == before
    assert (before.total, after.total) == (Decimal(12), Decimal(15))


def test_order_numbers_are_never_given_twice(shop: Shop) -> None:
    shop.stocked(LAMP=2)

    first = shop.place(ask(LAMP=1)).order
    with pytest.raises(OrderUnavailable):
        shop.place(ask(LAMP=9))
    second = shop.place(ask(LAMP=1)).order

    assert [first.order_number, second.order_number] == ["FL-000001", "FL-000002"]


def test_line_totals_follow_the_minor_unit_of_the_currency(shop: Shop) -> None:
    shop.add("YEN", price="10.5", currency="JPY")
    shop.add("DINAR", price="1.00051", currency="KWD")

    yen = shop.place(ask(YEN=1)).order
    dinar = shop.place(ask(DINAR=5)).order

    assert yen.total == Decimal(11)
    assert dinar.total == Decimal("5.003")  # 5 times 1.0005 is 5.0025, half up


def test_short_line_takes_nothing(shop: Shop) -> None:
    shop.stocked(LAMP=5, RUG=1)

    with pytest.raises(OrderUnavailable) as refused:
        shop.place(ask(LAMP=2, RUG=3), key="k")

    assert [line.sku for line in refused.value.lines] == ["RUG"]
    assert shop.left("LAMP") == 5
    assert shop.written() == {**NOTHING, "refusals": 1}


def test_refused_lines_are_kept_as_lost_demand(shop: Shop) -> None:
    shop.stocked(LAMP=5)
    shop.add("OLD", is_active=False)
    shop.add("GONE", availability="out_of_stock")

    with pytest.raises(OrderUnavailable):
        shop.place(ask(LAMP=2, OLD=1, GONE=3, NONE=4))

    kept = shop.database.rows(
        "select sku, product_id, requested, code, feed_id is not null as has_feed, refused_at"
        " from order_refusal order by sku"
    )
    assert [tuple(row.values()) for row in kept] == [
        ("GONE", 3, 3, "product/not_available", True, OPENED_AT),
        ("NONE", None, 4, "product/not_found", False, OPENED_AT),
        ("OLD", 2, 1, "product/inactive", True, OPENED_AT),
    ]


def test_product_of_another_partner_is_not_found_for_a_bound_key(shop: Shop) -> None:
    shop.stocked(LAMP=5)
    shop.stocked("weaver", RUG=5)
    weaver = shop.database.rows("from partner where code = 'weaver'")[0]["partner_id"]

    with pytest.raises(OrderUnavailable) as refused:
        shop.place(ask(LAMP=1), partner_id=weaver)

    assert refused.value.lines[0].code == "product/not_found"
    assert refused.value.lines[0].product_id is None
    assert shop.place(ask_of("weaver", {"RUG": 1}), partner_id=weaver).order.items[0].sku == "RUG"


def test_unknown_partner_is_a_line_that_is_not_found(shop: Shop) -> None:
    with pytest.raises(OrderUnavailable) as refused:
        shop.place(ask_of("nobody", {"LAMP": 1}))

    assert refused.value.lines[0].code == "product/not_found"


def test_sku_is_compared_as_it_is(shop: Shop) -> None:
    shop.add("007")

    with pytest.raises(OrderUnavailable) as refused:
        shop.place(ask_of("lumen", {"7": 1, "007 ": 1}))

    assert len(refused.value.lines) == 2
    assert shop.place(ask_of("lumen", {"007": 1})).order.items[0].sku == "007"


def test_mixed_currency_and_repeated_product_write_nothing(shop: Shop) -> None:
    shop.add("LAMP")
    shop.add("RUG", currency="EUR")
    twice = ask(LAMP=1).model_copy(update={"lines": ask(LAMP=1).lines * 2})

    with pytest.raises(MixedCurrency):
        shop.place(ask(LAMP=1, RUG=1), key="a")
    with pytest.raises(MixedCurrency):
        shop.place(ask_of("lumen", {"LAMP": 1}, "EUR"), key="b")
    with pytest.raises(RepeatedProduct):
        shop.place(twice, key="c")

    assert shop.written() == NOTHING


def test_product_that_no_feed_priced_cannot_be_ordered(shop: Shop) -> None:
    shop.add("FREE", price=None)
    shop.add("ZERO", sale_price="0")
    shop.add("ODD", currency="XXQ")

    with pytest.raises(OrderUnavailable) as refused:
        shop.place(ask(FREE=1, ZERO=1, ODD=1))

    assert {line.code for line in refused.value.lines} == {"product/not_available"}


@pytest.mark.parametrize("table", ["order_item", "customer_order"])
def test_fault_in_the_middle_leaves_nothing(shop: Shop, table: str) -> None:
    shop.stocked(LAMP=5)
    with shop.database.transaction() as cursor:
        cursor.execute(f"alter table {table} rename to hidden")

    with pytest.raises(duckdb.CatalogException):
        shop.place(ask(LAMP=1), key="k")

    with shop.database.transaction() as cursor:
        cursor.execute(f"alter table hidden rename to {table}")
    assert shop.written() == NOTHING
    assert shop.left("LAMP") == 5
    assert not shop.place(ask(LAMP=1), key="k").replayed


def test_order_of_500_lines_is_placed(shop: Shop) -> None:
    shop.add("S0")
    with shop.database.transaction() as cursor:
        cursor.execute(
            "insert into product by name select product.* replace"
            " (product_id + i as product_id, 'S' || i as sku)"
            " from product, range(1, 500) as more(i)"
        )
    wanted = ask_of("lumen", {f"S{number}": number + 1 for number in range(500)})

    order = shop.place(wanted, key=str(uuid4())).order

    assert order.total == 10 * sum(range(1, 501))
    assert [item.sku for item in order.items] == [line.sku for line in wanted.lines]


def test_orders_are_placed_while_a_merge_writes_products(shop: Shop) -> None:
    shop.stocked(LAMP=5)

    with shop.database.transaction() as merge:
        merge.execute("update product set price = 99, quantity = 4, quantity_counted_at = now()")
        order = shop.place(ask(LAMP=2)).order

    assert order.total == Decimal(20)
    assert shop.database.rows("select price from product")[0]["price"] == 99
