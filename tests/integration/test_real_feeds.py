"""Feeds written by third parties, delivered through the API, loaded by real workers."""

import csv
import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from api.services import ApiServices
from tests.api import Client
from tests.feeding import Feeding

WITHIN_S = 120
REAL = {
    "amazon_electronics.csv": "|",
    "walmart_electronics.csv": "|",
    "magento2_luma.csv": ",",
    "woocommerce_bom_dups.csv": ",",
}
Deliver = Callable[[str, bytes], dict[str, Any]]


@pytest.fixture
def client(api_services: ApiServices, feeding: Feeding) -> Client:
    """Lend a client of an API whose feeds are worked on."""
    return Client(replace(api_services, ingestion=feeding.ingestion))


@pytest.fixture
def deliver(client: Client) -> Deliver:
    """Deliver a file through the API and return the feed when it is finished."""

    def deliver(partner: str, body: bytes) -> dict[str, Any]:
        query = f"partner={partner}&mode=full&filename=feed.csv"
        accepted = client.post(f"/api/v1/feeds?{query}", content=body)
        assert accepted.status_code == 202
        assert accepted.headers["Location"] == f"/api/v1/feeds/{accepted.json()['feed_id']}"
        deadline = time.monotonic() + WITHIN_S
        while time.monotonic() < deadline:
            feed: dict[str, Any] = client.get(accepted.headers["Location"]).json()
            if feed["finished_at"]:
                return feed
            time.sleep(0.05)
        pytest.fail(f"the feed stayed {feed['status']}")

    return deliver


def count_by_csv(path: Path, delimiter: str) -> int:
    """Return how many data records Python's csv module finds."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return sum(1 for cells in csv.reader(file, delimiter=delimiter) if any(cells)) - 1


@pytest.mark.parametrize("name", REAL)
def test_real_feed_balances_and_a_second_delivery_changes_nothing(
    feeding: Feeding, deliver: Deliver, realdata: Path, name: str
) -> None:
    path = realdata / "feeds" / name
    feeding.partner("real")

    first = deliver("real", path.read_bytes())
    second = deliver("real", path.read_bytes())

    for feed in (first, second):
        counters = feed["counters"]
        assert feed["status"] == "COMPLETED_WITH_ERRORS" if counters["skipped"] else "COMPLETED"
        assert counters["rows_read"] == count_by_csv(path, REAL[name])
        sides = ("inserted", "updated", "unchanged", "skipped")
        assert counters["rows_read"] == sum(counters[side] for side in sides)
    valid = first["counters"]["inserted"]
    assert valid > 0
    assert (second["counters"]["inserted"], second["counters"]["updated"]) == (0, 0)
    assert second["counters"]["unchanged"] == valid
    assert len(feeding.products()) == valid


def test_order_keeps_its_prices_when_a_later_feed_changes_them(
    feeding: Feeding, client: Client, deliver: Deliver, realdata: Path
) -> None:
    feeding.partner("real")
    body = (realdata / "feeds" / "walmart_electronics.csv").read_bytes()
    deliver("real", body)
    products = client.get("/api/v1/products?partner=real&limit=3").json()["items"]
    lines = [{"partner": "real", "sku": p["sku"], "quantity": 2} for p in products]

    placed = client.post(
        "/api/v1/orders",
        json={"customer_ref": "a customer", "lines": lines},
        headers={"Idempotency-Key": "one"},
    )
    dearer = body.replace(f"|{products[0]['price']}|".encode(), b"|1234.56|")
    deliver("real", dearer)

    assert placed.status_code == 201
    order = client.get(placed.headers["Location"]).json()
    assert order == placed.json()
    assert [item["unit_price"] for item in order["items"]] == [p["price"] for p in products]
    total = sum(2 * Decimal(product["price"]) for product in products)
    assert Decimal(order["total"]) == total
    now = client.get(f"/api/v1/partners/real/products/{products[0]['sku']}").json()
    assert now["price"] == "1234.56"
    revenue = client.get("/api/v1/analytics/revenue?group_by=partner").json()["items"]
    assert [(row["key"], row["currency"], Decimal(row["net"])) for row in revenue] == [
        ("real", "USD", total)
    ]
