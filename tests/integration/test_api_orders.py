"""Orders over HTTP: placed once for each key, refused whole with every line that fails."""

import json
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import httpx
import pytest

from catalog.database import Database
from tests.api import Client, count_rows
from tests.makers import FEED_ID, make_partner, make_products

KEY = {"Idempotency-Key": "first"}


@pytest.fixture(autouse=True)
def _shelves(database: Database) -> None:
    lumen, other = make_partner(database, "lumen"), make_partner(database, "other")
    make_products(
        database,
        lumen,
        {"sku": "LAMP", "product_name": "Lamp", "sale_price": Decimal("12.5")},
        {"sku": "RUG", "price": Decimal("80.5"), "quantity": Decimal(3)},
        {"sku": "GONE", "is_active": False},
        {"sku": "OUT", "availability": "out_of_stock"},
        {"sku": "YEN", "price": Decimal(1500), "currency": "JPY"},
    )
    make_products(database, other, {"sku": "VASE"})


def ask(**quantities: object) -> dict[str, Any]:
    """Return an order of lumen's products, each by its SKU."""
    lines = [
        {"partner": "lumen", "sku": sku, "quantity": quantity}
        for sku, quantity in quantities.items()
    ]
    return {"customer_ref": "c-1", "lines": lines}


def test_order_is_placed_and_read_back(client: Client) -> None:
    placed = client.post("/api/v1/orders", json=ask(LAMP=2, RUG=1), headers=KEY)

    order = placed.json()
    assert placed.status_code == 201
    assert placed.headers["Location"] == f"/api/v1/orders/{order['order_id']}"
    assert (order["status"], order["currency"], order["customer_ref"]) == (
        "CONFIRMED",
        "USD",
        "c-1",
    )
    assert (order["total"], order["refunded"]) == ("105.50", "0.00")
    assert order["created_at"].endswith("Z")
    assert order["items"][0] == {
        "line": 1,
        "product_id": "1",
        "partner": "lumen",
        "sku": "LAMP",
        "product_name": "Lamp",
        "unit_price": "12.50",
        "quantity": 2,
        "line_total": "25.00",
        "feed_id": str(FEED_ID),
    }
    assert (order["country"], order["imported_from"]) == (None, None)
    assert client.get(placed.headers["Location"]).json() == order
    assert client.get("/api/v1/orders").json() == {"items": [order], "next_cursor": None}


def test_order_of_another_currency_has_its_decimals(client: Client) -> None:
    order = client.post("/api/v1/orders", json=ask(YEN=2), headers=KEY).json()

    assert (order["total"], order["items"][0]["unit_price"]) == ("3000", "1500")


def test_repeat_returns_the_first_order_and_writes_nothing(client: Client) -> None:
    first = client.post("/api/v1/orders", json=ask(LAMP=2), headers=KEY)
    before = count_rows(client.services.database)

    again = client.post("/api/v1/orders", json=ask(LAMP=2), headers=KEY)

    assert (again.status_code, again.headers["Idempotent-Replayed"]) == (200, "true")
    assert again.json() == first.json()
    assert again.headers["Location"] == first.headers["Location"]
    assert "Idempotent-Replayed" not in first.headers
    assert count_rows(client.services.database) == before


def test_key_sent_many_times_at_once_places_one_order(client: Client) -> None:
    def place(_: int) -> httpx.Response:
        return client.post("/api/v1/orders", json=ask(RUG=2), headers=KEY)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(place, range(8)))

    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
    assert len({answer.json()["order_id"] for answer in answers}) == 1
    assert len(client.get("/api/v1/orders").json()["items"]) == 1


def test_same_key_of_another_caller_is_another_key(client: Client) -> None:
    first = client.post("/api/v1/orders", json=ask(LAMP=2), headers=KEY).json()
    other = client.make_key("orders:write")

    second = client.post("/api/v1/orders", json=ask(LAMP=1), headers=KEY, key=other)

    assert second.status_code == 201
    assert second.json()["order_id"] != first["order_id"]


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": ""}])
def test_order_without_an_idempotency_key_is_refused(
    client: Client, headers: dict[str, str]
) -> None:
    before = count_rows(client.services.database)

    refused = client.post("/api/v1/orders", json=ask(LAMP=1), headers=headers)

    assert (refused.status_code, refused.json()["code"]) == (400, "idempotency/missing")
    assert count_rows(client.services.database) == before


def test_key_used_for_another_body_is_refused(client: Client) -> None:
    client.post("/api/v1/orders", json=ask(LAMP=2), headers=KEY)
    before = count_rows(client.services.database)

    refused = client.post("/api/v1/orders", json=ask(LAMP=3), headers=KEY)

    assert (refused.status_code, refused.json()["code"]) == (422, "idempotency/conflict")
    assert count_rows(client.services.database) == before


def test_order_that_cannot_be_met_names_every_line(client: Client) -> None:
    before = count_rows(client.services.database)
    wanted = ask(LAMP=1, RUG=4, GONE=1, OUT=2, NOPE=1)
    wanted["lines"].append({"partner": "nobody", "sku": "LAMP", "quantity": 1})

    refused = client.post("/api/v1/orders", json=wanted, headers=KEY)

    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (409, "order/unavailable")
    faults = {fault["line"]: fault for fault in problem["errors"]}
    assert set(faults) == {2, 3, 4, 5, 6}
    assert faults[2] == {
        "line": 2,
        "partner": "lumen",
        "sku": "RUG",
        "code": faults[2]["code"],
        "requested": 4,
        "available": 3,
    }
    assert faults[5]["code"] == faults[6]["code"] == "product/not_found"
    after = count_rows(client.services.database)
    assert after.pop("order_refusal") == before.pop("order_refusal") + 5
    assert after == before


def test_lines_of_two_currencies_are_refused(client: Client) -> None:
    before = count_rows(client.services.database)

    refused = client.post("/api/v1/orders", json=ask(LAMP=1, YEN=1), headers=KEY)
    other = client.post("/api/v1/orders", json={**ask(LAMP=1), "currency": "EUR"}, headers=KEY)

    for answer in (refused, other):
        assert (answer.status_code, answer.json()["code"]) == (422, "order/mixed_currency")
    assert count_rows(client.services.database) == before


def test_product_in_two_lines_is_refused_by_line(client: Client) -> None:
    before = count_rows(client.services.database)
    wanted = ask(LAMP=1)
    wanted["lines"] *= 2

    refused = client.post("/api/v1/orders", json=wanted, headers=KEY)

    assert (refused.status_code, refused.json()["code"]) == (422, "order/repeated_product")
    assert refused.json()["errors"] == [{"line": 2}]
    assert count_rows(client.services.database) == before


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"customer_ref": "c"}, "lines"),
        ({"customer_ref": "c", "lines": []}, "lines"),
        ({"lines": ask(LAMP=1)["lines"]}, "customer_ref"),
        ({**ask(LAMP=1), "customer_ref": "\ud800"}, "customer_ref"),
        (ask(LAMP=0), "lines.0.quantity"),
        (ask(LAMP=-1), "lines.0.quantity"),
        (ask(LAMP=1.5), "lines.0.quantity"),
        (ask(LAMP="1"), "lines.0.quantity"),
        (ask(LAMP=True), "lines.0.quantity"),
        (ask(LAMP=10**30), "lines.0.quantity"),
        ({**ask(LAMP=1), "currency": "XXL"}, "currency"),
        ({**ask(LAMP=1), "discount": 5}, "discount"),
        (ask(**{f"S{number}": 1 for number in range(501)}), "lines"),
    ],
)
def test_order_that_cannot_be_is_refused_by_field(
    client: Client, body: dict[str, Any], field: str
) -> None:
    before = count_rows(client.services.database)

    refused = client.post(
        "/api/v1/orders",
        content=json.dumps(body),
        headers={**KEY, "Content-Type": "application/json"},
    )

    assert (refused.status_code, refused.json()["code"]) == (422, "request/invalid")
    assert refused.json()["errors"][0]["field"] == field
    assert count_rows(client.services.database) == before


def test_idempotency_key_that_is_too_long_is_refused(client: Client) -> None:
    long = {"Idempotency-Key": "x" * 256}

    refused = client.post("/api/v1/orders", json=ask(LAMP=1), headers=long)

    assert (refused.status_code, refused.json()["code"]) == (422, "request/invalid")
    assert refused.json()["errors"][0] == {
        "in": "header",
        "field": "Idempotency-Key",
        "message": refused.json()["errors"][0]["message"],
    }


@pytest.mark.parametrize("order_id", ["x", "1", "%00", "x" * 3000])
def test_order_that_is_none_is_not_found(client: Client, order_id: str) -> None:
    missing = client.get(f"/api/v1/orders/{order_id}")

    assert (missing.status_code, missing.json()["code"]) == (404, "order/not_found")


def test_bound_key_orders_from_its_partner_and_sees_its_orders_alone(client: Client) -> None:
    mixed = ask(LAMP=1)
    mixed["lines"].append({"partner": "other", "sku": "VASE", "quantity": 1})
    foreign = client.post("/api/v1/orders", json=mixed, headers=KEY).json()
    bound = client.make_key("orders:read", "orders:write", partner="lumen")
    own = client.post("/api/v1/orders", json=ask(LAMP=1), headers=KEY, key=bound)

    refused = client.post("/api/v1/orders", json=mixed, headers={"Idempotency-Key": "2"}, key=bound)

    assert own.status_code == 201
    assert (refused.status_code, refused.json()["code"]) == (409, "order/unavailable")
    assert refused.json()["errors"][0]["code"] == "product/not_found"
    listed = client.get("/api/v1/orders", key=bound).json()["items"]
    assert [order["order_id"] for order in listed] == [own.json()["order_id"]]
    hidden = client.get(f"/api/v1/orders/{foreign['order_id']}", key=bound)
    assert (hidden.status_code, hidden.json()["code"]) == (404, "order/not_found")
    other = client.get("/api/v1/orders?partner=other", key=bound)
    assert (other.status_code, other.json()["code"]) == (404, "partner/not_found")


def test_orders_are_filtered_and_paged(client: Client) -> None:
    placed = [
        client.post(
            "/api/v1/orders",
            json={**ask(LAMP=1), "customer_ref": f"c-{number}"},
            headers={"Idempotency-Key": str(number)},
        ).json()["order_id"]
        for number in range(3)
    ]

    first = client.get("/api/v1/orders?limit=2").json()
    rest = client.get("/api/v1/orders", params={"cursor": first["next_cursor"]}).json()

    assert [order["order_id"] for order in first["items"] + rest["items"]] == placed[::-1]
    for query, count in {
        "customer_ref=c-1": 1,
        "order_number=fl-000002": 1,
        "order_number=fl-00000": 0,
        "order_number=": 3,
        f"order_id={placed[0]}": 1,
        "order_id=x": 0,
        "partner=lumen": 3,
        "partner=other": 0,
        "status=CONFIRMED": 3,
        "status=CANCELLED": 0,
        "from=2026-01-01&to=2126-01-01": 3,
        "to=2026-01-01": 0,
        "from=2126-01-01T00:00:00Z": 0,
    }.items():
        assert len(client.get(f"/api/v1/orders?{query}").json()["items"]) == count, query
    for query in ("status=LOST", "from=yesterday", "from=20260101", "from_=2026-01-01"):
        assert client.get(f"/api/v1/orders?{query}").json()["code"] == "request/invalid", query


def test_document_says_that_each_order_call_needs_a_key(client: Client) -> None:
    for path in ("", "/{order_id}/cancel", "/{order_id}/refund"):
        declared = client.document["paths"][f"/v1/orders{path}"]["post"]["parameters"]
        (key,) = [each for each in declared if each["in"] == "header"]

        assert (key["name"], key["required"]) == ("Idempotency-Key", True)
        assert key["schema"] == {"type": "string", "minLength": 1, "maxLength": 255}
        assert ("{order_id}" in path) == any(each["name"] == "order_id" for each in declared)
