"""Held feeds over HTTP: their diff, and approval, rejection and cancelling, each once."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from api.services import ApiServices
from tests.api import Client
from tests.feeding import Feeding

FEED = b"sku,name,price\nLAMP,Lamp,15\nRUG,Rug,20\n"
NEXT = b"sku,name,price\nLAMP,Lamp,30\nVASE,Vase,9\n"
Hold = Callable[[bytes], str]


@pytest.fixture
def client(api_services: ApiServices, feeding: Feeding) -> Client:
    """Lend a client of an API whose feeds are worked on."""
    return Client(replace(api_services, ingestion=feeding.ingestion))


@pytest.fixture
def hold(client: Client, feeding: Feeding) -> Hold:
    """Deliver a feed that is held, and return its address."""

    def hold(body: bytes) -> str:
        answer = client.post("/api/v1/feeds?partner=lumen&mode=full&hold=true", content=body)
        feeding.settle()
        return str(answer.headers["Location"])

    return hold


def test_held_feed_shows_its_diff_and_is_approved_once(
    client: Client, feeding: Feeding, hold: Hold
) -> None:
    feeding.load(FEED)
    url = hold(NEXT)
    held = client.get(url).json()
    diff = client.get(f"{url}/diff").json()

    approved = client.post(f"{url}/approve")
    feeding.settle()
    again = client.post(f"{url}/approve")

    assert (held["status"], held["held_by"]) == ("HELD", ["guard/hold_requested"])
    assert (approved.status_code, approved.json()["feed_id"]) == (202, held["feed_id"])
    assert (again.status_code, again.json()["code"]) == (409, "feed/wrong_state")
    loaded = client.get(url).json()
    assert (loaded["status"], loaded["counters"]) == ("COMPLETED", held["counters"])
    assert client.get(f"{url}/diff").json() == diff
    lamp, rug, vase = diff["items"]
    assert lamp == {
        "sku": "LAMP",
        "action": "updated",
        "changes": [{"column": "price", "before": "15.00", "after": "30.00"}],
    }
    assert (rug["sku"], rug["action"]) == ("RUG", "deactivated")
    assert (vase["sku"], vase["action"]) == ("VASE", "inserted")
    assert {"column": "price", "before": None, "after": "9.00"} in vase["changes"]


def test_diff_is_paged(client: Client, feeding: Feeding, hold: Hold) -> None:
    feeding.load(FEED)
    url = hold(NEXT)

    first = client.get(f"{url}/diff?limit=2").json()
    second = client.get(f"{url}/diff?limit=2&cursor={first['next_cursor']}").json()
    wrong = client.get(f"{url}/diff?cursor=x")

    assert [item["sku"] for item in first["items"] + second["items"]] == ["LAMP", "RUG", "VASE"]
    assert second["next_cursor"] is None
    assert (wrong.status_code, wrong.json()["code"]) == (422, "request/cursor")


@pytest.mark.parametrize(("decision", "status"), [("reject", "REJECTED"), ("cancel", "CANCELLED")])
def test_feed_is_ended_without_a_trace_in_the_catalog(
    client: Client, feeding: Feeding, hold: Hold, decision: str, status: str
) -> None:
    url = hold(FEED)

    ended = client.post(f"{url}/{decision}")
    again = client.post(f"{url}/{decision}")
    diff = client.get(f"{url}/diff")

    assert (ended.status_code, ended.json()["status"]) == (202, status)
    assert ended.json()["finished_at"]
    for refused in (again, diff):
        assert (refused.status_code, refused.json()["code"]) == (409, "feed/wrong_state")
    assert feeding.products() == []


def test_superseded_feed_is_not_approved(client: Client, feeding: Feeding, hold: Hold) -> None:
    url = hold(FEED)
    feeding.load(NEXT)

    refused = client.post(f"{url}/approve")

    assert (refused.status_code, refused.json()["code"]) == (409, "feed/superseded")
    assert client.get(url).json()["status"] == "HELD"


@pytest.mark.parametrize("decision", ["approve", "reject", "cancel"])
def test_decisions_need_the_scope_and_the_partner(
    client: Client, feeding: Feeding, hold: Hold, decision: str
) -> None:
    feeding.partner("other")
    url = hold(FEED)
    reader: dict[str, Any] = {"key": client.make_key("feeds:read")}
    foreign: dict[str, Any] = {"key": client.make_key("feeds:write", "feeds:read", partner="other")}

    assert client.post(f"{url}/{decision}", **reader).json()["code"] == "auth/scope"
    assert client.post(f"{url}/{decision}", **foreign).json()["code"] == "feed/not_found"
    assert client.get(f"{url}/diff", **foreign).json()["code"] == "feed/not_found"
    assert client.get(url).json()["status"] == "HELD"
