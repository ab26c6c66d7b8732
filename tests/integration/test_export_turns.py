"""Exports take turns: one more than may at once is refused, and a browser waits for its turn."""

from typing import IO

import pytest

from api.services import ApiServices
from catalog.database import Database
from catalog.exports import ExportTurns
from tests.api import Client
from tests.doorway import Gate
from tests.makers import make_partner, make_products

EXPORT = "/api/v1/products/export"


@pytest.fixture(autouse=True)
def _shelf(database: Database) -> None:
    make_products(database, make_partner(database, "lumen"), {}, {})


def test_one_export_more_than_may_at_once_is_refused_and_begins_nothing(
    client: Client, made_files: list[IO[bytes]]
) -> None:
    client.replace(exports=ExportTurns(1))

    with client.services.exports.turn("user:ann"):
        refused = [
            client.get(f"/api/v1/{address}")
            for address in ("products/export", "products/export?format=parquet", "orders/export")
        ]

    for answer in refused:
        assert (answer.status_code, answer.json()["code"]) == (503, "export/busy")
        assert int(answer.headers["Retry-After"]) > 0
    assert made_files == []
    assert client.get(EXPORT).status_code == 200
    assert [file.closed for file in made_files] == [True]


def test_keys_of_one_partner_leave_a_turn_to_others(client: Client, database: Database) -> None:
    partner = make_partner(database, "nord")
    keys = [client.make_key("catalog:read", partner="nord") for _ in range(2)]

    with client.services.exports.turn(f"partner:{partner.partner_id}"):
        refused = [client.get(EXPORT, key=key).json()["code"] for key in keys]
        others = client.get(EXPORT)

    assert refused == ["export/busy"] * 2
    assert others.status_code == 200
    assert client.get(EXPORT, key=keys[0]).status_code == 200


def test_turn_of_an_export_that_fails_is_free_again(client: Client) -> None:
    client.replace(exports=ExportTurns(1))

    assert client.get(f"{EXPORT}?partner=nobody").json()["code"] == "partner/not_found"

    assert client.get(EXPORT).status_code == 200


def test_visitor_who_has_to_wait_is_told_and_the_browser_asks_again(
    gate: Gate, api_services: ApiServices
) -> None:
    gate.sign_in()

    with api_services.exports.turn("user:ann"), api_services.exports.turn("user:bob"):
        answer = gate.ask("GET", "/copies/products")

    assert (answer.status_code, answer.headers["Refresh"]) == (503, "5")
    assert "2 exports are being made" in answer.text
    assert gate.ask("GET", "/copies/products").status_code == 200
