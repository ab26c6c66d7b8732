"""Offers, sales and feeds for tests of what stands now, drawn and written to the tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import strategies as st

from catalog.database import Database
from catalog.partners import NewPartner, create_partner
from tests.model.standing import LOADED, Delivery, Offer
from tests.shop import Shop, ask_of

OPENED = datetime(2026, 10, 24, 20, tzinfo=UTC)
LATE = "tailor"  # comes to the partners that a database of the trading floor has
PARTNERS = ("lumen", "weaver", LATE)
GTINS = [None, "4006381333931", "4006381333931", "5901234123457"]
NO_PRODUCTS = ("row/image_only", "row/variable_parent")
FEED = """
insert into feed by name
select
    $feed_id::uuid as feed_id, partner_id, 'full' as mode, 'api' as origin,
    'test' as delivered_by, 'feed.csv' as filename, 'key' as raw_key, 1 as size_bytes,
    '' as sha256, false as hold_requested, 1 as profile_version, $status as status,
    $received_at as received_at, $finished_at as finished_at, $rows_read as rows_read,
    $loaded_rows as inserted, 0 as updated, 0 as unchanged, $skipped as skipped, 0 as deactivated,
    case when $status = 'REVERTED' then {
        'restored': 0, 'removed': 0, 'kept_for_orders': 0, 'changed_since': 0
    } end as reverted,
    case when $status = 'REVERTED' then $finished_at end as reverted_at,
    case when not $has_report then $finished_at end as report_deleted_at
from partner
where code = $partner
"""
ISSUE = """
insert into feed_issue by name
select
    $feed_id::uuid as feed_id, n as position, n as record_number, n + 1 as line_number,
    $code as code, $severity as severity, 'skipped' as row_outcome
from range(1, $count + 1) as issue(n)
"""
COUNT = """
insert into feed_issue_count by name
select
    $feed_id::uuid as feed_id, $code as code, $severity as severity, $count as count
where $count > 0
"""
OFFERED = """
update product
set gtin = $gtin, is_active = $is_active
where product_id = $product_id
"""


@dataclass(frozen=True)
class Standing:
    """What is offered now, (offer, units, hours after the one before) of each order, and feeds."""

    offers: list[Offer]
    orders: list[tuple[int, int, int]]
    feeds: list[Delivery]


def load_of(partner: str, took_ms: int) -> Delivery:
    """Return a feed without a record that was loaded in so many milliseconds."""
    took = timedelta(milliseconds=took_ms)
    return Delivery(partner, OPENED, took, "COMPLETED", 0, 0, 0, has_report=True)


prices = st.decimals("0.01", "99999", places=2)
offers = st.builds(
    Offer,
    partner=st.sampled_from(PARTNERS),
    sku=st.sampled_from(["LAMP", "RUG", "SOFA"]),
    price=prices,
    sale_price=st.one_of(st.none(), prices),
    currency=st.sampled_from(["USD", "USD", "KWD", "JPY"]),
    gtin=st.sampled_from(GTINS),
    quantity=st.sampled_from([None, 60, 97, 1000]),
    is_active=st.sampled_from([True, True, True, False]),
)
feeds = st.builds(
    Delivery,
    partner=st.sampled_from(PARTNERS),
    received_at=st.integers(0, 50 * 60).map(lambda minutes: OPENED + timedelta(minutes=minutes)),
    took=st.integers(0, 10**8).map(lambda took_ms: timedelta(milliseconds=took_ms)),
    status=st.sampled_from([*LOADED, "HELD", "FAILED"]),
    loaded_rows=st.integers(0, 999),
    no_products=st.integers(0, 9),
    bad_rows=st.integers(0, 9),
    has_report=st.booleans(),
).filter(lambda feed: feed.status != "COMPLETED" or not (feed.no_products + feed.bad_rows))
standings = st.builds(
    Standing,
    st.lists(offers, min_size=3, max_size=8, unique_by=lambda offer: (offer.partner, offer.sku)),
    st.lists(st.tuples(st.integers(0, 7), st.integers(1, 6), st.integers(0, 20)), max_size=9),
    st.lists(feeds, max_size=6),
)


def write_standing(database: Database, standing: Standing) -> Shop:
    """Offer, order while all are active, end the offers that are not, and note the feeds."""
    create_partner(database, NewPartner(code=LATE, name=LATE))
    shop = Shop(database, OPENED)
    for offer in standing.offers:
        named = {"price": offer.price, "sale_price": offer.sale_price, "currency": offer.currency}
        shop.add(offer.sku, offer.partner, quantity=offer.quantity, **named)
    for number, units, hours in standing.orders:
        shop.wait(hours=hours)
        offer = standing.offers[number % len(standing.offers)]
        shop.place(ask_of(offer.partner, {offer.sku: units}))
    with shop.merge() as cursor:
        for offer in standing.offers:
            now = {"gtin": offer.gtin, "is_active": offer.is_active}
            cursor.execute(OFFERED, now | {"product_id": shop.ids[offer.partner, offer.sku]})
    _write_feeds(database, standing.feeds)
    return shop


def _write_feeds(database: Database, deliveries: Sequence[Delivery]) -> None:
    with database.transaction() as cursor:
        for number, feed in enumerate(deliveries, start=1):
            row = {**vars(feed), "feed_id": str(UUID(int=number)), "rows_read": feed.rows_read}
            skipped, ended = feed.no_products + feed.bad_rows, feed.received_at + feed.took
            row |= {"skipped": skipped, "finished_at": None if feed.status == "HELD" else ended}
            named = ("feed_id", "partner", "status", "received_at", "finished_at", "rows_read")
            of_row = (*named, "loaded_rows", "skipped", "has_report")
            cursor.execute(FEED, {name: row[name] for name in of_row})
            images = feed.no_products // 2
            found = (
                *zip(NO_PRODUCTS, (images, feed.no_products - images), strict=True),
                ("sku/empty", feed.bad_rows),
            )
            for code, count in found:
                severity = "info" if code in NO_PRODUCTS else "error"
                issue = {"feed_id": row["feed_id"], "code": code, "severity": severity}
                cursor.execute(ISSUE if feed.has_report else COUNT, issue | {"count": count})
