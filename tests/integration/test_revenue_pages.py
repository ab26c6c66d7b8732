"""Pages of revenue, joined, are the whole answer, also where many rows have one amount."""

from decimal import Decimal
from typing import Any

import pytest

from catalog.database import Database
from tests.api import Client
from tests.makers import make_partner, make_products

REVENUE = "/api/v1/analytics/revenue"
GROUPS = ("day", "week", "month", "partner", "category", "brand", "product", "country")


@pytest.fixture(autouse=True)
def _sold(client: Client, database: Database) -> None:
    """Sell four products for one price and two for others, in two currencies."""
    prices = (15, 15, 15, 15, 20, 5)
    for code, currency in (("lumen", "USD"), ("nippon", "JPY")):
        products = [
            {"sku": f"é{n}", "price": Decimal(price), "currency": currency, "brand": f"B{n % 2}"}
            for n, price in enumerate(prices)
        ]
        make_products(database, make_partner(database, code), *products)
        for n in range(len(prices)):
            sell(client, code, f"é{n}")


def sell(client: Client, partner: str, sku: str, units: int = 1) -> None:
    lines = [{"partner": partner, "sku": sku, "quantity": units}]
    order = {"customer_ref": "c", "lines": lines}
    key = {"Idempotency-Key": f"{partner} {sku[1:]} {units}"}
    assert client.post("/api/v1/orders", json=order, headers=key).status_code == 201


def pages(client: Client, query: str, limit: int) -> list[dict[str, Any]]:
    """Return the items of all pages, none of which is larger than it may be."""
    items: list[dict[str, Any]] = []
    cursor = ""
    while True:
        page = client.get(f"{REVENUE}?{query}&limit={limit}&cursor={cursor}").json()
        assert 0 < len(page["items"]) <= limit
        items += page["items"]
        if page["next_cursor"] is None:
            return items
        cursor = page["next_cursor"]


@pytest.mark.parametrize("group_by", GROUPS)
def test_pages_joined_are_the_whole_answer(client: Client, group_by: str) -> None:
    whole = client.get(f"{REVENUE}?group_by={group_by}").json()

    assert whole["next_cursor"] is None
    for limit in (1, 4):
        assert pages(client, f"group_by={group_by}", limit) == whole["items"]


def test_what_is_sold_meanwhile_neither_repeats_nor_hides_a_row(client: Client) -> None:
    whole = client.get(f"{REVENUE}?group_by=product&currency=USD").json()["items"]
    first = client.get(f"{REVENUE}?group_by=product&currency=USD&limit=2").json()

    sell(client, "lumen", first["items"][0]["key"].partition("/")[2], 3)
    query = f"group_by=product&currency=USD&limit=100&cursor={first['next_cursor']}"
    rest = client.get(f"{REVENUE}?{query}").json()

    assert first["items"] + rest["items"] == whole


def test_cursor_belongs_to_its_grouping(client: Client) -> None:
    cursor = client.get(f"{REVENUE}?group_by=product&limit=2").json()["next_cursor"]

    for query in (f"group_by=brand&cursor={cursor}", "cursor=x", "group_by=product&cursor=WyJ4Il0"):
        answer = client.get(f"{REVENUE}?{query}")
        assert (answer.status_code, answer.json()["code"]) == (422, "request/cursor")
    assert client.get(f"{REVENUE}?limit=0").json()["code"] == "request/invalid"
