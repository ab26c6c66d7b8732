"""Revenue over HTTP: what was ordered, by time, partner and product."""

from decimal import Decimal

import pytest

from catalog.database import Database
from tests.api import Client
from tests.makers import make_partner, make_products


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
        "limit=5",
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
