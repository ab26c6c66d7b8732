"""Replay over HTTP: a new feed of a stored file, or a reason why not."""

from dataclasses import replace
from typing import Any

import pytest

from api.services import ApiServices
from tests.api import Client
from tests.feeding import Feeding

FEED = b"sku,name,price\nLAMP,Lamp,15\nRUG,Rug,20\n"


@pytest.fixture
def client(api_services: ApiServices, feeding: Feeding) -> Client:
    """Lend a client of an API whose feeds are worked on."""
    return Client(replace(api_services, ingestion=feeding.ingestion))


@pytest.fixture
def url(feeding: Feeding) -> str:
    """Load a feed, and return its address."""
    return f"/api/v1/feeds/{feeding.load(FEED).feed_id}"


def test_replay_is_a_new_feed(client: Client, feeding: Feeding, url: str) -> None:
    accepted = client.post(f"{url}/replay?hold=true")
    feeding.settle()

    replayed = client.get(accepted.headers["Location"]).json()
    first = client.get(url).json()
    assert (accepted.status_code, accepted.headers["Retry-After"]) == (202, "1")
    assert (replayed["origin"], replayed["replay_of"]) == ("replay", first["feed_id"])
    assert (replayed["sha256"], replayed["status"]) == (first["sha256"], "HELD")
    assert first["replay_of"] is None


def test_replay_of_a_held_feed_is_refused(client: Client, feeding: Feeding) -> None:
    held = feeding.load(FEED, hold=True)

    refused = client.post(f"/api/v1/feeds/{held.feed_id}/replay")

    assert (refused.status_code, refused.json()["code"]) == (409, "feed/wrong_state")


@pytest.mark.parametrize("asked", ["profile=tomorrow", "when=now"])
def test_replay_refuses_what_it_does_not_know(client: Client, url: str, asked: str) -> None:
    assert client.post(f"{url}/replay?{asked}").status_code == 422


def test_replay_without_its_raw_file_is_refused(client: Client, feeding: Feeding, url: str) -> None:
    key = feeding.database.rows("select raw_key from feed order by feed_no desc limit 1")
    (feeding.folder / "landing" / key[0]["raw_key"]).unlink()

    refused = client.post(f"{url}/replay")

    assert (refused.status_code, refused.json()["code"]) == (404, "store/object_missing")


def test_replay_needs_the_scope_and_the_partner(client: Client, feeding: Feeding, url: str) -> None:
    feeding.partner("other")
    reader: dict[str, Any] = {"key": client.make_key("feeds:read")}
    foreign: dict[str, Any] = {"key": client.make_key("feeds:write", partner="other")}

    assert client.post(f"{url}/replay", **reader).json()["code"] == "auth/scope"
    assert client.post(f"{url}/replay", **foreign).json()["code"] == "feed/not_found"
    assert len(client.get("/api/v1/feeds").json()["items"]) == 1
