"""Revenue over HTTP: what was ordered, by time, partner and product."""

from decimal import Decimal

import pytest

from catalog.database import Database
from tests.api import Client
from tests.makers import make_partner, make_products

YEAR = "from=2026-01-01&to=2126-01-01&compare=year"


@pytest.fixture(autouse=True)
def _sold(client: Client, database: Database) -> None:
    for code, currency in (("lumen", "USD"), ("nippon", "JPY")):
        partner = make_partner(database, code)
        make_products(database, partner, {"sku": "A", "price": Decimal(15), "currency": currency})
        line = {"partner": code, "sku": "A", "quantity": 2}
        order = {"customer_ref": "c", "lines": [line]}
        client.post("/api/v1/orders", json=order, headers={"Idempotency-Key": code})


def test_currencies_are_never_added_together(client: Client) -> None:
    revenue = client.get("/api/v1/analytics/revenue?group_by=partner").json()

    assert revenue["next_cursor"] is None
    rows = {row["key"]: row for row in revenue["items"]}
    assert rows["lumen"] == {
        "key": "lumen",
        "currency": "USD",
        "orders": 1,
        "units": 2,
        "gross": "30.00",
        "refunds": "0.00",
        "net": "30.00",
        "previous_net": None,
        "previous_gross": None,
        "previous_orders": None,
        "previous_units": None,
    }
    assert (rows["nippon"]["currency"], rows["nippon"]["net"]) == ("JPY", "30")


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("group_by=product&currency=USD", ["lumen/A"]),
        ("group_by=partner&partner=nippon", ["nippon"]),
        ("group_by=partner&from=2000-01-01&to=2001-01-01", []),
        ("group_by=partner&from=2126-01-01", []),
        ("group_by=partner&currency=EUR", []),
    ],
)
def test_query_narrows_it(client: Client, query: str, keys: list[str]) -> None:
    rows = client.get(f"/api/v1/analytics/revenue?{query}").json()["items"]

    assert [row["key"] for row in rows] == keys


def test_period_is_compared_with_the_one_before(client: Client) -> None:
    query = "group_by=partner&partner=lumen&from=2020-01-01&to=2126-01-01"

    (row,) = client.get(f"/api/v1/analytics/revenue?{query}").json()["items"]

    assert row["previous_net"] == "0.00"


@pytest.mark.parametrize(
    "query",
    [
        "from=yesterday",
        "from=20260101",
        "from=2026-02-30",
        "from=2026-02-02&to=2026-02-01",
        "group_by=colour",
        "limit=0",
        "offset=5",
    ],
)
def test_query_that_cannot_be_is_refused(client: Client, query: str) -> None:
    refused = client.get(f"/api/v1/analytics/revenue?{query}")

    assert (refused.status_code, refused.json()["code"]) == (422, "request/invalid")


def test_bound_key_sees_the_revenue_of_its_partner_alone(client: Client) -> None:
    bound = client.make_key("analytics:read", partner="lumen")

    rows = client.get("/api/v1/analytics/revenue?group_by=partner", key=bound).json()["items"]
    foreign = client.get("/api/v1/analytics/revenue?partner=nippon", key=bound)

    assert [row["key"] for row in rows] == ["lumen"]
    assert (foreign.status_code, foreign.json()["code"]) == (404, "partner/not_found")


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("level=1", "group by category"),
        ("group_by=brand&level=1", "group by category"),
        ("group_by=category&level=0", "greater than or equal to 1"),
        ("compare=year", "send `from` and `to`"),
        ("compare=year&from=2026-01-01", "send `from` and `to`"),
        ("compare=month&from=2026-01-01&to=2026-02-01", "'previous', 'week', 'year' or '52weeks'"),
        ("product=LAMP", "pattern"),
        ("partner=nippon&product=lumen/A", "another partner"),
    ],
)
def test_combination_that_says_nothing_is_refused_with_a_reason(
    client: Client, query: str, reason: str
) -> None:
    refused = client.get(f"/api/v1/analytics/revenue?{query}")

    assert (refused.status_code, refused.json()["code"]) == (422, "request/invalid")
    assert reason in refused.text


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("product=nippon/A", "partner/not_found"),
        ("product=nobody/A", "partner/not_found"),
        ("partner=nippon", "partner/not_found"),
    ],
)
@pytest.mark.parametrize("path", ["revenue?", f"revenue/changes?{YEAR}&currency=JPY&"])
def test_product_of_another_is_not_there_for_a_bound_key(
    client: Client, path: str, query: str, code: str
) -> None:
    bound = client.make_key("analytics:read", partner="lumen")

    refused = client.get(f"/api/v1/analytics/{path}{query}", key=bound)

    assert (refused.status_code, refused.json()["code"]) == (404, code)


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("group_by=product&product=lumen/A", ["lumen/A"]),
        ("group_by=category&level=1&currency=USD", [""]),
        ("group_by=partner&category=(none)&currency=USD", ["lumen"]),
        ("group_by=partner&brand=Lux", []),
        ("group_by=partner&country=France", []),
        ("group_by=currency", ["JPY", "USD"]),
    ],
)
def test_filters_narrow_it(client: Client, query: str, keys: list[str]) -> None:
    rows = client.get(f"/api/v1/analytics/revenue?{query}").json()["items"]

    assert sorted(row["key"] for row in rows) == keys


def test_change_is_explained_to_the_minor_unit(client: Client) -> None:
    change = client.get(f"/api/v1/analytics/revenue/changes?{YEAR}&currency=USD").json()

    nothing = {"volume": "0.00", "price": "0.00", "refunds": "0.00", "new": "30.00"}
    parts = nothing | {"gone": "0.00"}
    moved = {"net": "30.00", "previous_net": "0.00", "change": "30.00", "parts": parts}
    assert change == {
        "currency": "USD",
        "compared_from": "2025-01-01",
        "compared_to": "2125-01-01",
        **moved,
        "contributions": [{"key": "lumen/A", "keys": 1, "share": 1.0, **moved}],
    }


def test_change_counts_for_a_bound_key_what_is_of_its_partner(client: Client) -> None:
    bound = client.make_key("analytics:read", partner="lumen")

    nets = {
        currency: client.get(
            f"/api/v1/analytics/revenue/changes?{YEAR}&by=partner&currency={currency}", key=bound
        ).json()["net"]
        for currency in ("USD", "JPY")
    }

    assert nets == {"USD": "30.00", "JPY": "0"}


@pytest.mark.parametrize(
    "query",
    [
        "currency=USD",
        "from=2026-01-01&to=2026-02-01",
        "from=2026-01-01&currency=USD",
        "from=2026-01-01&to=2026-02-01&currency=USD&by=day",
        "from=2026-01-01&to=2026-02-01&currency=USD&by=brand&level=1",
        "from=2026-01-01&to=2026-02-01&currency=USD&limit=0",
        "from=2026-02-01&to=2026-01-01&currency=USD",
    ],
)
def test_change_that_cannot_be_explained_is_refused(client: Client, query: str) -> None:
    refused = client.get(f"/api/v1/analytics/revenue/changes?{query}")

    assert (refused.status_code, refused.json()["code"]) == (422, "request/invalid")
