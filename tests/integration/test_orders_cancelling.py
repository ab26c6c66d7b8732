"""Cancelling: the whole order, once, and its units back where the count has not been renewed."""

from decimal import Decimal

import pytest

from catalog.database import Database
from orders.book import get_order
from orders.order import OrderNotFound
from orders.refund_refusals import OrderWrongState
from orders.refusals import IdempotencyConflict
from orders.request import OrderLine, OrderRequest
from tests.faults import Fault, failing
from tests.giving_back import books, cancel, make_imported, refund
from tests.racing import together
from tests.shop import Shop, ask


@pytest.fixture
def shop(database: Database) -> Shop:
    return Shop(database)


def test_cancelled_units_can_be_sold_again(shop: Shop) -> None:
    shop.stocked(LAMP=5, RUG=3)
    order = shop.place(ask(LAMP=4, RUG=3)).order
    shop.wait(hours=1)

    cancelled = cancel(shop, order).order

    assert (cancelled.status, cancelled.refunded) == ("CANCELLED", order.total)
    assert cancelled.items == order.items
    assert get_order(shop.database, order.order_id) == cancelled
    assert (shop.left("LAMP"), shop.left("RUG")) == (5, 3)


def test_units_ordered_before_the_last_count_do_not_come_back(shop: Shop) -> None:
    shop.stocked(LAMP=5, RUG=5)
    order = shop.place(ask(LAMP=2, RUG=2)).order
    shop.wait(hours=1)
    shop.recount("LAMP", 3)

    cancel(shop, order)

    assert (shop.left("LAMP"), shop.left("RUG")) == (3, 5)


def test_units_ordered_before_a_repeated_count_do_not_come_back(shop: Shop) -> None:
    shop.stocked(LAMP=5)
    order = shop.place(ask(LAMP=2)).order
    shop.wait(hours=1)
    shop.repeat({"LAMP": 5})

    cancel(shop, order)

    assert shop.left("LAMP") == 5


def test_count_that_comes_after_a_cancellation_stands_by_itself(shop: Shop) -> None:
    shop.stocked(LAMP=5)
    cancel(shop, shop.place(ask(LAMP=2)).order)
    shop.wait(hours=1)

    shop.recount("LAMP", 1)

    assert shop.left("LAMP") == 1


def test_cancellation_writes_each_line_as_it_was_sold(shop: Shop) -> None:
    shop.add("LAMP", price="0.3333", quantity=9, brand="Lux", category="Light")
    order = shop.place(ask(LAMP=7)).order
    shop.reprice("LAMP", "99")
    cancelled_at = shop.wait(hours=1)

    cancel(shop, order)

    (row,) = shop.database.rows("from order_refund")
    assert (row["quantity"], row["amount"]) == (7, Decimal("2.33"))
    assert (row["brand"], row["category"], row["currency"]) == ("Lux", "Light", "USD")
    assert (row["is_cancellation"], row["is_imported"]) == (True, False)
    assert (row["ordered_at"], row["refunded_at"]) == (order.created_at, cancelled_at)
    (event,) = shop.database.rows("from order_event")
    assert event == {
        "order_id": row["order_id"],
        "kind": "cancelled",
        "refund_id": row["refund_id"],
        "actor": "user:ann",
        "happened_at": cancelled_at,
    }


@pytest.mark.parametrize("quantity", [1, 2])
def test_order_is_cancelled_only_as_it_was_placed(shop: Shop, quantity: int) -> None:
    shop.stocked(LAMP=5)
    order = shop.place(ask(LAMP=2)).order
    refund(shop, order, (1, quantity))
    before = books(shop)[:-1]

    with pytest.raises(OrderWrongState):
        cancel(shop, order)

    assert books(shop)[:-1] == before
    assert shop.left("LAMP") == 3


def test_order_is_cancelled_once(shop: Shop) -> None:
    shop.stocked(LAMP=5)
    order = shop.place(ask(LAMP=2)).order
    cancel(shop, order)
    before = books(shop)[:-1]

    with pytest.raises(OrderWrongState, match="cancelled already"):
        cancel(shop, order)

    assert books(shop)[:-1] == before
    assert shop.left("LAMP") == 5


def test_imported_order_is_not_cancelled_here(shop: Shop) -> None:
    shop.stocked(LAMP=5)
    order = shop.place(ask(LAMP=2)).order
    make_imported(shop, order)

    with pytest.raises(OrderWrongState, match=r"placed elsewhere \(old shop\)"):
        cancel(shop, order)

    assert shop.database.rows("from order_refund") == []


@pytest.mark.parametrize("order_id", ["", "x", "01a20a84-0585-76e9-b8ca-f8a4c5fe010d", "\0"])
def test_order_that_is_none_is_not_found(shop: Shop, order_id: str) -> None:
    shop.stocked(LAMP=5)
    order = shop.place(ask(LAMP=2)).order
    before = books(shop)

    with pytest.raises(OrderNotFound):
        cancel(shop, type(order)(**{**vars(order), "order_id": order_id}))

    assert books(shop) == before


def test_order_with_a_foreign_line_is_not_found_and_not_cancelled(shop: Shop) -> None:
    shop.stocked(LAMP=5)
    shop.stocked("weaver", RUG=5)
    lines = (*ask(LAMP=1).lines, OrderLine(partner="weaver", sku="RUG", quantity=1))
    order = shop.place(OrderRequest(customer_ref="c", lines=lines)).order
    (lumen, _) = shop.database.rows("from partner order by code")
    before = books(shop)

    with pytest.raises(OrderNotFound):
        cancel(shop, order, partner_id=lumen["partner_id"])

    assert books(shop) == before


def test_repeat_returns_the_first_answer_and_writes_nothing(shop: Shop) -> None:
    shop.stocked(LAMP=5)
    order = shop.place(ask(LAMP=2)).order
    first = cancel(shop, order, "k")
    before = books(shop)
    shop.wait(days=400)

    capitals = type(order)(**{**vars(order), "order_id": order.order_id.upper()})
    again = [cancel(shop, each, "k") for each in (order, capitals)]

    assert [answer.replayed for answer in (first, *again)] == [False, True, True]
    assert [answer.order for answer in again] == [first.order] * 2
    assert books(shop) == before


def test_refusal_is_told_again_and_its_key_is_used_up(shop: Shop) -> None:
    shop.stocked(LAMP=5)
    order, other = shop.place(ask(LAMP=1)).order, shop.place(ask(LAMP=1)).order
    refund(shop, order, (1, 1))
    with pytest.raises(OrderWrongState) as first:
        cancel(shop, order, "k")
    before = books(shop)

    with pytest.raises(OrderWrongState) as again:
        cancel(shop, order, "k")
    with pytest.raises(IdempotencyConflict):
        cancel(shop, other, "k")

    assert str(again.value) == str(first.value)
    assert books(shop) == before


def test_key_of_another_owner_order_operation_or_body_is_told_apart(shop: Shop) -> None:
    shop.stocked(LAMP=5)
    order, other = shop.place(ask(LAMP=1), key="k").order, shop.place(ask(LAMP=1)).order
    assert not cancel(shop, order, "k", owner="bob").replayed
    before = books(shop)

    for asked, named in (
        (other, {}),
        (other, {"owner": "bob"}),
        (order, {"owner": "bob", "body_sha256": "another"}),
    ):
        with pytest.raises(IdempotencyConflict):
            cancel(shop, asked, "k", **named)
    for asked, owner in ((other, "ann"), (order, "bob")):
        with pytest.raises(IdempotencyConflict):
            refund(shop, asked, (1, 1), key="k", owner=owner)

    assert books(shop) == before


def test_one_of_two_that_cancel_at_once_wins(shop: Shop) -> None:
    shop.stocked(LAMP=5)
    order = shop.place(ask(LAMP=2)).order

    def try_to_cancel() -> bool:
        try:
            return not cancel(shop, order).replayed
        except OrderWrongState:
            return False

    won = together(*[try_to_cancel] * 6)

    assert sorted(won) == [False] * 5 + [True]
    assert shop.left("LAMP") == 5
    assert get_order(shop.database, order.order_id).refunded == order.total


def test_cancel_and_refund_at_once_pay_back_once(shop: Shop) -> None:
    shop.stocked(LAMP=50)
    for _ in range(5):
        order = shop.place(ask(LAMP=2)).order

        def win(kind: str, order: object = order) -> str:
            try:
                if kind == "cancel":
                    cancel(shop, order)  # type: ignore[arg-type]
                else:
                    refund(shop, order, (1, 2))  # type: ignore[arg-type]
            except OrderWrongState:
                return ""
            return kind

        won = together(lambda: win("cancel"), lambda: win("refund"))

        assert len([kind for kind in won if kind]) == 1
        after = get_order(shop.database, order.order_id)
        assert after.refunded == order.total
        assert after.status == ("CANCELLED" if "cancel" in won else "REFUNDED")


def test_whatever_statement_fails_nothing_is_cancelled(shop: Shop) -> None:
    shop.stocked(LAMP=5)
    order = shop.place(ask(LAMP=2)).order
    before, fault, failed = books(shop), Fault(), 0

    with failing(shop.database, fault):
        for due in range(1, 30):
            fault.arm(due, OSError("disk full"))
            try:
                cancel(shop, order, "k")
                break
            except OSError:
                failed += 1
                fault.arm(0, None)
                assert books(shop) == before

    assert failed >= 8
    assert shop.left("LAMP") == 5
    assert cancel(shop, order, "k").replayed
