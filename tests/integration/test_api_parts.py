"""Full feeds in parts over HTTP: what each part is answered with."""

from typing import Any

import httpx
import pytest

from tests.api import Client, count_rows
from tests.feeding import Feeding
from tests.sending_parts import HEAD, LAMP, RUG

URL = "/api/v1/feeds?partner=lumen&mode=full"


@pytest.fixture
def served(client: Client, feeding: Feeding) -> Client:
    """Lend a client of an ingestion whose workers run."""
    client.replace(ingestion=feeding.ingestion)
    return client


def send(client: Client, part: int, content: str, more: str = "", **sent: Any) -> httpx.Response:  # noqa: ANN401 - what httpx takes
    url = f"{URL}&batch=spring&part={part}{more}"
    return client.post(url, content=content.encode(), **sent)


def code_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_each_part_is_answered_with_the_feed_and_what_is_missing(
    served: Client, feeding: Feeding
) -> None:
    last = send(served, 2, RUG, "&last=true&filename=b.csv")

    feed = last.json()
    assert last.status_code == 202
    assert last.headers["Location"] == f"/api/v1/feeds/{feed['feed_id']}"
    assert (feed["status"], feed["sha256"], feed["jobs"]) == ("RECEIVED", None, [])
    assert feed["parts"] == {"batch": "spring", "received": [2], "missing": [1], "last": 2}
    assert served.get("/api/v1/feeds?status=RECEIVED").json()["items"] == [feed]

    first = send(served, 1, HEAD + LAMP, "&last=false")

    assert first.headers["Location"] == last.headers["Location"]
    assert first.json()["parts"]["missing"] == []
    assert [job["kind"] for job in first.json()["jobs"]][:1] == ["VALIDATE"]
    feeding.settle()
    loaded = served.get(first.headers["Location"]).json()
    assert (loaded["status"], loaded["counters"]["inserted"]) == ("COMPLETED", 2)
    assert loaded["size_bytes"] == len(HEAD + LAMP + RUG)
    assert len(loaded["sha256"]) == 64


def test_feed_in_one_piece_has_no_parts(served: Client) -> None:
    assert served.post(URL, content=(HEAD + LAMP).encode()).json()["parts"] is None


@pytest.mark.parametrize(
    ("query", "refusal"),
    [
        ("batch=a", (400, "batch/invalid")),
        ("part=1", (400, "batch/invalid")),
        ("last=true", (400, "batch/invalid")),
        ("batch=a&last=true", (400, "batch/invalid")),
        ("batch=&part=1", (400, "batch/invalid")),
        ("batch=a&part=1&mode=delta", (400, "batch/invalid")),
        ("batch=a&part=1&mode=supplemental", (400, "batch/invalid")),
        ("batch=a&part=0", (422, "request/invalid")),
        ("batch=a&part=-1", (422, "request/invalid")),
        ("batch=a&part=10001", (422, "request/invalid")),
        ("batch=a&part=one", (422, "request/invalid")),
        ("batch=a&part=1&last=perhaps", (422, "request/invalid")),
        (f"batch={'a' * 129}&part=1", (422, "request/invalid")),
        ("batch=a%0Ab&part=1", (422, "request/invalid")),
        ("batch=a%C2%85b&part=1", (422, "request/invalid")),
        ("batch=%20&part=1", (422, "request/invalid")),
    ],
)
def test_part_that_makes_no_sense_is_refused_and_leaves_nothing(
    served: Client, query: str, refusal: tuple[int, str]
) -> None:
    before = count_rows(served.services.database)

    refused = served.post(f"/api/v1/feeds?partner=lumen&{query}", content=HEAD.encode())

    assert code_of(refused) == refusal
    assert count_rows(served.services.database) == before


def test_refusals_of_a_batch_are_conflicts(served: Client) -> None:
    feed = send(served, 2, LAMP, "&last=true").json()

    assert code_of(send(served, 2, RUG)) == (409, "batch/part_taken")
    assert code_of(send(served, 3, RUG)) == (409, "batch/part_out_of_place")
    assert code_of(send(served, 1, RUG, "&last=true")) == (409, "batch/part_out_of_place")
    served.post(f"/api/v1/feeds/{feed['feed_id']}/cancel")
    assert code_of(send(served, 1, HEAD)) == (409, "batch/closed")
    repeated = send(served, 2, LAMP)
    assert (repeated.status_code, repeated.json()["status"]) == (202, "CANCELLED")


@pytest.mark.parametrize("batch", ["nightly 2026-11-27", "Größe/№7", "a" * 128, "..", "%"])
def test_batch_may_have_any_printable_name(served: Client, batch: str) -> None:
    asked = {"partner": "lumen", "batch": batch, "part": "1"}

    taken = served.post("/api/v1/feeds", params=asked, content=HEAD.encode())

    assert taken.json()["parts"]["batch"] == batch


def test_key_of_another_partner_neither_sees_nor_adds_to_a_batch(
    served: Client, feeding: Feeding
) -> None:
    feeding.partner("nordhus")
    ours = send(served, 1, HEAD + LAMP).json()
    theirs = served.make_key("feeds:write", "feeds:read", partner="nordhus")

    assert code_of(send(served, 2, RUG, key=theirs)) == (404, "partner/not_found")
    assert served.get(f"/api/v1/feeds/{ours['feed_id']}", key=theirs).status_code == 404
    own = served.post(
        "/api/v1/feeds?partner=nordhus&batch=spring&part=2", key=theirs, content=RUG.encode()
    ).json()

    assert own["feed_id"] != ours["feed_id"]
    assert own["parts"]["received"] == [2]
    assert served.get(f"/api/v1/feeds/{ours['feed_id']}").json() == ours


def test_part_may_be_a_file_of_a_multipart_body(served: Client) -> None:
    taken = served.post(f"{URL}&batch=spring&part=1", files={"file": ("spring-1.csv", HEAD + LAMP)})

    assert taken.json()["filename"] == "spring-1.csv"
    assert taken.json()["size_bytes"] == len(HEAD + LAMP)
