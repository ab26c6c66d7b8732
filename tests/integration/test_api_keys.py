"""Who may call: no key, a wrong one, one without the scope, one of another partner."""

import pytest

from accounts.keys import list_keys, revoke_key
from catalog.database import Database
from tests.api import Client, api_document, count_rows
from tests.makers import make_partner

ROUTES = [
    (method.upper(), path)
    for path, operations in api_document()["paths"].items()
    for method in operations
    if path.startswith("/v1/")
]
PARTNER = {"code": "lumen", "name": "Lumen"}


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "auth/missing_key"),
        ({"Authorization": "Bearer "}, "auth/missing_key"),
        ({"Authorization": "Basic YTpi"}, "auth/missing_key"),
        ({"X-API-Key": ""}, "auth/missing_key"),
        ({"X-API-Key": "wrong"}, "auth/invalid_key"),
        ({"X-API-Key": b"\xff\xfe"}, "auth/invalid_key"),
        ({"Authorization": "Bearer wrong"}, "auth/invalid_key"),
    ],
)
def test_every_route_asks_for_a_key_before_anything_else(
    client: Client, headers: dict[str, str | bytes], code: str
) -> None:
    before = count_rows(client.services.database)

    for method, path in ROUTES:
        refused = client.send(
            method, f"/api{path}?nonsense=1", key=None, headers=headers, content=b"{nonsense"
        )

        assert (refused.status_code, refused.json()["code"]) == (401, code)
        assert refused.headers["WWW-Authenticate"].startswith("Bearer")
    assert count_rows(client.services.database) == before


def test_every_route_asks_for_a_scope(client: Client) -> None:
    administrator, orderer = client.make_key("admin"), client.make_key("orders:write")
    for_administrators = (
        *("/v1/partners", "/v1/jobs", "/v1/orders/import", "/v1/keys", "/v1/alerts"),
        *("/v1/schedules", "/v1/inbox", "/v1/backups"),
    )

    for method, path in ROUTES:
        is_run = (method, path) == ("POST", "/v1/analytics/reconciliation")
        is_for_administrators = is_run or path.startswith(for_administrators)
        key = orderer if is_for_administrators else administrator
        refused = client.send(method, f"/api{path}", key=key, json={})

        assert (refused.status_code, refused.json()["code"]) == (403, "auth/scope")
        assert 'error="insufficient_scope"' in refused.headers["WWW-Authenticate"]


@pytest.mark.parametrize("header", ["Authorization", "authorization", "X-API-Key"])
def test_key_is_taken_from_either_header(client: Client, header: str) -> None:
    value = client.key if header == "X-API-Key" else f"bearer {client.key}"

    answer = client.get("/api/v1/partners", key=None, headers={header: value})

    assert answer.status_code == 200


def test_key_is_taken_beside_the_password_of_a_proxy(client: Client) -> None:
    answer = client.get("/api/v1/partners", headers={"Authorization": "Basic YTpi"})

    assert answer.status_code == 200


def test_revoked_key_is_wrong_at_once(client: Client) -> None:
    key = client.make_key("catalog:read")
    assert client.get("/api/v1/products", key=key).status_code == 200

    revoke_key(client.services.accounts, list_keys(client.services.accounts).items[0].key_id)

    assert client.get("/api/v1/products", key=key).json()["code"] == "auth/invalid_key"


def test_key_with_a_rate_is_told_when_to_come_again(client: Client) -> None:
    key = client.make_key("catalog:read", requests_per_minute=2)

    answers = [client.get("/api/v1/products", key=key) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].json()["code"] == "auth/rate_limited"
    assert 1 <= int(answers[2].headers["Retry-After"]) <= 30


def test_admin_alone_makes_partners(client: Client) -> None:
    refused = client.post("/api/v1/partners", json=PARTNER, key=client.make_key("catalog:read"))

    assert (refused.status_code, refused.json()["code"]) == (403, "auth/scope")
    assert client.get("/api/v1/partners/lumen").status_code == 404


def test_key_bound_to_a_partner_does_not_widen_its_scopes(
    client: Client, database: Database
) -> None:
    make_partner(database, "lumen")
    bound = client.make_key("catalog:read", partner="lumen")

    assert client.get("/api/v1/feeds", key=bound).json()["code"] == "auth/scope"
