"""API keys over HTTP: who makes them, for whom, and what they are worth afterwards."""

import json

import pytest

from accounts.identities import SCOPES
from accounts.key_uses import write_uses
from accounts.keys import find_key
from catalog.partners import NewPartner, create_partner
from tests.api import Client, count_rows

NEW = {"name": "erp", "scopes": ["feeds:read", "catalog:read"]}


@pytest.fixture(autouse=True)
def partners(client: Client) -> None:
    for code in ("lumen", "acme"):
        create_partner(client.services.database, NewPartner(code=code, name=code))


def make(client: Client, **fields: object) -> dict[str, str]:
    made = client.post("/api/v1/keys", json={**NEW, **fields})
    assert made.status_code == 201
    return dict(made.json())


def test_key_is_made_with_its_secret_told_once(client: Client) -> None:
    made = client.post("/api/v1/keys", json={**NEW, "partner": "lumen", "requests_per_minute": 9})
    key = made.json()

    assert (made.status_code, made.headers["Cache-Control"]) == (201, "no-store")
    assert made.headers["Location"] == f"/api/v1/keys/{key['key_id']}"
    assert (key["scopes"], key["partner"]) == (["catalog:read", "feeds:read"], "lumen")
    assert client.send("GET", "/api/v1/partners", key=key["secret"]).status_code == 200
    read = client.get(f"/api/v1/keys/{key['key_id']}")
    assert "secret" not in read.json()
    assert key["secret"] not in client.get("/api/v1/keys").text
    assert read.json() == {name: key[name] for name in key if name != "secret"}


def test_changed_key_is_another_from_the_next_request_on(client: Client) -> None:
    key = make(client)
    address = f"/api/v1/keys/{key['key_id']}"
    assert client.send("GET", "/api/v1/feeds", key=key["secret"]).status_code == 200

    changed = client.send("PATCH", address, json={"scopes": ["catalog:read"], "name": "shop"})

    assert (changed.json()["scopes"], changed.json()["name"]) == (["catalog:read"], "shop")
    assert client.send("GET", "/api/v1/feeds", key=key["secret"]).status_code == 403
    limited = client.send("PATCH", address, json={"requests_per_minute": 5})
    assert (limited.json()["name"], limited.json()["requests_per_minute"]) == ("shop", 5)
    freed = client.send("PATCH", address, json={"requests_per_minute": None})
    assert freed.json()["requests_per_minute"] is None


def test_revoked_key_is_worth_nothing_and_stays_in_the_list(client: Client) -> None:
    key = make(client)
    address = f"/api/v1/keys/{key['key_id']}"

    assert client.send("DELETE", address).status_code == 204
    assert client.send("DELETE", address).status_code == 204

    assert client.send("GET", "/api/v1/feeds", key=key["secret"]).status_code == 401
    listed = {item["key_id"]: item for item in client.get("/api/v1/keys").json()["items"]}
    assert listed[key["key_id"]]["revoked_at"] is not None
    refused = client.send("PATCH", address, json={"name": "again"})
    assert (refused.status_code, refused.json()["code"]) == (409, "key/revoked")


def test_administrator_of_one_partner_reaches_no_other(client: Client) -> None:
    foreign = make(client, partner="acme")
    unbound = make(client)
    bound = client.make_key(*SCOPES, partner="lumen")
    before = count_rows(client.services.database)

    other = client.send("POST", "/api/v1/keys", key=bound, json={**NEW, "partner": "acme"})
    assert (other.status_code, other.json()["code"]) == (404, "partner/not_found")
    for key in (foreign, unbound):
        for method, sent in (("GET", None), ("PATCH", {"name": "mine"}), ("DELETE", None)):
            address = f"/api/v1/keys/{key['key_id']}"
            answer = client.send(method, address, key=bound, json=sent)
            assert (answer.status_code, answer.json()["code"]) == (404, "key/not_found")
    assert count_rows(client.services.database) == before

    own = client.send("POST", "/api/v1/keys", key=bound, json=NEW).json()
    assert own["partner"] == "lumen"
    listed = client.send("GET", "/api/v1/keys", key=bound).json()["items"]
    assert {item["partner"] for item in listed} == {"lumen"}


@pytest.mark.parametrize(
    "body",
    [
        {**NEW, "scopes": []},
        {**NEW, "scopes": ["everything"]},
        {**NEW, "name": ""},
        {**NEW, "requests_per_minute": 0},
        {**NEW, "secret": "of my own"},
        {"scopes": ["admin"]},
    ],
)
def test_key_that_cannot_be_is_not_made(client: Client, body: dict[str, object]) -> None:
    before = count_rows(client.services.database)

    assert client.post("/api/v1/keys", content=json.dumps(body)).status_code == 422
    assert count_rows(client.services.database) == before


def test_change_without_the_scope_or_to_nothing_is_refused(client: Client) -> None:
    key = make(client)
    address = f"/api/v1/keys/{key['key_id']}"

    no_admin = client.send("PATCH", address, key=key["secret"], json={"scopes": sorted(SCOPES)})
    assert (no_admin.status_code, no_admin.json()["code"]) == (403, "auth/scope")
    changes: list[dict[str, object]] = [
        {"scopes": []},
        {"name": ""},
        {"name": None},
        {"partner": "acme"},
    ]
    for change in changes:
        assert client.send("PATCH", address, json=change).status_code == 422
    assert client.get(address).json()["scopes"] == ["catalog:read", "feeds:read"]
    assert client.get("/api/v1/keys/nonsense").status_code == 404


def test_new_secret_is_told_once_and_the_old_one_ends_as_was_said(client: Client) -> None:
    key = make(client, partner="lumen")
    address = f"/api/v1/keys/{key['key_id']}"

    rotated = client.send("POST", f"{address}/rotate", json={"keep_old_s": 60})

    assert (rotated.status_code, rotated.headers["Cache-Control"]) == (200, "no-store")
    assert rotated.json()["key_id"] == key["key_id"]
    assert rotated.json()["previous_until"] is not None
    for secret in (key["secret"], rotated.json()["secret"]):
        assert client.send("GET", "/api/v1/feeds", key=secret).status_code == 200
    again = client.send("POST", f"{address}/rotate", json={})
    for secret in (key["secret"], rotated.json()["secret"]):
        assert client.send("GET", "/api/v1/feeds", key=secret).status_code == 401
    assert client.send("GET", "/api/v1/feeds", key=again.json()["secret"]).status_code == 200


def test_owner_of_orders_stays_the_same_with_a_new_secret(client: Client) -> None:
    key = make(client, scopes=["orders:write"])
    rotated = client.send("POST", f"/api/v1/keys/{key['key_id']}/rotate", json={}).json()

    found = find_key(client.services.accounts, rotated["secret"])

    # `key:ID` is who owns orders and their idempotency keys
    assert found is not None
    assert found.key_id == key["key_id"]


def test_key_that_ends_says_so_and_one_that_has_ended_is_refused(client: Client) -> None:
    made = make(client, expires_at="2099-01-01T00:00:00Z")
    assert made["expires_at"] == "2099-01-01T00:00:00Z"

    past = client.post("/api/v1/keys", json={**NEW, "expires_at": "2020-01-01T00:00:00Z"})

    assert (past.status_code, past.json()["code"]) == (422, "key/expiry_past")


def test_ended_key_is_told_so_instead_of_getting_a_secret(client: Client) -> None:
    key = make(client, expires_at="2099-01-01T00:00:00Z")
    with client.services.database.transaction() as cursor:
        cursor.execute("update api_key set expires_at = '2020-01-01' where name = 'erp'")

    refused = client.send("POST", f"/api/v1/keys/{key['key_id']}/rotate", json={})

    assert (refused.status_code, refused.json()["code"]) == (409, "key/ended")
    assert "secret" not in refused.json()


def test_last_use_is_told(client: Client) -> None:
    key = make(client)
    client.send("GET", "/api/v1/feeds", key=key["secret"])
    write_uses(client.services.accounts)

    read = client.get(f"/api/v1/keys/{key['key_id']}").json()

    assert read["last_used_at"] is not None


def test_administrator_of_a_partner_gives_no_secret_to_keys_of_others(client: Client) -> None:
    bound = make(client, scopes=["admin"], partner="acme")
    key = make(client, partner="lumen")

    refused = client.send(
        "POST", f"/api/v1/keys/{key['key_id']}/rotate", key=bound["secret"], json={}
    )

    assert (refused.status_code, refused.json()["code"]) == (404, "key/not_found")
    assert client.send("GET", "/api/v1/feeds", key=key["secret"]).status_code == 200
