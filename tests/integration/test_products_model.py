"""Random trade: performance, lost demand, price changes and the feeds' revenue, to the cent."""

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.feed_sales import list_feed_sales
from analytics.performance import (
    Performance,
    PerformanceQuery,
    ProductList,
    read_performance,
    read_performance_totals,
)
from analytics.price_changes import PriceChangeQuery, list_price_changes
from analytics.wanted import list_wanted
from catalog.database import Database
from catalog.partners import NewPartner, create_partner
from tests.model.performance import Move, Refusal, Sold, Sums, price_at, summed, units_around

OPENED = datetime(2026, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 3, 1, tzinfo=UTC)
UTC_ZONE = ZoneInfo("UTC")
PARTNERS = {1: "lumen", 2: "weaver"}
FEEDS = [str(UUID(int=number)) for number in (1, 2, 3)]
# id, partner, SKU and currency: two that orders name by SKU alone
PRODUCTS = [
    (11, 1, "LAMP", "USD"),
    (12, 1, "RUG", "JPY"),
    (13, 2, "LAMP", "USD"),
    (None, 2, "OLD", "USD"),
]
INSERTS = {
    "order_item": """
insert into order_item by name
select
    order_id, line, product_id, key.partner_id as partner_id, key.sku as sku,
    key.sku as product_name, key.currency as currency, 1 as unit_price, units as quantity,
    amount as line_total, feed_id, happened_at as ordered_at, product_id is null as is_imported
from (select unnest($sold::struct(
    happened_at timestamptz, order_id uuid, line integer,
    key struct(partner_id bigint, sku varchar, currency varchar),
    product_id bigint, units bigint, amount decimal(18, 4), feed_id uuid, given boolean
)[], max_depth := 2))
where not given
""",
    "order_refund": """
insert into order_refund by name
select
    order_id, line, product_id, key.partner_id as partner_id, key.sku as sku,
    key.currency as currency, units as quantity, amount, happened_at as refunded_at
from (select unnest($sold::struct(
    happened_at timestamptz, order_id uuid, line integer,
    key struct(partner_id bigint, sku varchar, currency varchar),
    product_id bigint, units bigint, amount decimal(18, 4), feed_id uuid, given boolean
)[], max_depth := 2))
where given
""",
    "product_change": """
insert into product_change by name
select
    feed_id, product_id, 'updated' as action, ['price'] as changed_columns, changed_at,
    {'price': before, 'currency': currency, 'is_active': true} as before,
    {'price': after, 'currency': currency, 'is_active': true} as after
from (select unnest($moves::struct(
    changed_at timestamptz, product_id bigint, feed_id uuid, before decimal(18, 4),
    after decimal(18, 4)
)[], max_depth := 2))
join product using (product_id)
""",
    "order_refusal": """
insert into order_refusal by name
select refused_at, product_id, partner.code as partner, sku, requested,
    case when product_id is null then 'product/not_found' else 'product/inactive' end as code
from (select unnest($refused::struct(
    refused_at timestamptz, partner_id bigint, sku varchar, product_id bigint, requested bigint
)[], max_depth := 2))
join partner using (partner_id)
""",
}
SHELF = """
insert into product by name
select
    $product_id as product_id, $partner_id as partner_id, $sku as sku, $sku as product_name,
    7 as price, $currency as currency, 'in_stock' as availability,
    false as availability_derived, true as is_active, $opened as created_at,
    $opened as updated_at, $feed_id as first_feed_id, $feed_id as last_feed_id,
    $feed_id as price_feed_id
"""
FEED = """
insert into feed by name
select
    $feed_id as feed_id, $partner_id as partner_id, 'full' as mode, 'api' as origin,
    'test' as delivered_by, 'feed.csv' as filename, 'key' as raw_key, 1 as size_bytes,
    '' as sha256, false as hold_requested, 1 as profile_version, 'COMPLETED' as status,
    $opened as received_at, $opened as finished_at, 0 as rows_read, 0 as inserted, 0 as updated,
    0 as unchanged, 0 as skipped, 0 as deactivated
"""


@dataclass(frozen=True)
class World:
    """Everything that happened, and the price of each product today."""

    sold: list[Sold]
    moves: list[Move]
    refused: list[Refusal]


moments = st.builds(
    lambda hours, minutes: OPENED + timedelta(hours=hours, minutes=minutes),
    st.integers(1, 58 * 24),
    st.integers(0, 59),
)
amounts = st.decimals("0.01", "99999", places=2)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    sold: list[Sold] = []
    for number in range(draw(st.integers(0, 14))):
        product_id, partner_id, sku, currency = draw(st.sampled_from(PRODUCTS))
        line = Sold(
            happened_at=draw(moments),
            order_id=str(UUID(int=draw(st.integers(1, 6)))),
            line=number,
            key=(partner_id, sku, currency),
            product_id=product_id,
            units=draw(st.integers(1, 9)),
            amount=draw(amounts),
            feed_id=draw(st.sampled_from(FEEDS)) if product_id else None,
        )
        sold.append(line)
        if draw(st.booleans()):
            later = line.happened_at + timedelta(days=draw(st.integers(0, 20)))
            share = draw(st.decimals("0.01", "50", places=2))
            back = min(share, line.amount)
            sold.append(Sold(**{**vars(line), "happened_at": later, "amount": back, "given": True}))
    refused = [
        Refusal(draw(moments), partner_id, sku, product_id, draw(st.integers(1, 9)))
        for product_id, partner_id, sku, _ in draw(st.lists(st.sampled_from(PRODUCTS), max_size=5))
    ]
    return World(sold, draw(price_moves()), refused)


@st.composite
def price_moves(draw: st.DrawFn) -> list[Move]:
    """Draw for each product prices that lead to today's 7."""
    moves = []
    for product_id, *_ in PRODUCTS[:3]:
        assert product_id is not None
        times = sorted(draw(st.lists(moments, max_size=4, unique=True)))
        prices = [draw(st.integers(8 + 10 * at, 17 + 10 * at)) for at in range(len(times))] + [7]
        for at, moment in enumerate(times):
            before, after = Decimal(prices[at]), Decimal(prices[at + 1])
            moves.append(Move(moment, product_id, draw(st.sampled_from(FEEDS)), before, after))
    return moves


@pytest.fixture
def shop(database: Database) -> Database:
    for code in PARTNERS.values():
        create_partner(database, NewPartner(code=code, name=code))
    with database.transaction() as cursor:
        for number, feed_id in enumerate(FEEDS):
            named = {"feed_id": feed_id, "partner_id": 1 + number % 2, "opened": OPENED}
            cursor.execute(FEED, named)
        for product_id, partner_id, sku, currency in PRODUCTS[:3]:
            cursor.execute(
                SHELF,
                {
                    "product_id": product_id,
                    "partner_id": partner_id,
                    "sku": sku,
                    "currency": currency,
                    "opened": OPENED,
                    "feed_id": FEEDS[0],
                },
            )
    return database


def write(database: Database, world: World) -> None:
    entries = {name: [asdict(each) for each in made] for name, made in vars(world).items()}
    for each in entries["sold"]:
        each["key"] = dict(zip(("partner_id", "sku", "currency"), each["key"], strict=True))
    with database.transaction() as cursor:
        for table, statement in INSERTS.items():
            cursor.execute(f"delete from {table}")  # noqa: S608 - our own tables
            named = {n: made for n, made in entries.items() if f"${n}" in statement}
            cursor.execute(statement, named)


def told(row: Performance) -> tuple[object, ...]:
    return (row.partner, row.sku, row.currency, row.orders, row.units, row.gross, row.refunds)


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
    first, end, length = date(2026, 1, 30), date(2026, 2, 20), timedelta(days=21)
    start, stop = (datetime(day.year, day.month, day.day, tzinfo=UTC) for day in (first, end))
    query = PerformanceQuery(from_day=first, to_day=end)
    now = summed(world.sold, lambda line: line.key, start, stop)
    before = summed(world.sold, lambda line: line.key, start - length, start)
    empty = Sums().told
    now_told = {key: sums.told for key, sums in now.items()}
    before_told = {key: sums.told for key, sums in before.items()}
    change = {
        key: now_told.get(key, empty)[4] - before_told.get(key, empty)[4]
        for key in now_told.keys() | before_told.keys()
    }
    ids = {code: number for number, code in PARTNERS.items()}

    best = all_of(database, query, "best")
    falling = all_of(database, query, "falling")
    rising = all_of(database, query, "rising")

    def key_of(row: Performance) -> tuple[int, str, str]:
        return (ids[row.partner], row.sku, row.currency)

    assert {key_of(row) for row in best} == set(now_told)
    assert [row.net for row in best] == sorted((row.net for row in best), reverse=True)
    for row in (*best, *falling, *rising):
        got = (row.orders, row.units, row.gross, row.refunds, row.net)
        was = (
            row.previous_orders,
            row.previous_units,
            row.previous_gross,
            row.previous_refunds,
            row.previous_net,
        )
        assert got == now_told.get(key_of(row), empty)
        assert was == before_told.get(key_of(row), empty)
        assert row.change == change[key_of(row)]
    assert {key_of(row) for row in falling} == {key for key, by in change.items() if by < 0}
    assert {key_of(row) for row in rising} == {key for key, by in change.items() if by > 0}
    assert [row.change for row in falling] == sorted(by for by in change.values() if by < 0)
    assert sum(each.lost for each in read_performance_totals(database, query)) == -sum(
        by for by in change.values() if by < 0
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

    rows = list_wanted(database, None, None, zone=UTC_ZONE, limit=100)

    assert {(row.partner, row.sku): [row.units, row.lost] for row in rows} == expected
    assert {row.product_id for row in rows if row.sku == "OLD"} <= {None}


def check_price_changes(database: Database, world: World) -> None:
    found = []
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
