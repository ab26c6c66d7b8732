"""Random trade: performance, lost demand, price changes and the feeds' revenue, to the cent."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings

from analytics.feed_sales import list_feed_sales
from analytics.performance import (
    Performance,
    PerformanceQuery,
    ProductList,
    read_performance,
    read_performance_totals,
)
from analytics.price_changes import PriceChange, PriceChangeQuery, list_price_changes
from analytics.revenue import read_revenue
from analytics.revenue_query import RevenueQuery
from analytics.rollup import Rollup
from analytics.wanted import Wanted, list_wanted
from catalog.database import Database
from tests.drawn_trade import NOW, OPENED, PARTNERS, UTC_ZONE, World, open_shop, worlds, write
from tests.model.performance import Sums, price_at, summed, units_around

IDS = {code: number for number, code in PARTNERS.items()}
FIRST, END = date(2026, 1, 30), date(2026, 2, 20)
EMPTY = Sums().told


@pytest.fixture
def shop(database: Database) -> Database:
    return open_shop(database)


def key_of(row: Performance) -> tuple[int, str, str]:
    return (IDS[row.partner], row.sku, row.currency)


def all_of(database: Database, query: PerformanceQuery, wanted: ProductList) -> list[Performance]:
    """Return the whole list, read two by two."""
    rows: list[Performance] = []
    cursor = None
    while True:
        page = read_performance(database, query, wanted, dict.fromkeys, limit=2, cursor=cursor)
        rows += page.items
        cursor = page.next_cursor
        if cursor is None:
            return rows


def check_performance(database: Database, world: World) -> None:
    start, stop = (datetime(day.year, day.month, day.day, tzinfo=UTC) for day in (FIRST, END))
    query = PerformanceQuery(from_day=FIRST, to_day=END)
    now = summed(world.sold, lambda line: line.key, start, stop)
    before = summed(world.sold, lambda line: line.key, start - timedelta(days=21), start)
    of_now = {key: sums.told for key, sums in now.items()}
    of_before = {key: sums.told for key, sums in before.items()}
    change = {
        key: of_now.get(key, EMPTY)[4] - of_before.get(key, EMPTY)[4]
        for key in of_now.keys() | of_before.keys()
    }

    best = all_of(database, query, "best")
    falling = all_of(database, query, "falling")
    rising = all_of(database, query, "rising")

    assert {key_of(row) for row in best} == set(of_now)
    assert [row.net for row in best] == sorted((row.net for row in best), reverse=True)
    for row in (*best, *falling, *rising):
        assert told(row) == of_now.get(key_of(row), EMPTY)
        assert told_before(row) == of_before.get(key_of(row), EMPTY)
        assert row.change == change[key_of(row)]
    query_of_revenue = RevenueQuery(from_day=FIRST, to_day=END, group_by="product")
    assert {(f"{row.partner}/{row.sku}", row.currency, row.orders, row.net) for row in best} == {
        (row.key, row.currency, row.orders, row.net)
        for row in read_revenue(database, query_of_revenue)
    }
    lost = {key: by for key, by in change.items() if by < 0}
    assert {key_of(row) for row in falling} == set(lost)
    assert {key_of(row) for row in rising} == {key for key, by in change.items() if by > 0}
    assert [row.change for row in falling] == sorted(lost.values())
    totals = read_performance_totals(database, query)
    assert sum(each.lost for each in totals) == -sum(lost.values())


def told(row: Performance) -> tuple[object, ...]:
    return (row.orders, row.units, row.gross, row.refunds, row.net)


def told_before(row: Performance) -> tuple[object, ...]:
    return tuple(
        getattr(row, f"previous_{name}") for name in ("orders", "units", "gross", "refunds", "net")
    )


def check_feeds(database: Database, world: World) -> None:
    by_feed = summed(
        [line for line in world.sold if line.feed_id],
        lambda line: (line.feed_id, line.key[2]),
        OPENED,
        NOW + timedelta(days=99),
    )

    rows = (
        list_feed_sales(database, 2).items
        + list_feed_sales(database, 2, list_feed_sales(database, 2).next_cursor).items
    )

    assert {
        (feed.feed_id, each.currency): (
            each.orders,
            each.units,
            each.gross,
            each.refunds,
            each.net,
        )
        for feed in rows
        for each in feed.sales
    } == {key: sums.told for key, sums in by_feed.items()}


def check_wanted(database: Database, world: World) -> None:
    expected: dict[tuple[str, str], list[object]] = {}
    for each in world.refused:
        units, lost = expected.setdefault((PARTNERS[each.partner_id], each.sku), [0, None])
        if each.product_id is not None:
            price = price_at(world.moves, each.product_id, each.refused_at, Decimal(7))
            lost = (lost or 0) + each.requested * price  # type: ignore[operator]
        expected[PARTNERS[each.partner_id], each.sku] = [units + each.requested, lost]  # type: ignore[operator]

    rows = list_wanted(database, None, None, zone=UTC_ZONE, limit=100).items
    paged: list[Wanted] = []
    cursor = None
    while True:
        page = list_wanted(database, None, None, zone=UTC_ZONE, limit=2, cursor=cursor)
        paged += page.items
        cursor = page.next_cursor
        if cursor is None:
            break

    assert paged == list(rows)
    assert {(row.partner, row.sku): [row.units, row.lost] for row in rows} == expected
    assert {row.product_id for row in rows if row.sku == "OLD"} <= {None}


def check_price_changes(database: Database, world: World) -> None:
    found: list[PriceChange] = []
    cursor = None
    while True:
        page = list_price_changes(database, PriceChangeQuery(UTC_ZONE), NOW, 3, cursor)
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            break

    assert [(row.changed_at, row.product_id) for row in found] == sorted(
        ((move.changed_at, move.product_id) for move in world.moves),
        key=lambda each: (-each[0].timestamp(), each[1]),
    )
    by_key = {(move.changed_at, move.product_id): move for move in world.moves}
    for row in found:
        move = by_key[row.changed_at, row.product_id]
        assert (row.price_before, row.price_after) == (move.before, move.after)
        assert (row.units_before, row.units_after) == units_around(
            world.sold, world.moves, move, OPENED, NOW
        )


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(worlds())
def test_products_and_feeds_come_to_what_a_plain_model_finds(shop: Database, world: World) -> None:
    write(shop, world)

    check_performance(shop, world)
    check_feeds(shop, world)
    check_wanted(shop, world)
    check_price_changes(shop, world)
    with shop.transaction() as cursor:
        # only what was imported has lines of one order on several days
        cursor.execute("update order_item set is_imported = true")
    Rollup(shop, UTC_ZONE, lambda: NOW).refresh()
    check_performance(shop, world)
