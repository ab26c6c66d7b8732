"""A feed is tried over HTTP: all that VALIDATE would say, and nothing is kept."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from api.services import ApiServices
from tests.api import MAX_FEED_BYTES, Client, count_rows, hang_up
from tests.feeding import Feeding

URL = "/api/v1/feeds/check?partner=lumen"
FEED = b"sku;name;price;colour\n1;Lamp;15,00;red\n2;Rug;abc;\n1;Lamp;16,50;blue\n\n3;Jug;7,005;\n"


@pytest.fixture
def client(api_services: ApiServices, feeding: Feeding) -> Client:
    spool = replace(feeding.ingestion, spool=api_services.ingestion.spool)
    return Client(replace(api_services, ingestion=spool))


def kept(client: Client, tmp_path: Path) -> tuple[dict[str, int], list[Path]]:
    """Return everything that is kept: rows, raw files, spooled files."""
    folders = (tmp_path / "landing", tmp_path / "spool")
    files = [path for folder in folders for path in folder.rglob("*")]
    return count_rows(client.services.database), sorted(files)


def test_check_says_what_a_delivery_would_do_and_keeps_nothing(
    client: Client, feeding: Feeding, tmp_path: Path
) -> None:
    feeding.load("sku,name,price\n1,Lamp,15.00\n9,Box,1.00\n")
    before = kept(client, tmp_path)

    answer = client.post(f"{URL}&mode=full", content=FEED)

    assert kept(client, tmp_path) == before
    said = answer.json()
    assert answer.status_code == 200
    assert (said["dialect"]["encoding"], said["dialect"]["delimiter"]) == ("utf-8", ";")
    assert said["mapping"] == {
        "fields": {"sku": "sku", "product_name": "name", "price": "price"},
        "attributes": ["colour"],
    }
    assert said["rows"][0] | {"findings": []} == {
        "record_number": 1,
        "line_number": 2,
        "row_outcome": "skipped",
        "sku": "1",
        "product_name": "Lamp",
        "price": "15.00",
        "currency": "USD",
        "availability": "in_stock",
        "quantity": None,
        "findings": [],
    }
    outcomes = [row["row_outcome"] for row in said["rows"]]
    assert outcomes == ["skipped", "skipped", "updated", "skipped"]
    assert said["rows"][1]["findings"][0]["code"] == "price/invalid"
    delivered = feeding.load(FEED, hold=True)
    assert said["counters"] == {name: delivered.counters[name] for name in said["counters"]} | {
        "warnings": said["counters"]["warnings"]
    }
    shown = client.get(f"/api/v1/feeds/{delivered.feed_id}").json()["issues"]
    told = {(issue["code"], issue["count"]) for issue in said["issues"]}
    assert told == {(each["code"], each["count"]) for each in shown} - {("guard/hold_requested", 1)}


def test_record_that_changes_nothing_is_shown_with_its_values(
    client: Client, feeding: Feeding
) -> None:
    body = "sku,name,price\n1,Lamp,15.00\n"
    feeding.load(body)

    said = client.post(f"{URL}&mode=full", content=body.encode()).json()

    (row,) = said["rows"]
    assert (row["row_outcome"], row["product_name"], row["price"]) == ("unchanged", "Lamp", "15.00")
    assert said["counters"]["unchanged"] == 1


def test_check_names_the_guards_that_would_hold_the_feed(client: Client) -> None:
    said = client.post(f"{URL}&hold=true", content=FEED).json()

    assert said["held_by"] == ["guard/hold_requested"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"colour\nred\n", "header/missing_required"),
        (b"\n\n", "file/no_records"),
        (b"PK\x03\x04", "file/undecodable"),
    ],
)
def test_file_that_is_no_feed_is_told_so(
    client: Client, tmp_path: Path, content: bytes, code: str
) -> None:
    before = kept(client, tmp_path)

    answer = client.post(URL, content=content)

    assert (answer.status_code, answer.json()["error"]["code"]) == (200, code)
    assert set(answer.json()["counters"].values()) == {None}
    assert kept(client, tmp_path) == before


@pytest.mark.parametrize(
    ("query", "sent", "status", "code"),
    [
        ("", {"content": b""}, 400, "file/empty"),
        ("", {"content": b"x" * (MAX_FEED_BYTES + 1)}, 413, "file/too_large"),
        ("&mode=some", {"content": FEED}, 422, "request/invalid"),
        ("&partner=nobody", {"content": FEED}, 404, "partner/not_found"),
        ("", {"files": {"file": ("a.csv", b"")}}, 400, "file/empty"),
    ],
)
def test_refused_check_leaves_nothing(  # noqa: PLR0913, PLR0917 - one case of the table
    client: Client, tmp_path: Path, query: str, sent: dict[str, Any], status: int, code: str
) -> None:
    before = kept(client, tmp_path)
    url = URL if "partner" not in query else "/api/v1/feeds/check?" + query[1:]

    refused = client.post(url + ("" if "partner" in query else query), **sent)

    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert kept(client, tmp_path) == before


def test_sender_who_hangs_up_leaves_nothing(client: Client, tmp_path: Path) -> None:
    before = kept(client, tmp_path)

    hang_up(client, URL, [FEED], {})

    assert kept(client, tmp_path) == before


def test_check_needs_the_right_to_deliver(client: Client) -> None:
    assert client.send("POST", URL, client.make_key("feeds:read"), content=FEED).status_code == 403
    assert client.post(URL, files={"file": ("a.csv", FEED)}).status_code == 200
