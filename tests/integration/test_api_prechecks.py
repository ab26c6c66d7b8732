"""The head of a file is checked over HTTP by the rules of a feed; nothing of it is kept."""

import gzip
from dataclasses import replace
from pathlib import Path

import pytest

from api.services import ApiServices
from tests.api import Client, count_rows
from tests.feeding import Feeding

URL = "/api/v1/partners/lumen/precheck"
FEED = "sku;name;price;Disp\n1;Lamp;15,00;Sí\n2;Rug;abc;yes\n3;Jug;7,005;yes\n"
MIB = 1024 * 1024


@pytest.fixture
def client(api_services: ApiServices, feeding: Feeding) -> Client:
    feeding.profile(fields={"availability": "Disp"})
    spool = replace(feeding.ingestion, spool=api_services.ingestion.spool)
    return Client(replace(api_services, ingestion=spool))


def test_whole_file_is_told_as_its_check_tells_it_and_nothing_is_kept(
    client: Client, feeding: Feeding, tmp_path: Path
) -> None:
    def kept() -> tuple[dict[str, int], list[Path]]:
        folders = (tmp_path / "landing", tmp_path / "spool")
        return count_rows(feeding.database), sorted(p for each in folders for p in each.rglob("*"))

    feeding.load("sku,name,price,Disp\n1,Lamp,15.00,yes\n9,Box,1.00,yes\n")
    before = kept()

    said = client.post(f"{URL}?whole=true", content=FEED.encode()).json()

    assert kept() == before
    checked = client.post("/api/v1/feeds/check?partner=lumen", content=FEED.encode()).json()
    assert {name: said[name] for name in checked} == checked
    assert (said["is_whole"], said["profile_version"]) == (True, 2)
    assert said["counters"]["deactivated"] == 1


def test_head_says_nothing_of_what_the_rest_could_change(client: Client, feeding: Feeding) -> None:
    feeding.load("sku,name,price,Disp\n1,Lamp,15.00,yes\n9,Box,1.00,yes\n")
    feeding.profile(review_first=True)

    said = client.post(URL, content=(FEED + "4;Cup;1").encode()).json()

    assert (said["is_whole"], said["head_bytes"]) == (False, len(FEED.encode()))
    # the record that is cut off is not looked at
    assert said["counters"]["rows_read"] == 3
    assert said["counters"]["deactivated"] is None
    assert said["held_by"] == []


def test_mapping_and_first_findings_are_told(client: Client) -> None:
    said = client.post(URL, content=FEED.encode()).json()

    sources = {each["field"]: (each["column"], each["found_by"]) for each in said["sources"]}
    assert sources["availability"] == ("Disp", "profile")
    assert sources["product_name"] == ("name", "synonym")
    assert sources["currency"][0] is None
    assert said["columns"] == ["sku", "name", "price", "Disp"]
    assert said["unknown_words"] == {"Sí": 1}
    examples = [(each["code"], each["line_number"], each["raw_value"]) for each in said["examples"]]
    assert ("price/invalid", 3, "abc") in examples


def test_file_that_is_no_feed_is_answered_with_the_reason(client: Client) -> None:
    said = client.post(URL, content=b"title,price\nLamp,9\nRug,8\n").json()

    assert said["error"]["code"] == "header/missing_required"
    assert said["missing"] == ["sku"]
    assert said["counters"]["rows_read"] is None


def test_packed_head_may_be_cut_anywhere(client: Client) -> None:
    rows = "".join(f"{number};Lamp {number};{number + 1},50;yes\n" for number in range(2000))
    packed = gzip.compress(f"sku;name;price;Disp\n{rows}".encode())

    said = client.post(URL, content=packed[: len(packed) // 2]).json()

    assert said["error"] is None
    assert 0 < said["counters"]["inserted"] < 2000
    assert said["counters"]["skipped"] == 0


def test_body_is_bounded_and_not_empty(client: Client) -> None:
    large = client.post(URL, content=b"sku;name\n" + b"x" * MIB)
    empty = client.post(URL, content=b"")

    assert (large.status_code, large.json()["code"]) == (413, "request/too_large")
    assert (empty.status_code, empty.json()["code"]) == (400, "file/empty")


def test_partner_of_another_is_not_found_and_a_scope_is_needed(
    client: Client, feeding: Feeding
) -> None:
    feeding.partner("nord")
    bound = client.make_key("feeds:write", partner="nord")

    stranger = client.post(URL, key=bound, content=FEED.encode())
    reader = client.post(URL, key=client.make_key("feeds:read"), content=FEED.encode())

    assert (stranger.status_code, stranger.json()["code"]) == (404, "partner/not_found")
    assert (reader.status_code, reader.json()["code"]) == (403, "auth/scope")
