"""Retention over HTTP, and the raw file of a feed, while it is kept."""

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from catalog.clock import utc_now
from ingestion.folder_store import FolderStore
from ingestion.retention import apply_retention
from tests.api import Client
from tests.feeding import Feeding
from tests.sending_parts import HEAD, LAMP, RUG, Sender

URL = "/api/v1/partners/lumen/retention"
RAW = (HEAD + LAMP).encode()


@pytest.fixture
def served(client: Client, feeding: Feeding) -> Client:
    """Lend a client of an ingestion whose workers run."""
    client.replace(ingestion=feeding.ingestion)
    return client


def code_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def put(client: Client, body: dict[str, object], key: str = "") -> httpx.Response:
    return client.send("PUT", URL, key, json=body)


def test_days_are_set_shown_and_taken_back(served: Client) -> None:
    assert served.get("/api/v1/partners/lumen").json()["retention"] == {
        "raw_days": None,
        "report_days": None,
    }

    answer = put(served, {"raw_days": 90, "report_days": 30})

    assert answer.json() == {"raw_days": 90, "report_days": 30}
    (listed,) = served.get("/api/v1/partners").json()["items"]
    assert listed["retention"] == answer.json()
    assert put(served, {"raw_days": 60}).json() == {"raw_days": 60, "report_days": None}
    assert served.get("/api/v1/partners/lumen").json()["retention"]["report_days"] is None


@pytest.mark.parametrize(
    "body",
    [{"raw_days": 0}, {"raw_days": -1}, {"report_days": 36501}, {"raw_days": 1.5}, {"days": 3}],
)
def test_days_that_make_no_sense_change_nothing(served: Client, body: dict[str, object]) -> None:
    put(served, {"raw_days": 90})

    assert code_of(put(served, body)) == (422, "request/invalid")

    assert served.get("/api/v1/partners/lumen").json()["retention"]["raw_days"] == 90


def test_only_an_administrator_sets_days_and_only_of_partners_it_sees(
    served: Client, feeding: Feeding
) -> None:
    feeding.partner("nordhus")
    others = served.make_key("admin", partner="nordhus")

    assert code_of(put(served, {}, served.make_key("feeds:write"))) == (403, "auth/scope")
    assert code_of(put(served, {}, others)) == (404, "partner/not_found")


def test_raw_file_comes_as_it_was_sent_under_its_name(served: Client, feeding: Feeding) -> None:
    taken = served.post('/api/v1/feeds?partner=lumen&filename=Größe "1".csv', content=RAW).json()
    feeding.settle()

    answer = served.get(f"/api/v1/feeds/{taken['feed_id']}/file")

    assert answer.content == RAW
    assert answer.headers["Content-Length"] == str(len(RAW))
    name = "attachment; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%221%22.csv"
    assert answer.headers["Content-Disposition"] == name


def test_raw_file_of_parts_is_what_they_make_together(served: Client, feeding: Feeding) -> None:
    sender = Sender(feeding)
    feed = sender.send(1, HEAD + LAMP)
    path = f"/api/v1/feeds/{feed.feed_id}/file"
    assert code_of(served.get(path)) == (409, "feed/wrong_state")

    feeding.wait(sender.send(2, HEAD + RUG, is_last=True))

    assert served.get(path).text == HEAD + LAMP + RUG


def test_raw_file_is_for_its_partner_and_readers_alone(served: Client, feeding: Feeding) -> None:
    feeding.partner("nordhus")
    path = f"/api/v1/feeds/{feeding.load(HEAD + LAMP).feed_id}/file"

    theirs = served.make_key("feeds:read", partner="nordhus")
    assert code_of(served.send("GET", path, theirs)) == (404, "feed/not_found")
    assert code_of(served.send("GET", path, served.make_key("feeds:write"))) == (403, "auth/scope")


def test_raw_file_that_is_not_what_was_sent_is_not_given_out(
    served: Client, feeding: Feeding
) -> None:
    feed = feeding.load(HEAD + LAMP)
    store = feeding.ingestion.store
    assert isinstance(store, FolderStore)
    raw = feeding.folder / "landing" / feed.raw_key
    raw.write_bytes(raw.read_bytes().replace(b"15", b"51"))
    path = f"/api/v1/feeds/{feed.feed_id}/file"

    assert code_of(served.get(path)) == (503, "store/unavailable")
    raw.unlink()
    assert code_of(served.get(path)) == (404, "store/object_missing")


def test_what_is_not_kept_any_longer_is_gone_and_the_feed_says_so(
    served: Client, feeding: Feeding
) -> None:
    old = feeding.load(HEAD + LAMP + "BAD,Bad,nothing\n")
    feeding.load(HEAD + LAMP)
    put(served, {"raw_days": 30, "report_days": 30})
    before = served.get(f"/api/v1/feeds/{old.feed_id}").json()
    later = utc_now() + timedelta(days=31)

    apply_retention(replace(feeding.ingestion, clock=lambda: later))

    path = f"/api/v1/feeds/{old.feed_id}"
    feed = served.get(path).json()
    assert feed["raw_deleted_at"] is not None
    assert feed["report_deleted_at"] is not None
    told = ("raw_deleted_at", "report_deleted_at")
    assert {**feed, **dict.fromkeys(told)} == before
    for what in ("file", "rejects"):
        assert code_of(served.get(f"{path}/{what}")) == (410, "feed/raw_expired")
    assert code_of(served.post(f"{path}/replay")) == (410, "feed/raw_expired")
    assert code_of(served.get(f"{path}/report")) == (410, "feed/report_expired")
    assert code_of(served.get(f"{path}/report?format=csv")) == (410, "feed/report_expired")
    assert served.get(f"{path}/diff").status_code == 200
