"""The benchmark of orders, small: it accounts for every unit, and notices a lost one."""

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.demand import Demand, sku
from benchmarks.feedledger_orders import WAY, open_feedledger
from benchmarks.feeds import ORDERABLE, write_feed
from benchmarks.orders import main, read_plan
from benchmarks.postgres import missing_programs
from benchmarks.postgres_orders import ways_of_ordering

SMALL = ["--products=3000", "--history=3000", "--rows=4000", "--seconds=1", "--seed=7", "--clients"]
LACKING = ", ".join(missing_programs())


def test_small_run_of_ours_accounts_for_every_unit(capsys: pytest.CaptureFixture[str]) -> None:
    found = main(read_plan([*SMALL, "1", "8", "--only=feedledger"]))

    printed = capsys.readouterr().out
    assert found == 0, printed
    assert [row for row in printed.splitlines() if WAY in row and "| 0 |" in row] == []
    assert sum(f"| {WAY} |" in row for row in printed.splitlines()) == 6
    assert "Units sold are the stock taken" in printed


@pytest.mark.skipif(bool(LACKING), reason=f"PostgreSQL is not installed: {LACKING}")
def test_small_run_of_postgres_accounts_for_every_unit(capsys: pytest.CaptureFixture[str]) -> None:
    found = main(read_plan([*SMALL, "8", "--only=postgres", "--skews=1.1"]))

    printed = capsys.readouterr().out
    assert found == 0, printed
    for way in ways_of_ordering():
        assert f"| {way} |" in printed


def test_lost_item_and_an_order_that_was_not_answered_are_noticed(tmp_path: Path) -> None:
    path = write_feed(tmp_path / "feed.csv", 300, malformed=False, cells=ORDERABLE)
    with open_feedledger(tmp_path / "home", "1GB") as shop:
        shop.fill(path, 0)
        calls = iter(range(9))
        shop.measure(Demand(300), 1, lambda: next(calls) < 5, 1)
        assert shop.check() == []

        (answered,) = shop.tallies
        shop.tallies[:] = [replace(answered, orders=answered.orders - 1)]
        assert any("was answered" in fault for fault in shop.check())

        shop.tallies[:] = [answered]
        with shop.running.database.transaction() as cursor:
            cursor.execute("delete from order_item where line = 2")
        assert any("was answered" in fault for fault in shop.check())


@pytest.mark.parametrize("skew", [0, 1.1])
def test_demand_is_the_same_for_the_same_seed_and_names_no_product_twice(skew: float) -> None:
    demand = Demand(300, skew)

    first, again, other = (demand.orders(seed) for seed in (1, 1, 2))

    orders = [next(first) for _ in range(600)]
    assert orders == [next(again) for _ in range(600)]
    assert orders != [next(other) for _ in range(600)]
    assert all(len({named for named, _ in order}) == 3 for order in orders)
    there = {sku(number) for number in range(300)}
    assert {named for order in orders for named, _ in order} <= there


def test_some_products_are_asked_for_far_more_often_by_zipfs_law() -> None:
    def most(skew: float) -> int:
        orders = Demand(300, skew).orders(3)
        asked = [named for _ in range(500) for named, _ in next(orders)]
        return max(map(asked.count, set(asked)))

    assert most(1.1) > 3 * most(0)
