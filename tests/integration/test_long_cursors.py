"""Every cursor that is handed out is taken, however long the texts are between which it stands."""

from decimal import Decimal

import pytest

from api.listing import MAX_CURSOR_LENGTH
from catalog.database import Database
from orders.request import MAX_QUANTITY
from tests.api import Client
from tests.makers import make_partner, make_products

CODE = "p" * 64
LONGEST_SKU = 255  # and the longest partner's code that an order is refused for
LONG_TEXT = 100_000  # a brand or category ends with its record alone
# four bytes, two escapes of a text within a text, and one character that JSON writes as six
SIGNS = ("\U0001f4a1", '"\\', "\x01", "é")


def text(sign: str, number: int, length: int) -> str:
    """Return a text of that length, which differs from others in its last character alone."""
    return (sign * length)[: length - 1] + chr(ord(sign[0]) + number)


@pytest.fixture(params=SIGNS, ids=["astral", "escaped", "control", "accent"])
def _traded(client: Client, database: Database, request: pytest.FixtureRequest) -> None:
    """Sell three products of the longest texts for one price, and refuse three that are unknown."""
    partner, sign = make_partner(database, CODE), request.param
    skus = [text(sign, number, LONGEST_SKU) for number in range(3)]
    long_texts = [text(sign, number, LONG_TEXT) for number in range(3)]
    products = [
        {"sku": sku, "price": Decimal(15), "brand": each, "category": f"Home > {each}"}
        for sku, each in zip(skus, long_texts, strict=True)
    ]
    make_products(database, partner, *products)
    for number, sku in enumerate(skus):
        assert order(client, CODE, sku, f"sold {number}", 1) == 201
        assert order(client, sku, sku, f"wanted {number}", MAX_QUANTITY) == 409


def order(client: Client, partner: str, sku: str, key: str, units: int) -> int:
    lines = [{"partner": partner, "sku": sku, "quantity": units}]
    sent = {"customer_ref": "c", "lines": lines}
    answer = client.post("/api/v1/orders", json=sent, headers={"Idempotency-Key": key})
    return answer.status_code


REVENUE = "analytics/revenue?group_by="


@pytest.mark.usefixtures("_traded")
@pytest.mark.parametrize(
    "address",
    [
        "products?sort=sku",
        "products?sort=price",
        "products?sort=updated_at",
        *(f"{REVENUE}{by}" for by in ("product", "brand", "category", "partner")),
        f"{REVENUE}category&level=2",
        "analytics/products?",
        "analytics/products/wanted?",
        "partners?",
    ],
)
def test_pages_of_one_are_the_whole_list(client: Client, address: str) -> None:
    whole = client.get(f"/api/v1/{address}&limit=1000").json()["items"]

    found, cursor = [], ""
    for _ in whole:
        page = client.get(f"/api/v1/{address}&limit=1&cursor={cursor}")
        assert page.status_code == 200, page.text
        found += page.json()["items"]
        cursor = page.json()["next_cursor"] or ""
        assert len(cursor) <= MAX_CURSOR_LENGTH

    assert (found, cursor) == (whole, "")
    assert len(whole) == (1 if "partner" in address else 3)
