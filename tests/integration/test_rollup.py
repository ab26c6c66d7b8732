"""The cells of revenue: what they must never do to an answer."""

from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from threading import Thread
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from analytics.cover import read_cover
from analytics.revenue import read_revenue, read_totals
from analytics.revenue_query import GroupBy, RevenueQuery
from analytics.rollup import Rollup
from catalog.database import Database
from catalog.errors import WriteConflict
from orders.refunds import cancel_order
from tests.cells import BY_CATEGORY, LATER, UTC_ZONE, cover, net, small_shop
from tests.selling import Entry, append, write
from tests.shop import Shop, ask


@pytest.fixture
def shop(database: Database) -> Shop:
    """Lend a shop that has sold something in November."""
    return small_shop(database)


@pytest.fixture
def rollup(shop: Shop) -> Rollup:
    """Lend the cells, worked out in March."""
    rollup = Rollup(shop.database, UTC_ZONE, lambda: LATER)
    rollup.refresh()
    assert cover(shop.database).whole.keys() == {date(2026, 11, 1)}
    return rollup


def change(database: Database, statement: str) -> None:
    with database.transaction() as cursor:
        cursor.execute(statement)


@pytest.mark.usefixtures("rollup")
def test_day_of_the_period_and_of_its_comparison_counts_in_both(shop: Shop) -> None:
    november = RevenueQuery(
        from_day=date(2026, 11, 1), to_day=date(2026, 12, 1), compare="week", keeps_gone=True
    )

    (total,) = read_totals(shop.database, november)

    assert (total.net, total.previous_net) == (Decimal(10), Decimal(10))


@pytest.mark.usefixtures("rollup")
def test_answer_is_read_from_cells_where_they_cover_the_period(shop: Shop) -> None:
    change(shop.database, "update revenue_cell set gross = gross + 1")

    assert net(shop.database) == Decimal(11)
    assert net(shop.database, RevenueQuery(zone="Europe/Berlin")) == Decimal(10)
    assert net(shop.database, RevenueQuery(brand="")) == Decimal(10)


def test_month_that_is_not_over_is_compared_with_cells_of_the_one_before(shop: Shop) -> None:
    change(shop.database, "update order_item set ordered_at = ordered_at - interval 1 month")
    shop.place(ask(LAMP=2))
    query = RevenueQuery(from_day=date(2026, 11, 1), to_day=date(2026, 12, 1), group_by="month")
    before = (read_totals(shop.database, query), read_revenue(shop.database, query))
    Rollup(shop.database, UTC_ZONE, lambda: shop.now).refresh()
    today = shop.now.date()
    assert cover(shop.database).whole == {
        date(2026, 10, 1): date(2026, 11, 1),
        date(2026, 11, 1): today,
    }

    assert [(total.net, total.previous_net) for total in before[0]] == [(Decimal(20), Decimal(10))]
    assert (read_totals(shop.database, query), read_revenue(shop.database, query)) == before


@pytest.mark.usefixtures("rollup")
def test_order_placed_a_moment_ago_is_in_the_next_answer(shop: Shop) -> None:
    order = shop.place(ask(LAMP=2)).order

    assert net(shop.database) == Decimal(30)
    assert [total.orders for total in read_totals(shop.database, BY_CATEGORY)] == [2]
    cancel_order(shop.desk, order.order_id, owner="ann", actor="ann", idempotency_key="k")
    assert net(shop.database) == Decimal(10)


def test_month_that_lines_came_to_is_taken_out_and_worked_out_again(
    shop: Shop, rollup: Rollup
) -> None:
    shop.place(ask(LAMP=2))
    assert cover(shop.database).touched == {date(2026, 11, 1)}

    assert rollup.step() is False  # not while lines come to it
    assert cover(shop.database).whole.keys() == set()
    assert net(shop.database) == Decimal(30)

    rollup.refresh()
    assert cover(shop.database).whole.keys() == {date(2026, 11, 1)}
    assert net(shop.database) == Decimal(30)


def test_day_that_is_not_over_is_left_to_its_lines(shop: Shop, rollup: Rollup) -> None:
    shop.now = LATER
    shop.place(ask(LAMP=2))

    rollup.refresh()

    days = cover(shop.database).whole
    assert days.keys() == {date(2026, month, 1) for month in (11, 12)} | {
        date(2027, month, 1) for month in (1, 2, 3)
    }
    assert days[date(2027, 3, 1)] == LATER.date()
    assert net(shop.database) == Decimal(30)
    shop.place(ask(LAMP=3))
    assert rollup.step() is False  # it touches nothing that is worked out
    assert cover(shop.database).whole == days
    assert net(shop.database) == Decimal(60)


def test_month_that_is_not_over_grows_by_its_days(shop: Shop) -> None:
    change(shop.database, "update order_item set ordered_at = '2026-11-10 12:00:00+00'")
    shop.place(ask(LAMP=2))
    for day in (10, 11, shop.now.day, shop.now.day + 1):
        now = shop.now.replace(day=day)
        Rollup(
            shop.database, UTC_ZONE, partial(datetime.fromtimestamp, now.timestamp(), UTC)
        ).refresh()
        assert cover(shop.database).whole == {date(2026, 11, 1): now.date()}
        assert net(shop.database) == Decimal(30)
        assert net(shop.database, RevenueQuery(product="lumen/LAMP")) == Decimal(30)


@pytest.mark.parametrize(
    "damage",
    [
        "delete from order_item",
        "insert into order_item from order_item",
        "delete from order_item; insert into order_item from (from order_item limit 0)",
    ],
)
def test_cells_of_rows_that_are_gone_are_not_read(shop: Shop, rollup: Rollup, damage: str) -> None:
    change(shop.database, damage)
    expected = shop.database.rows("select coalesce(sum(line_total), 0) as net from order_item")

    assert net(shop.database) == expected[0]["net"]
    rollup.refresh()
    assert net(shop.database) == expected[0]["net"]


def test_cells_that_differ_from_their_lines_are_thrown_away_at_the_start(
    shop: Shop, rollup: Rollup
) -> None:
    rollup.refresh()
    change(shop.database, "update order_item set line_total = 99")
    assert net(shop.database) == Decimal(10)

    Rollup(shop.database, UTC_ZONE, lambda: LATER).refresh()

    assert net(shop.database) == Decimal(99)


@pytest.mark.usefixtures("rollup")
def test_step_that_is_cut_off_changes_nothing(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.place(ask(LAMP=2))
    berlin = Rollup(shop.database, ZoneInfo("Europe/Berlin"), lambda: LATER)
    berlin.step()
    before = shop.database.rows("from revenue_cell")

    def cut_off(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("analytics.rollup.take_out", cut_off)
    with pytest.raises(KeyboardInterrupt):
        Rollup(shop.database, UTC_ZONE, lambda: LATER).step()

    assert shop.database.rows("from revenue_cell") == before
    assert net(shop.database) == Decimal(30)


@pytest.mark.parametrize("part_rows", [1, 10_000])
def test_two_at_once_count_nothing_twice(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, part_rows: int
) -> None:
    monkeypatch.setattr("analytics.month_writer.PART_ROWS", part_rows)
    rollups = [Rollup(shop.database, UTC_ZONE, lambda: LATER) for _ in range(4)]

    def run(rollup: Rollup) -> None:
        while True:
            try:
                return rollup.refresh()
            except WriteConflict:
                continue

    threads = [Thread(target=run, args=[rollup]) for rollup in rollups]
    for number, thread in enumerate(threads):
        thread.start()
        shop.place(ask(LAMP=number + 1))
    for thread in threads:
        thread.join()

    rollups[0].refresh()
    rollups[0].refresh()
    assert net(shop.database) == Decimal(110)
    assert cover(shop.database).whole.keys() == {date(2026, 11, 1)}


def test_other_timezone_has_other_cells(shop: Shop, rollup: Rollup) -> None:
    kiritimati = Rollup(shop.database, ZoneInfo("Pacific/Kiritimati"), lambda: LATER)

    kiritimati.refresh()

    with shop.database.cursor() as cursor:
        assert read_cover(cursor, UTC_ZONE) is None
        assert read_cover(cursor, ZoneInfo("Pacific/Kiritimati")) is not None
    assert net(shop.database) == Decimal(10)
    rollup.forget()
    assert net(shop.database) == Decimal(10)


def line_of(order: int, happened_at: datetime, number: int = 1) -> Entry:
    """Return a line of a past order."""
    return Entry(
        sku="LAMP",
        category="Light",
        brand=None,
        country=None,
        currency="USD",
        happened_at=happened_at,
        is_refund=False,
        order_id=str(UUID(int=order)),
        line=number,
        partner_id=1,
        units=1,
        amount=Decimal(10),
    )


@pytest.mark.parametrize("group_by", ["currency", "partner", "category", "product"])
@pytest.mark.parametrize("is_refreshed_between", [False, True])
def test_order_with_lines_in_two_months_is_one_order(
    sold: Database, group_by: GroupBy, *, is_refreshed_between: bool
) -> None:
    rollup = Rollup(sold, UTC_ZONE, lambda: LATER)
    write(sold, [line_of(1, datetime(2026, 10, 31, 23, tzinfo=UTC))])
    if is_refreshed_between:
        rollup.refresh()
    append(sold, [line_of(1, datetime(2026, 11, 1, 1, tzinfo=UTC), 2)])

    counted = [[row.orders for row in read_revenue(sold, RevenueQuery(group_by=group_by))]]
    rollup.refresh()
    rollup.refresh()
    counted.append([row.orders for row in read_revenue(sold, RevenueQuery(group_by=group_by))])

    assert counted == [[1], [1]]
    assert cover(sold).whole.keys() == {date(2026, 10, 1), date(2026, 11, 1)}


@pytest.mark.usefixtures("rollup")
def test_last_month_there_is_has_none_after_it_to_begin_with(shop: Shop) -> None:
    last = RevenueQuery(group_by="category", from_day=date(9999, 12, 15), to_day=date.max)

    assert read_revenue(shop.database, last) == []
