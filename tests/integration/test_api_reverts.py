"""Undo over HTTP: shown before, done once, told afterwards."""

from dataclasses import replace
from typing import Any

import pytest

from api.services import ApiServices
from orders.desk import place_order
from tests.api import Client
from tests.feeding import Feeding
from tests.shop import ask

FEED = b"sku,name,price\nLAMP,Lamp,15\nRUG,Rug,20\n"
NEXT = b"sku,name,price\nLAMP,Lamp,30\nVASE,Vase,9\nSOFA,Sofa,99\n"
LATER = b"sku,price\nSOFA,98\n"


@pytest.fixture
def client(api_services: ApiServices, feeding: Feeding) -> Client:
    """Lend a client of an API whose feeds are worked on."""
    return Client(replace(api_services, ingestion=feeding.ingestion, desk=feeding.desk))


@pytest.fixture
def url(feeding: Feeding) -> str:
    """Load two feeds, and return the address of the second."""
    feeding.load(FEED)
    return f"/api/v1/feeds/{feeding.load(NEXT).feed_id}"


def test_revert_does_what_its_preview_said(client: Client, feeding: Feeding, url: str) -> None:
    loaded = client.get(url).json()
    later = feeding.load(LATER, "delta")
    place_order(feeding.desk, ask(VASE=1), owner="ann")

    shown = client.get(f"{url}/revert").json()
    accepted = client.post(f"{url}/revert")
    feeding.settle()
    again = client.post(f"{url}/revert")
    reverted = client.get(url).json()

    counts = {"restored": 2, "removed": 0, "kept_for_orders": 1, "changed_since": 1}
    assert (shown["counts"], shown["next_cursor"]) == (counts, None)
    vase, sofa = shown["items"]
    assert (vase["sku"], vase["code"]) == ("VASE", "etl/kept_for_orders")
    assert (sofa["sku"], sofa["code"], sofa["feed_id"]) == (
        *("SOFA", "etl/changed_since"),
        later.feed_id,
    )
    assert (accepted.status_code, accepted.json()["feed_id"]) == (202, loaded["feed_id"])
    assert (again.status_code, again.json()["code"]) == (409, "feed/wrong_state")
    assert reverted["status"] == "REVERTED"
    assert {name: reverted["reverted"][name] for name in counts} == counts
    assert reverted["reverted"]["reverted_at"]
    assert (loaded["reverted"], reverted["counters"]) == (None, loaded["counters"])
    assert reverted["finished_at"] == loaded["finished_at"]
    assert [job["kind"] for job in reverted["jobs"]] == ["VALIDATE", "ETL", "REVERT"]
    assert client.get(f"{url}/revert").json()["code"] == "feed/wrong_state"
    report = client.get(f"{url}/report?code=etl/changed_since").json()["items"]
    assert [(row["sku"], row["severity"]) for row in report] == [("SOFA", "info")]
    assert later.feed_id in report[0]["message"]


def test_preview_is_paged(client: Client, feeding: Feeding, url: str) -> None:
    feeding.load(NEXT.replace(b",9", b",8").replace(b",30", b",31"))

    first = client.get(f"{url}/revert?limit=2").json()
    second = client.get(f"{url}/revert?limit=2&cursor={first['next_cursor']}").json()
    wrong = client.get(f"{url}/revert?cursor=x")

    assert [item["sku"] for item in first["items"] + second["items"]] == ["LAMP", "VASE", "SOFA"]
    assert first["counts"] == second["counts"]
    assert (second["next_cursor"], wrong.json()["code"]) == (None, "request/cursor")


def test_diff_and_history_tell_of_a_reverted_feed(
    client: Client, feeding: Feeding, url: str
) -> None:
    diff = client.get(f"{url}/diff").json()
    lamp = feeding.product("LAMP")["product_id"]
    client.post(f"{url}/revert")
    feeding.settle()

    history = client.get(f"/api/v1/products/{lamp}/history").json()["items"]

    assert client.get(f"{url}/diff").json() == diff
    assert {item["action"] for item in diff["items"]} == {"inserted", "updated", "deactivated"}
    assert [item["action"] for item in history] == ["reverted", "updated", "inserted"]
    assert history[0]["changes"] == [{"column": "price", "before": "30.00", "after": "15.00"}]
    assert f"/api/v1/feeds/{history[0]['feed_id']}" == url


def test_reverted_feeds_are_listed_by_their_status(
    client: Client, feeding: Feeding, url: str
) -> None:
    client.post(f"{url}/revert")
    feeding.settle()

    (listed,) = client.get("/api/v1/feeds?status=REVERTED").json()["items"]

    assert f"/api/v1/feeds/{listed['feed_id']}" == url


def test_undo_needs_the_scope_and_the_partner(client: Client, feeding: Feeding, url: str) -> None:
    feeding.partner("other")
    reader: dict[str, Any] = {"key": client.make_key("feeds:read")}
    foreign: dict[str, Any] = {"key": client.make_key("feeds:write", "feeds:read", partner="other")}

    assert client.post(f"{url}/revert", **reader).json()["code"] == "auth/scope"
    assert client.post(f"{url}/revert", **foreign).json()["code"] == "feed/not_found"
    assert client.get(f"{url}/revert", **foreign).json()["code"] == "feed/not_found"
    assert client.get(f"{url}/revert", **reader).status_code == 200
    assert client.get(url).json()["status"] == "COMPLETED"
