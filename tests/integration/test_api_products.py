"""Products over HTTP: found, paged, read by id and SKU, and told when they did not change."""

from datetime import timedelta
from decimal import Decimal
from urllib.parse import quote
from uuid import UUID

import pytest

from catalog.database import Database
from catalog.partners import Partner
from tests.api import Client
from tests.makers import FEED_ID, NOON, make_change, make_partner, make_products

SKU = "LAMP/1 é%?#"
LAMP = {
    "sku": SKU,
    "product_name": "Lamp",
    "price": Decimal(15),
    "sale_price": Decimal("12.5"),
    "quantity": Decimal(7),
    "brand": "Ikaria",
    "attributes": {"Color": "red"},
}


@pytest.fixture
def lumen(database: Database) -> Partner:
    partner = make_partner(database, "lumen")
    make_products(
        database,
        partner,
        LAMP,
        {"sku": "RUG", "price": Decimal(1500), "currency": "JPY", "quantity": Decimal("2.5")},
        {"sku": "SHELF", "price": Decimal("1.2345"), "is_active": False},
    )
    return partner


@pytest.mark.usefixtures("lumen")
def test_product_has_the_contracts_shape(client: Client) -> None:
    product = client.get("/api/v1/products/1").json()

    assert product == {
        "product_id": "1",
        "partner": "lumen",
        "sku": "LAMP/1 é%?#",
        "product_name": "Lamp",
        "price": "15.00",
        "currency": "USD",
        "availability": "in_stock",
        "quantity": 7,
        "sale_price": "12.50",
        "description": None,
        "brand": "Ikaria",
        "category": None,
        "gtin": None,
        "mpn": None,
        "image_link": None,
        "link": None,
        "condition": None,
        "availability_date": None,
        "attributes": {"Color": "red"},
        "is_active": True,
        "created_at": "2026-03-01T12:00:01Z",
        "updated_at": "2026-03-01T12:00:01Z",
    }


@pytest.mark.usefixtures("lumen")
@pytest.mark.parametrize(
    ("query", "skus"),
    [
        ("", ["LAMP/1 é%?#", "RUG", "SHELF"]),
        ("active=true&partner=lumen", ["LAMP/1 é%?#", "RUG"]),
        ("active=false", ["SHELF"]),
        ("q=lamp&brand=Ikaria", ["LAMP/1 é%?#"]),
        ("sku=RUG&q=&category=", ["RUG"]),
        ("min_price=12.5&max_price=20", ["LAMP/1 é%?#"]),
        ("currency=JPY", ["RUG"]),
        ("updated_since=2026-03-01T12:00:03Z", ["SHELF"]),
        ("sort=price", ["SHELF", "LAMP/1 é%?#", "RUG"]),
        ("sku=%00", []),
        ("q=%F0%9F%92%A1", []),
        ("q=%FF%FE", []),
    ],
)
def test_query_finds(client: Client, query: str, skus: list[str]) -> None:
    found = client.get(f"/api/v1/products?{query}").json()

    assert [product["sku"] for product in found["items"]] == skus


@pytest.mark.usefixtures("lumen")
def test_money_and_quantity_are_written_as_the_contract_says(client: Client) -> None:
    products = client.get("/api/v1/products").json()["items"]

    assert [product["price"] for product in products] == ["15.00", "1500", "1.2345"]
    assert [product["quantity"] for product in products] == [7, 2.5, None]


@pytest.mark.usefixtures("lumen")
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=1001", "limit"),
        ("limit=ten", "limit"),
        ("limit=99999999999999999999", "limit"),
        ("sort=name", "sort"),
        ("active=perhaps", "active"),
        ("min_price=NaN", "min_price"),
        ("min_price=1e400", "min_price"),
        ("min_price=0.00001", "min_price"),
        ("updated_since=yesterday", "updated_since"),
        ("updated_since=2026-03-01T12:00:00", "updated_since"),
        ("availability=yes", "availability"),
        ("q=" + "x" * 201, "q"),
        ("colour=red", "colour"),
        ("cursor=" + "x" * 8193, "cursor"),
    ],
)
def test_query_that_cannot_be_is_refused_by_its_name(
    client: Client, query: str, field: str
) -> None:
    refused = client.get(f"/api/v1/products?{query}")

    assert (refused.status_code, refused.json()["code"]) == (422, "request/invalid")
    assert refused.json()["errors"][0] == refused.json()["errors"][0] | {
        "in": "query",
        "field": field,
    }


@pytest.mark.usefixtures("lumen")
@pytest.mark.parametrize("sort", ["product_id", "sku", "updated_at", "price"])
def test_pages_join_to_the_whole(client: Client, sort: str) -> None:
    whole = client.get("/api/v1/products", params={"sort": sort}).json()["items"]

    walked, cursor = [], ""
    while cursor is not None:
        query = {"sort": sort, "limit": 1, "cursor": cursor}
        page = client.get("/api/v1/products", params=query).json()
        walked += page["items"]
        cursor = page["next_cursor"]

    assert walked == whole


@pytest.mark.usefixtures("lumen")
def test_cursor_of_another_sort_is_refused(client: Client) -> None:
    cursor = client.get("/api/v1/products?limit=1&sort=sku").json()["next_cursor"]

    for query in (f"cursor={cursor}", f"sort=price&cursor={cursor}", "cursor=nonsense"):
        refused = client.get(f"/api/v1/products?{query}")
        assert (refused.status_code, refused.json()["code"]) == (422, "request/cursor")


@pytest.mark.usefixtures("lumen")
@pytest.mark.parametrize("product_id", ["99", "abc", "-1", "1.0", "٣", "9" * 19, "9" * 400, "%00"])
def test_id_that_is_none_is_not_found(client: Client, product_id: str) -> None:
    for path in (f"/api/v1/products/{product_id}", f"/api/v1/products/{product_id}/history"):
        missing = client.get(path)
        assert (missing.status_code, missing.json()["code"]) == (404, "product/not_found")


@pytest.mark.usefixtures("lumen")
def test_product_is_found_by_its_sku_with_slashes(client: Client) -> None:
    by_id = client.get("/api/v1/products/1").json()

    escaped = client.get(f"/api/v1/partners/lumen/products/{quote(SKU, safe='')}")

    assert escaped.json() == by_id


@pytest.mark.usefixtures("lumen")
@pytest.mark.parametrize("sku", ["", "%2E%2E/%2E%2E/etc", "%00", "nope", "x" * 5000, "%FF"])
def test_sku_that_is_none_is_not_found(client: Client, sku: str) -> None:
    missing = client.get(f"/api/v1/partners/lumen/products/{sku}")

    assert (missing.status_code, missing.json()["code"]) == (404, "product/not_found")


@pytest.mark.usefixtures("lumen")
@pytest.mark.parametrize(
    "path", ["/products/1", "/partners/lumen/products/RUG", "/products/1/history"]
)
def test_answer_that_did_not_change_is_not_sent_again(client: Client, path: str) -> None:
    tag = client.get(f"/api/v1{path}").headers["ETag"]

    for sent in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        unchanged = client.get(f"/api/v1{path}", headers={"If-None-Match": sent})
        assert (unchanged.status_code, unchanged.content) == (304, b"")
        assert unchanged.headers["ETag"] == tag
    assert client.get(f"/api/v1{path}", headers={"If-None-Match": '"x"'}).status_code == 200


@pytest.mark.usefixtures("lumen")
def test_etag_changes_with_the_product(client: Client, database: Database) -> None:
    tag = client.get("/api/v1/products/1").headers["ETag"]

    with database.transaction() as cursor:
        cursor.execute("update product set price = 16 where product_id = 1")
    changed = client.get("/api/v1/products/1", headers={"If-None-Match": tag})

    assert (changed.status_code, changed.json()["price"]) == (200, "16.00")


@pytest.mark.usefixtures("lumen")
def test_history_tells_what_each_feed_changed(client: Client, database: Database) -> None:
    make_change(
        database,
        1,
        UUID(int=2),
        NOON + timedelta(days=1),
        price=(Decimal(14), Decimal(15)),
        quantity=(None, Decimal(7)),
        attributes=('{"Color": "blue"}', '{"Color": "red"}'),
        availability_derived=(False, True),
    )

    history = client.get("/api/v1/products/1/history").json()

    assert history["next_cursor"] is None
    assert history["items"][0] == {
        "feed_id": str(UUID(int=2)),
        "action": "updated",
        "changed_at": "2026-03-02T12:00:00Z",
        "changes": [
            {"column": "price", "before": "14.00", "after": "15.00"},
            {"column": "quantity", "before": None, "after": 7},
            {"column": "attributes", "before": {"Color": "blue"}, "after": {"Color": "red"}},
        ],
    }
    assert history["items"][1]["action"] == "inserted"
    assert history["items"][1]["feed_id"] == str(FEED_ID)


def test_bound_key_sees_products_of_its_partner_alone(
    client: Client, database: Database, lumen: Partner
) -> None:
    other = make_partner(database, "other")
    make_products(database, other, {"sku": "SECRET"})
    bound = client.make_key("catalog:read", partner=lumen.code)

    listed = client.get("/api/v1/products", key=bound).json()["items"]

    assert {product["partner"] for product in listed} == {"lumen"}
    for path, code in {
        "/products?partner=other": "partner/not_found",
        "/products/4": "product/not_found",
        "/products/4/history": "product/not_found",
        "/partners/other/products/SECRET": "partner/not_found",
    }.items():
        hidden = client.get(f"/api/v1{path}", key=bound)
        assert (hidden.status_code, hidden.json()["code"]) == (404, code)
