"""Partners over HTTP: who makes them, who sees them."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.api import Client, count_rows

NEW = {"code": "lumen", "name": "Lumen", "default_currency": "USD"}
UNSEEN = (
    " ",
    "\u00a0\u2003",
    "Lu\nmen",
    "Lu\u0085men",
    "Lu\u2029men",
    "Lumen\0",
    "Lu\x1b[31mmen",
    "\u202enemuL",
    "Lu\u2066men",
    "Lu\u200bmen",
    "\u200d",
    "\u0301",
)
SEEN = ("L", "Lumen *& Co*", "Łumen 灯", "नवीन क्\u200dष", "👩\u200d💻", "-", "Lu  men", "x" * 200)


def test_partner_is_made_and_read_back(client: Client) -> None:
    made = client.post("/api/v1/partners", json={**NEW, "default_availability": "in_stock"})

    assert made.status_code == 201
    assert made.headers["Location"] == "/api/v1/partners/lumen"
    assert made.json()["profile"]["constants"] == {"currency": "USD", "availability": "in_stock"}
    assert made.json()["profile"]["version"] == 1
    assert client.get("/api/v1/partners/lumen").json() == made.json()
    assert client.get("/api/v1/partners").json() == {"items": [made.json()], "next_cursor": None}


def test_second_partner_of_a_code_is_refused(client: Client) -> None:
    client.post("/api/v1/partners", json=NEW)
    before = count_rows(client.services.database)

    refused = client.post("/api/v1/partners", json={**NEW, "name": "Other"})

    assert (refused.status_code, refused.json()["code"]) == (409, "partner/exists")
    assert count_rows(client.services.database) == before


def test_partner_is_renamed_and_its_code_stays(client: Client) -> None:
    made = client.post("/api/v1/partners", json=NEW).json()

    renamed = client.send("PATCH", "/api/v1/partners/lumen", json={"name": "Lumen & Co"})

    assert (renamed.status_code, renamed.json()) == (200, {**made, "name": "Lumen & Co"})
    assert client.get("/api/v1/partners/lumen").json() == renamed.json()


@pytest.mark.parametrize(
    "body", [{}, {"name": ""}, {"name": "x" * 201}, {"name": "x", "code": "other"}, {"name": None}]
)
def test_rename_to_what_no_partner_can_be_called_is_refused(
    client: Client, body: dict[str, object]
) -> None:
    client.post("/api/v1/partners", json=NEW)
    before = count_rows(client.services.database)

    refused = client.send("PATCH", "/api/v1/partners/lumen", json=body)

    assert (refused.status_code, refused.json()["code"]) == (422, "request/invalid")
    assert client.get("/api/v1/partners/lumen").json()["name"] == "Lumen"
    assert count_rows(client.services.database) == before


@pytest.mark.parametrize("name", UNSEEN)
def test_name_that_cannot_be_seen_is_refused_at_both_doors(client: Client, name: str) -> None:
    client.post("/api/v1/partners", json=NEW)
    before = count_rows(client.services.database)

    made = client.post("/api/v1/partners", json={**NEW, "code": "other", "name": name})
    renamed = client.send("PATCH", "/api/v1/partners/lumen", json={"name": name})

    for refused in (made, renamed):
        assert (refused.status_code, refused.json()["code"]) == (422, "request/invalid")
        assert refused.json()["errors"][0]["field"] == "name"
    assert client.get("/api/v1/partners/lumen").json()["name"] == "Lumen"
    assert count_rows(client.services.database) == before


@pytest.mark.parametrize("name", SEEN)
def test_name_is_kept_without_the_blanks_around_it(client: Client, name: str) -> None:
    made = client.post("/api/v1/partners", json={**NEW, "name": f" \n{name}\u2003"}).json()
    before = count_rows(client.services.database)

    again = client.send("PATCH", "/api/v1/partners/lumen", json={"name": f"{name}\t"})

    assert (made["name"], again.json()["name"]) == (name, name)
    assert count_rows(client.services.database) == before


def test_partner_of_others_cannot_be_renamed(client: Client) -> None:
    for code in ("lumen", "nord"):
        client.post("/api/v1/partners", json={**NEW, "code": code})
    key = client.post(
        "/api/v1/keys", json={"name": "nord", "scopes": ["admin"], "partner": "nord"}
    ).json()["secret"]

    for code, status in (("lumen", 404), ("nobody", 404), ("nord", 200)):
        sent = client.send("PATCH", f"/api/v1/partners/{code}", json={"name": "New"}, key=key)
        assert sent.status_code == status
    assert client.get("/api/v1/partners/lumen").json()["name"] == "Lumen"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "Lumen"}, "code"),
        ({"code": "a/b", "name": "Lumen"}, "code"),
        ({"code": "..", "name": "Lumen"}, "code"),
        ({"code": "a" * 65, "name": "Lumen"}, "code"),
        ({"code": "a\0", "name": "Lumen"}, "code"),
        ({"code": "a", "name": ""}, "name"),
        ({"code": "a", "name": "\ud800"}, "name"),
        ({"code": "a", "name": 5}, "name"),
        ({**NEW, "default_currency": "XXL"}, "default_currency"),
        ({**NEW, "default_availability": "yes"}, "default_availability"),
        ({**NEW, "colour": "red"}, "colour"),
        ([], ""),
        ("lumen", ""),
        (None, ""),
    ],
)
def test_partner_that_cannot_be_is_refused_by_field(
    client: Client, body: object, field: str
) -> None:
    before = count_rows(client.services.database)

    refused = client.post(
        "/api/v1/partners",
        content=json.dumps(body),  # which escapes what httpx would not encode
        headers={"Content-Type": "application/json"},
    )

    assert (refused.status_code, refused.json()["code"]) == (422, "request/invalid")
    assert refused.json()["errors"][0]["in"] == "body"
    assert refused.json()["errors"][0]["field"] == field
    assert count_rows(client.services.database) == before


def test_body_that_is_no_json_is_refused_with_its_place(client: Client) -> None:
    headers = {"Content-Type": "application/json"}

    refused = client.post("/api/v1/partners", content=b'{"code": ', headers=headers)

    assert (refused.status_code, refused.json()["code"]) == (422, "request/invalid")
    assert "character 9" in refused.json()["detail"]


def test_body_of_more_than_a_mib_is_refused(client: Client) -> None:
    before = count_rows(client.services.database)

    refused = client.post("/api/v1/partners", json={**NEW, "name": "x" * 2**20})

    assert (refused.status_code, refused.json()["code"]) == (413, "request/too_large")
    assert count_rows(client.services.database) == before


def test_bound_key_sees_its_partner_alone(client: Client) -> None:
    for code in ("lumen", "other"):
        client.post("/api/v1/partners", json={"code": code, "name": code})
    bound = client.make_key("catalog:read", partner="lumen")

    listed = client.get("/api/v1/partners", key=bound)
    foreign = client.get("/api/v1/partners/other", key=bound)
    unknown = client.get("/api/v1/partners/nobody", key=bound)

    assert [partner["code"] for partner in listed.json()["items"]] == ["lumen"]
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.json()["code"] == unknown.json()["code"] == "partner/not_found"


def test_partners_are_paged(client: Client) -> None:
    for code in ("a", "b", "c"):
        client.post("/api/v1/partners", json={"code": code, "name": code})

    first = client.get("/api/v1/partners", params={"limit": 2}).json()
    rest = client.get("/api/v1/partners", params={"cursor": first["next_cursor"]}).json()

    assert [partner["code"] for partner in first["items"] + rest["items"]] == ["a", "b", "c"]
    assert rest["next_cursor"] is None


def test_partner_made_twice_at_once_is_there_once(client: Client) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: client.post("/api/v1/partners", json=NEW), range(4)))

    codes = [answer.json()["code"] for answer in answers if answer.status_code != 201]
    assert [answer.status_code for answer in answers].count(201) == 1
    assert set(codes) <= {"partner/exists", "server/write_conflict"}
    assert len(client.get("/api/v1/partners").json()["items"]) == 1
