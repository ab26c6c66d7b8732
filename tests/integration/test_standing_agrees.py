"""Random offers, sales and feeds: every share, mean and time is that of a plain model, anywhere."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import example, given, settings

from analytics.feed_volume import VolumeGroup, read_feed_volumes
from analytics.performance import PerformanceQuery, read_performance
from catalog.database import Database
from orders.stock import available_units
from tests.api import Client
from tests.model import standing as model
from tests.model.standing import Delivery, Offer
from tests.publishing import Publishing
from tests.soaking import tried
from tests.standing import Standing, load_of, standings, write_standing
from tests.trading import TradingFloor

ZONE = "Europe/Berlin"
GROUPS: tuple[VolumeGroup, ...] = ("day", "week", "month", "partner")
# as an analyst writes them who has read docs/analysts.md
INDEXES = """
with asked as (
    select partner, sku, gtin, currency, coalesce(sale_price, price) as price
    from products
    where is_active and gtin is not null
),
lowest as (
    select partner, gtin, currency, min(price) as price from asked group by all
)
select own.partner, own.sku, measure_price_index(
    any_value(own.price), sum(other.price), count(other.price)
)
from asked as own
join lowest as other using (gtin, currency)
where other.partner <> own.partner
group by all
"""
SHARES = """
select partner, sku, measure_sell_through(units, $left[partner || '/' || sku])
from product_performance
where units > 0
"""
FEEDS = """
select
    {key} as key, measure_feed_quality(sum(rows_read), sum(skipped), sum(no_products)),
    measure_time_to_catalog(received_at, finished_at)
from feeds
where status in ('COMPLETED', 'COMPLETED_WITH_ERRORS', 'REVERTED')
group by all
"""
KEYS_OF_FILE = {
    "day": "strftime(day, '%Y-%m-%d')",
    "week": "strftime(date_trunc('week', day), '%Y-%m-%d')",
    "month": "strftime(day, '%Y-%m')",
    "partner": "partner",
}
# whose median is 500.5 ms: a float of seconds lies just below it
HALF_A_MS = Standing([], [], [load_of("lumen", took_ms=48), load_of("lumen", took_ms=953)])
Shares = dict[tuple[str, str], tuple[Decimal | None, Decimal | None]]
Quality = dict[str, tuple[Decimal | None, Decimal | None]]


@pytest.fixture(scope="module")
def floor(tmp_path_factory: pytest.TempPathFactory) -> TradingFloor:
    return TradingFloor(tmp_path_factory.mktemp("standing"))


@settings(tried(), max_examples=6 if tried().max_examples == 25 else tried().max_examples)
@given(standings)
@example(HALF_A_MS)
def test_shares_and_times_are_those_of_a_plain_model_on_every_screen(
    floor: TradingFloor, client: Client, standing: Standing
) -> None:
    with floor.lend() as database:
        shop = write_standing(database, standing)
        client.replace(database=database, zone=ZoneInfo(ZONE))
        publishing = Publishing(database, floor.folder / "published", ZONE)
        publishing.publish()

        shares = expected_shares(standing)
        assert shares_on_page(database) == shares
        assert shares_over_http(client) == shares
        left = {f"{whose}/{sku}": shop.left(sku, whose) for whose, sku in shop.ids}
        assert shares_in_file(publishing.path, left) == shares
        for group_by in GROUPS:
            quality = expected_quality(standing, group_by)
            assert quality_on_page(database, group_by) == quality
            assert quality_over_http(client, group_by) == quality
            loaded = {key: told for key, told in quality.items() if told[1] is not None}
            assert quality_in_file(publishing.path, group_by) == loaded


def expected_shares(standing: Standing) -> Shares:
    """Return sell-through and price index of each product that was ordered."""
    sold: dict[Offer, int] = defaultdict(int)
    for number, units, _ in standing.orders:
        sold[standing.offers[number % len(standing.offers)]] += units
    return {
        (offer.partner, offer.sku): (
            model.sell_through(units, offer),
            model.price_index(offer, standing.offers),
        )
        for offer, units in sold.items()
    }


def shares_on_page(database: Database) -> Shares:
    left = partial(available_units, database)
    page = read_performance(database, PerformanceQuery(zone=ZONE), "best", left, limit=100)
    return {(row.partner, row.sku): (row.sell_through, row.price_index) for row in page.items}


def shares_over_http(client: Client) -> Shares:
    rows = client.get("/api/v1/analytics/products").json()["items"]
    return {
        (row["partner"], row["sku"]): (exact(row["sell_through"]), exact(row["price_index"]))
        for row in rows
    }


def shares_in_file(path: Path, left: dict[str, int | None]) -> Shares:
    """Return what the file's macros say; what is left to order is no column of the file."""
    shares = ask(path, SHARES, {"left": duckdb_map(left)})
    indexes = {(partner, sku): index for partner, sku, index in ask(path, INDEXES)}
    return {(partner, sku): (share, indexes.get((partner, sku))) for partner, sku, share in shares}


def expected_quality(standing: Standing, group_by: VolumeGroup) -> Quality:
    """Return feed quality and time to catalog of each key that a feed came in."""
    groups: dict[str, list[Delivery]] = defaultdict(list)
    for feed in standing.feeds:
        groups[key_of(feed, group_by)].append(feed)
    return {
        key: (model.quality(feeds), model.time_to_catalog(feeds)) for key, feeds in groups.items()
    }


def key_of(feed: Delivery, group_by: VolumeGroup) -> str:
    day = feed.received_at.astimezone(ZoneInfo(ZONE)).date()
    monday = date.fromordinal(day.toordinal() - day.weekday())
    keys = {"day": str(day), "week": str(monday), "month": str(day)[:7], "partner": feed.partner}
    return keys[group_by]


def quality_on_page(database: Database, group_by: VolumeGroup) -> Quality:
    rows = read_feed_volumes(database, None, None, group_by=group_by, zone=ZoneInfo(ZONE))
    return {row.key: (row.quality_percent, row.median_s) for row in rows}


def quality_over_http(client: Client, group_by: VolumeGroup) -> Quality:
    rows = client.get("/api/v1/analytics/feeds", params={"group_by": group_by}).json()["items"]
    return {row["key"]: (exact(row["quality_percent"]), exact(row["median_s"])) for row in rows}


def quality_in_file(path: Path, group_by: VolumeGroup) -> Quality:
    rows = ask(path, FEEDS.format(key=KEYS_OF_FILE[group_by]))
    return {key: (quality, median_s) for key, quality, median_s in rows}


def ask(path: Path, sql: str, asked: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as reader:
        return reader.execute(sql, asked).fetchall()


def duckdb_map(of: dict[str, int | None]) -> dict[str, Iterable[object]]:
    """Return the dictionary as DuckDB takes a map."""
    return {"key": list(of), "value": list(of.values())}


def exact(text: str | None) -> Decimal | None:
    assert text is None or isinstance(text, str)
    return None if text is None else Decimal(text)
