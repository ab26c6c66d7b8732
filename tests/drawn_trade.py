"""A drawn world of products, feeds, orders and refusals, written straight to the tables."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from catalog.database import Database
from catalog.partners import NewPartner, create_partner
from tests.model.performance import Move, Refusal, Sold

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
    """Draw up to 14 lines with their refunds, price moves, and refusals."""
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


def open_shop(database: Database) -> Database:
    """Write partners, feeds and products, and return the database."""
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
    """Write what happened, in place of what did before."""
    entries = {name: [asdict(each) for each in made] for name, made in vars(world).items()}
    for each in entries["sold"]:
        each["key"] = dict(zip(("partner_id", "sku", "currency"), each["key"], strict=True))
    with database.transaction() as cursor:
        for table, statement in INSERTS.items():
            cursor.execute(f"delete from {table}")  # noqa: S608 - our own tables
            named = {n: made for n, made in entries.items() if f"${n}" in statement}
            cursor.execute(statement, named)
