"""Product performance, feeds and sales, and causes over HTTP; a bound key sees its own alone."""

from datetime import timedelta
from decimal import Decimal

import pytest

from catalog.clock import utc_now
from catalog.database import Database
from catalog.paging import encode_cursor
from tests.api import Client
from tests.makers import FEED_ID, make_partner, make_products

PREFIX = "/api/v1/analytics"
LOADED = """
insert into feed by name
select
    $feed_id as feed_id, partner_id, 'full' as mode, 'api' as origin,
    'test' as delivered_by, 'feed.csv' as filename, 'key' as raw_key, 1 as size_bytes,
    '' as sha256, false as hold_requested, 1 as profile_version, 'COMPLETED_WITH_ERRORS' as status,
    $at as received_at, $at + to_seconds(3) as finished_at, 4 as rows_read, 3 as inserted,
    0 as updated, 0 as unchanged, 1 as skipped, 0 as deactivated
from partner
where code = 'lumen'
"""


@pytest.fixture(autouse=True)
def _sold(client: Client, database: Database) -> None:
    """Sell two units of A of each of two partners, and refuse five of B."""
    opened = utc_now() - timedelta(days=3)
    for code, price in (("lumen", 15), ("weaver", 10)):
        partner = make_partner(database, code)
        known = {"created_at": opened, "gtin": "4006381333931"}
        sold = {"sku": "A", "price": Decimal(price), "quantity": 8, **known}
        gone = {"sku": "B", "price": Decimal(price), "is_active": False, **known}
        make_products(database, partner, sold, gone, {"sku": "C", **known})
        for sku, units in (("A", 2), ("B", 5), ("GONE", 1)):
            lines = [{"partner": code, "sku": sku, "quantity": units}]
            order = {"customer_ref": "c", "lines": lines}
            client.post("/api/v1/orders", json=order, headers={"Idempotency-Key": f"{code}{sku}"})
    with database.transaction() as cursor:
        cursor.execute(LOADED, {"feed_id": FEED_ID, "at": opened})


def rows(client: Client, path: str, **sent: str) -> list[dict[str, object]]:
    answer = client.get(f"{PREFIX}{path}", **sent)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, object]] = answer.json()["items"]
    return items


def test_performance_has_measures_and_where_the_product_stands(client: Client) -> None:
    first, second = rows(client, "/products")

    assert (first["partner"], first["sku"], first["units"]) == ("lumen", "A", 2)
    assert (first["gross"], first["refunds"], first["net"]) == ("30.00", "0.00", "30.00")
    assert (first["sell_through"], first["price_index"]) == ("25.0", "150.0")
    assert (second["sell_through"], second["price_index"]) == ("25.0", "66.7")
    assert (first["previous_net"], first["change"]) == (None, None)


def test_pages_of_performance_go_on_where_they_ended(client: Client) -> None:
    page = client.get(f"{PREFIX}/products?limit=1").json()
    after = client.get(f"{PREFIX}/products?limit=1&cursor={page['next_cursor']}").json()
    other = client.get(f"{PREFIX}/products?list=falling&cursor={page['next_cursor']}")

    assert [row["partner"] for row in page["items"] + after["items"]] == ["lumen", "weaver"]
    assert after["next_cursor"] is None
    assert (other.status_code, other.json()["code"]) == (422, "request/cursor")


def test_unsold_products_are_active_and_have_no_line(client: Client) -> None:
    never = rows(client, "/products/unsold")
    last_year = rows(client, "/products/unsold?to=2026-01-01")

    assert [(row["partner"], row["sku"]) for row in never] == [("lumen", "C"), ("weaver", "C")]
    assert {row["last_sold_at"] for row in never} == {None}
    assert last_year == []  # they were not in the catalog


def test_wanted_products_tell_what_was_lost_and_whether_they_can_be_ordered(
    client: Client, database: Database
) -> None:
    with database.transaction() as cursor:
        cursor.execute("update product set is_active = true where sku = 'B' and price = 15")
        cursor.execute("update partner set merges = merges + 1")

    found = {(row["partner"], row["sku"]): row for row in rows(client, "/products/wanted")}

    lumen, weaver = found["lumen", "B"], found["weaver", "B"]
    assert (lumen["units"], lumen["lost"], lumen["can_be_ordered"]) == (5, "75.00", True)
    assert (weaver["units"], weaver["lost"], weaver["can_be_ordered"]) == (5, "50.00", False)
    assert weaver["codes"] == ["product/inactive"]
    unknown = found["lumen", "GONE"]
    assert (unknown["product_id"], unknown["lost"], unknown["because"]) == (None, None, None)
    assert unknown["can_be_ordered"] is False


def test_feeds_have_volumes_quality_and_what_they_sold(client: Client) -> None:
    (volume,) = rows(client, "/feeds?group_by=partner")
    (feed,) = rows(client, "/feeds/sales")
    effects = client.get(f"{PREFIX}/feeds/{FEED_ID}").json()

    assert (volume["key"], volume["feeds"], volume["rows_read"]) == ("lumen", 1, 4)
    assert (volume["skipped_percent"], volume["quality_percent"]) == ("25.0", "75.0")
    assert (volume["median_s"], volume["p95_s"]) == ("3.000", "3.000")
    assert feed["sales"] == [
        {
            "currency": "USD",
            "orders": 2,
            "units": 4,
            "gross": "50.00",
            "refunds": "0.00",
            "net": "50.00",
        }
    ]
    assert (effects["feed"], effects["products"]) == (feed, 0)


def test_feed_that_was_never_loaded_has_no_effects(client: Client, database: Database) -> None:
    with database.transaction() as cursor:
        cursor.execute("update feed set status = 'REJECTED'")

    for feed_id in (FEED_ID, "00000000-0000-0000-0000-0000000000ff", "x"):
        answer = client.get(f"{PREFIX}/feeds/{feed_id}")
        assert (answer.status_code, answer.json()["code"]) == (404, "feed/not_found")


def test_causes_of_a_day_are_answered_at_once(client: Client) -> None:
    today = client.get(f"{PREFIX}/days/{utc_now().date()}/causes").json()

    assert (today["totals"][0]["net"], today["totals"][0]["lost"]) == ("50.00", "0.00")
    assert today["until"] is not None
    assert {row["code"] for row in today["refused"]} == {"product/inactive", "product/not_found"}


def test_bound_key_sees_its_own_products_and_no_price_of_others(client: Client) -> None:
    bound = client.make_key("analytics:read", partner="weaver")

    (performed,) = rows(client, "/products", key=bound)
    wanted = rows(client, "/products/wanted", key=bound)
    day = client.get(f"{PREFIX}/days/{utc_now().date()}/causes", key=bound).json()

    assert (performed["partner"], performed["price_index"]) == ("weaver", None)
    assert {row["partner"] for row in wanted} == {"weaver"}
    assert {row["partner"] for row in rows(client, "/products/unsold", key=bound)} == {"weaver"}
    assert rows(client, "/feeds", key=bound) == rows(client, "/feeds/sales", key=bound) == []
    assert rows(client, "/products/price-changes", key=bound) == []
    assert {row["partner"] for row in day["refused"]} == {"weaver"}
    assert day["totals"][0]["net"] == "20.00"
    foreign = client.get(f"{PREFIX}/feeds/{FEED_ID}", key=bound)
    assert (foreign.status_code, foreign.json()["code"]) == (404, "feed/not_found")


@pytest.mark.parametrize(
    "path",
    [
        *("/products", "/products/unsold", "/products/wanted", "/products/price-changes"),
        *("/feeds", "/feeds/sales", "/days/2026-11-24/causes"),
    ],
)
def test_partner_of_others_is_not_found_for_a_bound_key(client: Client, path: str) -> None:
    bound = client.make_key("analytics:read", partner="weaver")
    scopeless = client.make_key("feeds:read")

    foreign = client.get(f"{PREFIX}{path}?partner=lumen", key=bound)
    refused = client.get(f"{PREFIX}{path}", key=scopeless)

    assert (foreign.status_code, foreign.json()["code"]) == (404, "partner/not_found")
    assert (refused.status_code, refused.json()["code"]) == (403, "auth/scope")


@pytest.mark.parametrize(
    "path",
    [
        "/products?from=20260101",
        "/products?from=2026-02-02&to=2026-02-01",
        "/products?list=worst",
        "/feeds?group_by=colour",
        "/feeds?from=2026-02-02&to=2026-02-01",
        f"/feeds/{FEED_ID}?days=0",
        "/days/yesterday/causes",
    ],
)
def test_query_that_cannot_be_is_refused(client: Client, path: str) -> None:
    refused = client.get(f"{PREFIX}{path}")

    assert (refused.status_code, refused.json()["code"]) == (422, "request/invalid")


@pytest.mark.parametrize("day", ["0001-01-01", "0001-01-28", "9999-12-30", "9999-12-31"])
def test_days_at_the_ends_of_the_calendar_have_nothing(client: Client, day: str) -> None:
    causes = client.get(f"{PREFIX}/days/{day}/causes")
    performed = client.get(f"{PREFIX}/products?from={day}&to={day}&compare=year")

    assert (causes.status_code, causes.json()["totals"]) == (200, [])
    assert (performed.status_code, performed.json()["items"]) == (200, [])


@pytest.mark.parametrize(
    "cursor", [encode_cursor(["x", 1, "p", "s", "", 0]), encode_cursor(["1.00", 1]), "W10"]
)
def test_cursor_that_no_page_of_what_is_wanted_gave_is_refused(client: Client, cursor: str) -> None:
    refused = client.get(f"{PREFIX}/products/wanted?cursor={cursor}")

    assert (refused.status_code, refused.json()["code"]) == (422, "request/cursor")
