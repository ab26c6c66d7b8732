"""An order's history: every step with who, when, how much and which lines."""

from decimal import Decimal

import pytest

from catalog.database import Database
from orders.history import EventLine, read_history
from orders.order import OrderNotFound
from tests.giving_back import cancel, make_imported, refund
from tests.shop import OPENED_AT, Shop, ask


@pytest.fixture
def shop(database: Database) -> Shop:
    shop = Shop(database)
    shop.add("LAMP", price="0.3333")
    shop.add("RUG", price="20")
    return shop


def test_each_step_says_who_when_and_which_lines(shop: Shop) -> None:
    order = shop.place(ask(LAMP=3, RUG=1)).order
    first_at = shop.wait(hours=1)
    refund(shop, order, (2, 1), (1, 1))
    second_at = shop.wait(hours=1)
    refund(shop, order, (1, 1), actor="key:desk")

    history = read_history(shop.database, order.order_id)

    lamp, rug = (1, "LAMP", "LAMP by lumen"), (2, "RUG", "RUG by lumen")
    assert [(e.kind, e.happened_at, e.actor, e.amount) for e in history] == [
        ("placed", OPENED_AT, "ann", Decimal(21)),
        ("refunded", first_at, "user:ann", Decimal("20.33")),
        ("refunded", second_at, "key:desk", Decimal("0.34")),
    ]
    assert [event.lines for event in history] == [
        (EventLine(*lamp, 3, Decimal(1)), EventLine(*rug, 1, Decimal(20))),
        (EventLine(*lamp, 1, Decimal("0.33")), EventLine(*rug, 1, Decimal(20))),
        (EventLine(*lamp, 1, Decimal("0.34")),),
    ]


def test_cancellation_is_a_step_and_a_repeat_is_none(shop: Shop) -> None:
    order = shop.place(ask(LAMP=3, RUG=1)).order
    for _ in range(2):
        cancel(shop, order, "k")

    placed, cancelled = read_history(shop.database, order.order_id)

    assert (placed.kind, cancelled.kind) == ("placed", "cancelled")
    assert cancelled.lines == placed.lines
    assert cancelled.amount == order.total


def test_imported_order_says_where_it_was_placed_and_who_brought_it(shop: Shop) -> None:
    order = shop.place(ask(LAMP=3)).order
    make_imported(shop, order)
    with shop.database.transaction() as cursor:
        cursor.execute(
            "insert into order_refund by name select order_id, line, product_id, partner_id, sku,"
            " currency, 1 as quantity, 0.33 as amount, ordered_at as refunded_at,"
            " true as is_imported from order_item"
        )

    history = read_history(shop.database, order.order_id)

    assert [(e.kind, e.actor, e.amount, len(e.lines)) for e in history] == [
        ("placed", "old shop", Decimal(1), 1),
        ("refunded", None, Decimal("0.33"), 1),
        ("imported", "ann", Decimal(0), 0),
    ]


def test_history_is_for_those_who_may_read_the_order(shop: Shop) -> None:
    order = shop.place(ask(LAMP=3)).order
    other = shop.place(ask(RUG=1)).order
    refund(shop, other, (1, 1))

    assert len(read_history(shop.database, order.order_id, 1)) == 1
    for order_id, partner_id in ((order.order_id, 99), ("x", None)):
        with pytest.raises(OrderNotFound):
            read_history(shop.database, order_id, partner_id)
