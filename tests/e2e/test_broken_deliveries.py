"""Deliveries that break off on the wire, at the served application: whole feeds, or none."""

import gzip
import hashlib
import socket
from urllib.parse import urlsplit

import pytest

from tests.feeding import until
from tests.racing import together
from tests.served import API_KEY, Served

PARTNER = "wire"
BODY = b"id,title,price,currency,availability\n" + b"".join(
    b"%d,Lamp,15.00,USD,in stock\n" % number for number in range(2_000)
)
HALF = BODY[: len(BODY) // 2]
LENGTH = b"Content-Length: %d" % len(BODY)
CHUNKED = b"Transfer-Encoding: chunked"
CHUNK = b"%x\r\n%b\r\n" % (len(HALF), HALF)
BROKEN = {
    "half of what was announced": (LENGTH, HALF),
    "nothing of what was announced": (LENGTH, b""),
    "chunks without an end": (CHUNKED, CHUNK),
    "half of a chunk": (CHUNKED, CHUNK[:-100]),
    "no chunks at all": (CHUNKED, BODY),
}
FORM = b"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: %d"
PART = b'--x\r\nContent-Disposition: form-data; name="file"; filename="f.csv"\r\n\r\n'


@pytest.fixture(autouse=True)
def partner(served: Served) -> None:
    """See that the partner is there."""
    served.add_partner(PARTNER)


def send(served: Served, header: bytes, body: bytes, *, hangs_up: bool = False) -> bytes:
    """Deliver a feed and return the answer, if we do not hang up after the body."""
    place = urlsplit(served.url)
    head = (
        f"POST /api/v1/feeds?partner={PARTNER}&mode=delta HTTP/1.1\r\nHost: {place.netloc}\r\n"
        f"Authorization: Bearer {API_KEY}\r\nConnection: close\r\n"
    )
    with socket.create_connection((str(place.hostname), place.port or 0), timeout=60) as wire:
        wire.sendall(head.encode() + header + b"\r\n\r\n" + body)
        if hangs_up:
            wire.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: wire.recv(65_536), b""))


def feeds(served: Served) -> list[str]:
    with served.api() as api:
        items = api.get("/feeds", params={"partner": PARTNER}).raise_for_status().json()["items"]
    return [feed["sha256"] for feed in items]


def until_let_go(served: Served) -> None:
    """Wait until nothing is left in the spool: the delivery is over, however it ended."""
    until(lambda: not any(path.is_file() for path in (served.data_dir / "spool").rglob("*")))


@pytest.mark.parametrize("name", BROKEN)
def test_delivery_that_breaks_off_is_no_feed(served: Served, name: str) -> None:
    before = feeds(served)

    answer = send(served, *BROKEN[name], hangs_up=True)

    assert b"202 Accepted" not in answer
    until_let_go(served)
    assert feeds(served) == before


def test_form_that_breaks_off_is_no_feed(served: Served) -> None:
    before = feeds(served)
    whole = PART + BODY + b"\r\n--x--\r\n"

    cut = send(served, FORM % len(whole), PART + HALF, hangs_up=True)
    unclosed = send(served, FORM % len(PART + BODY), PART + BODY)

    assert b"202 Accepted" not in cut
    assert b"400 Bad Request" in unclosed
    until_let_go(served)
    assert feeds(served) == before


def test_bytes_after_the_announced_end_are_no_part_of_the_feed(served: Served) -> None:
    answer = send(served, LENGTH, BODY + b"9999,More,1.00,USD,in stock\n")

    assert b"202 Accepted" in answer
    assert feeds(served)[0] == hashlib.sha256(BODY).hexdigest()


def test_packed_feed_that_is_cut_short_says_so_and_changes_nothing(served: Served) -> None:
    packed = gzip.compress(BODY)
    cut = packed[: len(packed) // 2]

    feed = served.wait_for_feed(served.deliver(PARTNER, "feed.csv.gz", cut, "delta"))

    assert (feed["status"], feed["error"]["code"]) == ("VALIDATION_FAILED", "file/undecodable")
    assert feed["counters"]["rows_read"] is None
    until_let_go(served)


def test_same_feed_delivered_twice_at_once_is_loaded_and_then_changes_nothing(
    served: Served,
) -> None:
    body = BODY.replace(b"Lamp", b"Desk lamp")

    ids = together(*[lambda: served.deliver(PARTNER, "twice.csv", body, "delta")] * 2)

    loaded = sorted(
        (served.wait_for_feed(feed_id) for feed_id in ids), key=lambda feed: feed["finished_at"]
    )
    sides = [feed["counters"]["inserted"] + feed["counters"]["updated"] for feed in loaded]
    assert sides == [2_000, 0]
    assert [feed["counters"]["unchanged"] for feed in loaded] == [0, 2_000]
