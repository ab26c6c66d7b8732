"""Orders that are committed together: each is accepted or refused by itself."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import duckdb
import pytest

from catalog.database import Database
from orders import placing
from orders.deciding import Placed
from orders.refusals import IdempotencyConflict
from orders.writing import Placement, write_orders
from tests.feeding import until
from tests.shop import Shop, ask, ask_of

Call = Callable[[], Placed]


@pytest.fixture
def shop(database: Database) -> Shop:
    return Shop(database)


def in_one_group(shop: Shop, *calls: Call) -> list[Placed | BaseException]:
    """Make the calls while the desk is held, so that they are worked for together."""
    with ThreadPoolExecutor(len(calls) + 1) as pool:
        with shop.desk.lock:
            first = pool.submit(shop.place, ask(NOTHING=1))
            until(lambda: shop.desk.group.is_at_work and shop.desk.group.waiting == 0)
            asked = []
            for number, call in enumerate(calls, 1):  # each waits before the next one comes
                asked.append(pool.submit(call))
                until(lambda expected=number: shop.desk.group.waiting == expected)  # type: ignore[misc]
        assert first.exception() is not None
        return [each.exception() or each.result() for each in asked]


def kinds(answers: Sequence[Placed | BaseException]) -> list[str]:
    return [type(answer).__name__ for answer in answers]


def test_what_one_takes_the_next_of_its_group_does_not_find(shop: Shop) -> None:
    shop.stocked(LAMP=5, RUG=1)
    calls = [ask(LAMP=2), ask(LAMP=2, RUG=1), ask(LAMP=2), ask(RUG=1), ask(LAMP=1)]

    answers = in_one_group(shop, *[lambda each=each: shop.place(each) for each in calls])

    expected = ["Placed", "Placed", "OrderUnavailable", "OrderUnavailable", "Placed"]
    assert kinds(answers) == expected
    assert answers[2].lines[0].available == 1  # type: ignore[union-attr]
    assert (shop.left("LAMP"), shop.left("RUG")) == (0, 0)
    assert shop.written() == {"orders": 3, "items": 4, "keys": 0, "refusals": 3}


def test_order_numbers_and_ids_of_a_group_are_its_own(shop: Shop) -> None:
    shop.stocked(LAMP=9)

    answers = in_one_group(shop, *[lambda: shop.place(ask(LAMP=1))] * 5)

    orders = [answer.order for answer in answers if isinstance(answer, Placed)]
    assert sorted(order.order_number for order in orders) == [f"FL-00000{n}" for n in range(1, 6)]
    assert len({order.order_id for order in orders}) == 5
    kept = shop.database.rows("select order_id, order_number from customer_order")
    assert {(str(row["order_id"]), row["order_number"]) for row in kept} == {
        (order.order_id, order.order_number) for order in orders
    }


def test_one_key_in_one_group_is_one_order(shop: Shop) -> None:
    shop.stocked(LAMP=5)

    answers = in_one_group(
        shop,
        lambda: shop.place(ask(LAMP=2), key="k"),
        lambda: shop.place(ask(LAMP=2), key="k"),
        lambda: shop.place(ask(LAMP=3), key="k"),
        lambda: shop.place(ask(LAMP=2), key="k", owner="bob"),
    )

    first, again, other, bobs = answers
    assert isinstance(first, Placed)
    assert isinstance(again, Placed)
    assert isinstance(bobs, Placed)
    assert (again.order, again.replayed, first.replayed) == (first.order, True, False)
    assert isinstance(other, IdempotencyConflict)
    assert bobs.order.order_id != first.order.order_id
    assert shop.left("LAMP") == 1


def test_key_whose_first_call_was_refused_is_free_in_its_group(shop: Shop) -> None:
    shop.stocked(LAMP=2)

    answers = in_one_group(
        shop,
        lambda: shop.place(ask(LAMP=3), key="k"),
        lambda: shop.place(ask(LAMP=2), key="k"),
    )

    assert kinds(answers) == ["OrderUnavailable", "Placed"]


def test_bound_key_sees_its_own_partner_in_a_group_of_all(shop: Shop) -> None:
    shop.stocked(LAMP=5)
    shop.stocked("weaver", RUG=5)
    weaver = shop.database.rows("from partner where code = 'weaver'")[0]["partner_id"]

    answers = in_one_group(
        shop,
        lambda: shop.place(ask(LAMP=1)),
        lambda: shop.place(ask(LAMP=1), partner_id=weaver),
        lambda: shop.place(ask_of("weaver", {"RUG": 1}), partner_id=weaver),
    )

    assert kinds(answers) == ["Placed", "OrderUnavailable", "Placed"]
    assert answers[1].lines[0].code == "product/not_found"  # type: ignore[union-attr]


def test_order_that_cannot_be_written_fails_alone(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.stocked(LAMP=9)

    def refuse_two(cursor: duckdb.DuckDBPyConnection, placements: Sequence[Placement]) -> None:
        write_orders(cursor, placements)
        if any(each.order.items[0].quantity == 2 for each in placements):
            raise duckdb.ConversionException("two cannot be written")

    monkeypatch.setattr(placing, "write_orders", refuse_two)

    answers = in_one_group(
        shop,
        lambda: shop.place(ask(LAMP=1), key="a"),
        lambda: shop.place(ask(LAMP=2), key="b"),
        lambda: shop.place(ask(LAMP=3), key="c"),
    )

    assert kinds(answers) == ["Placed", "ConversionException", "Placed"]
    assert shop.left("LAMP") == 5
    assert shop.written() == {"orders": 2, "items": 2, "keys": 2, "refusals": 1}
    monkeypatch.undo()
    assert not shop.place(ask(LAMP=2), key="b").replayed
    assert shop.place(ask(LAMP=1), key="a").replayed


def test_orders_stand_though_lost_demand_could_not_be_noted(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.stocked(LAMP=1)

    def fail(*_: object) -> None:
        raise duckdb.IOException("disk full")

    monkeypatch.setattr(placing, "write_refusals", fail)
    answers = in_one_group(
        shop, lambda: shop.place(ask(LAMP=1), key="a"), lambda: shop.place(ask(LAMP=1), key="b")
    )

    assert kinds(answers) == ["Placed", "IOException"]
    assert shop.written() == {"orders": 1, "items": 1, "keys": 1, "refusals": 0}
