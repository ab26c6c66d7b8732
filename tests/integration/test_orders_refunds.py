"""Refunds: line by line, never more than was bought, exact to the minor unit."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.currencies import MINOR_UNITS
from catalog.database import Database
from orders.book import get_order
from orders.order import OrderNotFound
from orders.pricing import round_money
from orders.refund_refusals import (
    NothingToRefund,
    OrderWrongState,
    RefundExceeds,
    RefundFault,
    RepeatedLine,
)
from orders.standing import LineStanding
from tests.faults import Fault, failing
from tests.giving_back import books, cancel, make_imported, refund
from tests.racing import together
from tests.shop import Shop, ask


@pytest.fixture
def shop(database: Database) -> Shop:
    return Shop(database)


def test_refunded_units_do_not_return_to_stock(shop: Shop) -> None:
    shop.stocked(LAMP=5, RUG=5)
    order = shop.place(ask(LAMP=4, RUG=1)).order

    partly = refund(shop, order, (1, 3)).order
    whole = refund(shop, order, (2, 1), (1, 1)).order

    assert (partly.status, partly.refunded) == ("PARTIALLY_REFUNDED", Decimal(30))
    assert (whole.status, whole.refunded) == ("REFUNDED", order.total)
    assert get_order(shop.database, order.order_id) == whole
    assert (shop.left("LAMP"), shop.left("RUG")) == (1, 4)


@pytest.mark.parametrize(
    ("currency", "price", "quantity", "steps"),
    [
        ("JPY", "0.4", 7, ["0", "1", "0", "1", "0", "1", "0"]),
        ("USD", "0.3333", 3, ["0.33", "0.34", "0.33"]),
        ("KWD", "0.0005", 4, ["0.001", "0.000", "0.001", "0.000"]),
    ],
)
def test_unit_by_unit_comes_to_the_line_total(
    shop: Shop, currency: str, price: str, quantity: int, steps: list[str]
) -> None:
    shop.add("LAMP", price=price, currency=currency)
    order = shop.place(ask(LAMP=quantity)).order

    amounts, before = [], Decimal(0)
    for _ in range(quantity):
        after = refund(shop, order, (1, 1)).order.refunded
        amounts.append(after - before)
        before = after

    assert before == order.total
    assert amounts == [Decimal(step) for step in steps]


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(["JPY", "USD", "KWD"]),
    st.decimals("0.0001", "99999999", places=4),
    st.lists(st.integers(1, 250_000), min_size=1, max_size=4),
)
def test_any_steps_come_to_the_line_total(currency: str, price: Decimal, steps: list[int]) -> None:
    bought, minor_unit = sum(steps), MINOR_UNITS[currency]
    total = round_money(price * bought, minor_unit)
    line = LineStanding(1, bought, total, 0, Decimal(0))

    for units in steps:
        amount = line.amount_of(units, currency)
        assert amount >= 0
        assert amount == round_money(amount, minor_unit)
        given = (line.refunded_units + units, line.refunded_amount + amount)
        assert abs(given[1] - total * given[0] / bought) <= Decimal(1).scaleb(-minor_unit) / 2
        line = LineStanding(1, bought, total, *given)

    assert (line.units_left, line.refunded_amount) == (0, total)


def test_every_line_that_cannot_be_refunded_is_named_and_nothing_is(shop: Shop) -> None:
    shop.stocked(LAMP=9, RUG=9, VASE=9)
    order = shop.place(ask(LAMP=4, RUG=2, VASE=1)).order
    refund(shop, order, (1, 3))
    before = books(shop)[:-1]

    with pytest.raises(RefundExceeds) as refused:
        refund(shop, order, (1, 2), (2, 2), (9, 1), (3, -1))

    assert refused.value.lines == (
        RefundFault(1, 2, 1),
        RefundFault(9, 1, 0),
        RefundFault(3, -1, 1),
    )
    assert books(shop)[:-1] == before


def test_refund_that_is_unclear_is_refused_and_leaves_its_key(shop: Shop) -> None:
    shop.stocked(LAMP=9)
    order = shop.place(ask(LAMP=4)).order
    before = books(shop)

    with pytest.raises(RepeatedLine) as refused:
        refund(shop, order, (1, 1), (2, 1), (1, 1), (1, 1), key="k")
    with pytest.raises(NothingToRefund):
        refund(shop, order, key="k")

    assert refused.value.lines == (1,)
    assert books(shop) == before
    assert not refund(shop, order, (1, 1), key="k").replayed


def test_cancelled_order_is_not_refunded(shop: Shop) -> None:
    shop.stocked(LAMP=9)
    order = shop.place(ask(LAMP=4)).order
    cancel(shop, order)

    with pytest.raises(OrderWrongState):
        refund(shop, order, (1, 1))

    assert get_order(shop.database, order.order_id).refunded == order.total


def test_imported_order_is_not_refunded_here(shop: Shop) -> None:
    shop.stocked(LAMP=9)
    order = shop.place(ask(LAMP=4)).order
    make_imported(shop, order)

    with pytest.raises(OrderWrongState, match="placed elsewhere"):
        refund(shop, order, (1, 1))

    assert shop.database.rows("from order_refund") == []


def test_foreign_order_is_not_found_and_not_refunded(shop: Shop) -> None:
    shop.stocked(LAMP=9)
    order = shop.place(ask(LAMP=4)).order
    before = books(shop)

    with pytest.raises(OrderNotFound):
        refund(shop, order, (1, 1), partner_id=99)

    assert books(shop) == before


def test_repeat_returns_the_order_as_it_was_answered(shop: Shop) -> None:
    shop.stocked(LAMP=9)
    order = shop.place(ask(LAMP=4)).order
    first = refund(shop, order, (1, 1), key="k")
    refund(shop, order, (1, 3))
    before = books(shop)

    again = refund(shop, order, (1, 1), key="k")

    assert (again.order, again.replayed) == (first.order, True)
    assert first.order.status == "PARTIALLY_REFUNDED"
    assert books(shop) == before


def test_refusal_for_too_many_units_is_told_again_as_it_was(shop: Shop) -> None:
    shop.stocked(LAMP=9)
    order = shop.place(ask(LAMP=4)).order
    for _ in range(2):
        with pytest.raises(RefundExceeds) as refused:
            refund(shop, order, (1, 5), key="k")
        refund(shop, order, (1, 1))

        assert refused.value.lines == (RefundFault(1, 5, 4),)


def test_one_of_two_that_refund_the_last_unit_at_once_wins(shop: Shop) -> None:
    shop.stocked(LAMP=9)
    order = shop.place(ask(LAMP=4)).order
    refund(shop, order, (1, 3))

    def try_to_refund() -> bool:
        try:
            return not refund(shop, order, (1, 1)).replayed
        except RefundExceeds:
            return False

    won = together(*[try_to_refund] * 6)

    assert sorted(won) == [False] * 5 + [True]
    assert get_order(shop.database, order.order_id).refunded == order.total


def test_one_key_sent_many_times_at_once_refunds_once(shop: Shop) -> None:
    shop.stocked(LAMP=9)
    order = shop.place(ask(LAMP=4)).order

    answers = together(*[lambda: refund(shop, order, (1, 1), key="k")] * 6)

    assert sorted(answer.replayed for answer in answers) == [False] + [True] * 5
    assert {answer.order.refunded for answer in answers} == {Decimal(10)}
    assert get_order(shop.database, order.order_id).refunded == 10


def test_whatever_statement_fails_nothing_is_refunded(shop: Shop) -> None:
    shop.stocked(LAMP=9)
    order = shop.place(ask(LAMP=4)).order
    before, fault, failed = books(shop), Fault(), 0

    with failing(shop.database, fault):
        for due in range(1, 30):
            fault.arm(due, OSError("disk full"))
            try:
                refund(shop, order, (1, 1), key="k")
                break
            except OSError:
                failed += 1
                fault.arm(0, None)
                assert books(shop) == before

    assert failed >= 8
    assert refund(shop, order, (1, 1), key="k").replayed


def test_refusal_that_could_not_be_kept_leaves_the_key(shop: Shop) -> None:
    shop.stocked(LAMP=9)
    order = shop.place(ask(LAMP=4)).order
    before, fault = books(shop), Fault()

    with failing(shop.database, fault):
        fault.arm(6, OSError("disk full"))  # its commit
        with pytest.raises(OSError, match="disk full"):
            refund(shop, order, (1, 5), key="k")

    assert books(shop) == before
    assert not cancel(shop, order, "k").replayed
