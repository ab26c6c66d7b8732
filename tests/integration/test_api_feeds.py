"""Feeds over HTTP: delivered whole or not at all, followed by their id."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from catalog.database import Database
from catalog.partners import Partner
from ingestion.folder_store import FolderStore
from ingestion.store import Source, StoredObject, StoreUnavailable
from tests.api import MAX_FEED_BYTES, Client, count_rows, hang_up
from tests.makers import make_partner

Kept = Callable[[], tuple[dict[str, int], list[str]]]

FEED = b"sku,product_name,price\nLAMP,Lamp,15.00\n"
URL = "/api/v1/feeds?partner=lumen&mode=full"


@pytest.fixture
def lumen(database: Database) -> Partner:
    return make_partner(database, "lumen", default_currency="USD")


@pytest.fixture
def kept(client: Client, tmp_path: Path) -> Kept:
    """Return a function that tells everything that is kept: rows, raw files, spooled files."""

    def look() -> tuple[dict[str, int], list[str]]:
        folders = (tmp_path / "landing", tmp_path / "spool")
        files = [str(path) for folder in folders for path in folder.rglob("*") if path.is_file()]
        return count_rows(client.services.database), sorted(files)

    return look


async def in_chunks(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


@pytest.mark.usefixtures("lumen")
def test_feed_is_taken_and_can_be_followed(client: Client, tmp_path: Path) -> None:
    headers = {"X-Request-ID": "my-request"}

    taken = client.post(f"{URL}&filename=spring.csv&hold=true", content=FEED, headers=headers)

    feed = taken.json()
    assert taken.status_code == 202
    assert taken.headers["Location"] == f"/api/v1/feeds/{feed['feed_id']}"
    assert int(taken.headers["Retry-After"]) >= 1
    assert (feed["partner"], feed["mode"], feed["origin"]) == ("lumen", "full", "api")
    assert (feed["filename"], feed["size_bytes"]) == ("spring.csv", len(FEED))
    assert feed["status"] == "RECEIVED"
    assert set(feed["counters"].values()) == {None}
    assert [job["kind"] for job in feed["jobs"]] == ["VALIDATE"]
    assert feed["jobs"][0]["feed_id"] == feed["feed_id"]
    assert client.get(taken.headers["Location"]).json() == feed
    assert client.get("/api/v1/feeds").json()["items"] == [feed]
    (raw,) = (tmp_path / "landing" / "raw").rglob("spring.csv")
    assert raw.read_bytes() == FEED


@pytest.mark.usefixtures("lumen")
@pytest.mark.parametrize(
    ("query", "sent", "filename"),
    [
        ("", {"content": FEED}, "feed.csv"),
        ("&filename=", {"content": FEED}, "feed.csv"),
        ("&filename=a.csv", {"files": {"file": ("b.csv", FEED)}}, "a.csv"),
        ("", {"files": {"file": ("b.csv", FEED)}}, "b.csv"),
        ("", {"files": {"upload": ("b.csv", FEED)}, "data": {"note": "x"}}, "b.csv"),
        ("", {"files": {"file": ("é \U0001f4a1.csv", FEED)}}, "é \U0001f4a1.csv"),
        ("", {"files": {"file": ("../../etc/passwd", FEED)}}, "passwd"),
        ("", {"files": {"file": ("x" * 300, FEED)}}, "x" * 255),
        ("", {"content": FEED, "headers": {"Content-Type": "text/csv"}}, "feed.csv"),
    ],
)
def test_file_comes_as_the_body_or_as_a_part(
    client: Client, query: str, sent: dict[str, Any], filename: str
) -> None:
    taken = client.post(f"{URL}{query}", **sent)

    assert taken.status_code == 202
    assert (taken.json()["filename"], taken.json()["size_bytes"]) == (filename, len(FEED))


@pytest.mark.usefixtures("lumen")
@pytest.mark.parametrize("size", [1, MAX_FEED_BYTES])
def test_file_of_any_allowed_size_is_stored_as_it_came(
    client: Client, tmp_path: Path, size: int
) -> None:
    content = bytes(number % 251 for number in range(size))

    for sent in ({"content": content}, {"files": {"file": ("a.bin", content)}}):
        assert client.post(URL, **sent).status_code == 202

    for raw in (tmp_path / "landing" / "raw").rglob("*.*"):
        assert raw.read_bytes() == content


@pytest.mark.usefixtures("lumen")
@pytest.mark.parametrize(
    ("query", "sent", "status", "code"),
    [
        ("", {"content": b""}, 400, "file/empty"),
        ("", {"files": {"file": ("a.csv", b"")}}, 400, "file/empty"),
        ("", {"content": b"x" * (MAX_FEED_BYTES + 1)}, 413, "file/too_large"),
        ("", {"content": in_chunks(*[b"x" * 1024] * 65)}, 413, "file/too_large"),
        ("", {"files": {"file": ("a", b"x" * (MAX_FEED_BYTES + 1))}}, 413, "file/too_large"),
        ("", {"files": {"file": ("a", b"x" * 10**6)}}, 413, "file/too_large"),
        ("&mode=some", {"content": FEED}, 422, "request/invalid"),
        ("&hold=perhaps", {"content": FEED}, 422, "request/invalid"),
        ("&filename=a%00b", {"content": FEED}, 422, "request/invalid"),
        ("&filename=" + "x" * 256, {"content": FEED}, 422, "request/invalid"),
        ("&colour=red", {"content": FEED}, 422, "request/invalid"),
    ],
)
def test_refused_feed_leaves_nothing(  # noqa: PLR0913, PLR0917 - one case of the table
    client: Client, kept: Kept, query: str, sent: dict[str, Any], status: int, code: str
) -> None:
    before = kept()

    refused = client.post(f"{URL}{query}", **sent)

    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert kept() == before


@pytest.mark.parametrize("partner", ["nobody", "", "..", "%00", "a/b", "x" * 5000])
def test_feed_of_an_unknown_partner_leaves_nothing(
    client: Client, kept: Kept, partner: str
) -> None:
    before = kept()

    refused = client.post(f"/api/v1/feeds?partner={partner}&mode=full", content=FEED)

    wanted = (404, "partner/not_found") if partner else (422, "request/invalid")
    assert (refused.status_code, refused.json()["code"]) == wanted
    assert kept() == before


BOUNDARY = {"Content-Type": "multipart/form-data; boundary=cut"}
PART = b'--cut\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
FIELD = b'--cut\r\nContent-Disposition: form-data; name="note"\r\n\r\nhello'


@pytest.mark.usefixtures("lumen")
@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"Content-Type": "multipart/form-data"}, PART + FEED + b"\r\n--cut--\r\n"),
        ({"Content-Type": "multipart/form-data; boundary=" + "x" * 300}, PART),
        (BOUNDARY, b""),
        (BOUNDARY, b"nonsense"),
        (BOUNDARY, FIELD + b"\r\n--cut--\r\n"),
        (BOUNDARY, PART + FEED),
        (BOUNDARY, PART + FEED + b"\r\n--cut"),
        (BOUNDARY, PART + FEED + b"\r\n" + PART + FEED + b"\r\n--cut--\r\n"),
        (BOUNDARY, b"--cut\r\nnonsense\r\n\r\n" + FEED + b"\r\n--cut--\r\n"),
        (BOUNDARY, b"--cut\r\nX-Long: " + b"x" * 10**5),
    ],
)
def test_multipart_that_is_broken_leaves_nothing(
    client: Client, kept: Kept, headers: dict[str, str], body: bytes
) -> None:
    before = kept()

    for content in (body, in_chunks(*(bytes([byte]) for byte in body[:2000]))):
        refused = client.post(URL, content=content, headers=headers)

        assert (refused.status_code, refused.json()["code"]) == (400, "request/multipart")
        assert kept() == before


@pytest.mark.usefixtures("lumen")
@pytest.mark.parametrize("chunks", [[], [FEED], [PART + FEED]])
def test_sender_who_hangs_up_leaves_nothing(
    client: Client, kept: Kept, chunks: list[bytes]
) -> None:
    before = kept()

    hang_up(client, URL, chunks, BOUNDARY if chunks == [PART + FEED] else {})

    assert kept() == before


class _StoreAway(FolderStore):
    def put(self, key: str, source: Source) -> StoredObject:
        source.read(1)
        raise StoreUnavailable(f"no answer for {key}")


@pytest.mark.usefixtures("lumen")
def test_feed_that_the_store_does_not_take_is_not_recorded(
    client: Client, kept: Kept, tmp_path: Path
) -> None:
    away = replace(client.services.ingestion, store=_StoreAway(tmp_path / "landing"))
    client.replace(ingestion=away)
    before = kept()

    failed = client.post(URL, content=FEED)

    assert (failed.status_code, failed.json()["code"]) == (503, "store/unavailable")
    assert int(failed.headers["Retry-After"]) >= 1
    assert kept() == before


@pytest.mark.usefixtures("lumen")
@pytest.mark.parametrize("feed_id", ["x", "1", "%00", "x" * 3000, "0198c0de-0000-7000-8000-0000"])
def test_feed_that_is_none_is_not_found(client: Client, feed_id: str) -> None:
    for path in (f"/api/v1/feeds/{feed_id}", f"/api/v1/feeds/{feed_id}/report"):
        missing = client.get(path)
        assert (missing.status_code, missing.json()["code"]) == (404, "feed/not_found")


@pytest.mark.usefixtures("lumen")
def test_bound_key_delivers_and_sees_feeds_of_its_partner_alone(
    client: Client, database: Database, kept: Kept
) -> None:
    make_partner(database, "other")
    foreign = client.post("/api/v1/feeds?partner=other", content=FEED).json()
    bound = client.make_key("feeds:write", "feeds:read", partner="lumen")
    own = client.post(URL, content=FEED, key=bound)
    before = kept()

    refused = client.post("/api/v1/feeds?partner=other", content=FEED, key=bound)

    assert own.status_code == 202
    assert (refused.status_code, refused.json()["code"]) == (404, "partner/not_found")
    assert kept() == before
    listed = client.get("/api/v1/feeds", key=bound).json()["items"]
    assert [feed["partner"] for feed in listed] == ["lumen"]
    for path, code in {
        "/feeds?partner=other": "partner/not_found",
        f"/feeds/{foreign['feed_id']}": "feed/not_found",
        f"/feeds/{foreign['feed_id']}/report": "feed/not_found",
    }.items():
        hidden = client.get(f"/api/v1{path}", key=bound)
        assert (hidden.status_code, hidden.json()["code"]) == (404, code)


@pytest.mark.usefixtures("lumen")
def test_feeds_are_listed_newest_first_by_pages_and_filter(
    client: Client, database: Database
) -> None:
    make_partner(database, "other")
    for partner in ("lumen", "other", "lumen"):
        client.post(f"/api/v1/feeds?partner={partner}", content=FEED)

    first = client.get("/api/v1/feeds?limit=2").json()
    rest = client.get("/api/v1/feeds", params={"cursor": first["next_cursor"]}).json()

    partners = [feed["partner"] for feed in first["items"] + rest["items"]]
    assert partners == ["lumen", "other", "lumen"]
    assert rest["next_cursor"] is None
    assert len(client.get("/api/v1/feeds?partner=lumen").json()["items"]) == 2
    assert len(client.get("/api/v1/feeds?status=RECEIVED").json()["items"]) == 3
    assert client.get("/api/v1/feeds?status=COMPLETED").json()["items"] == []
    assert client.get("/api/v1/feeds?status=DONE").json()["code"] == "request/invalid"
    assert client.get("/api/v1/feeds?partner=nobody").json()["code"] == "partner/not_found"
