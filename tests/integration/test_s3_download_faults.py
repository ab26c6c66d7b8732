"""Files given out while the way to S3 breaks off: what comes never looks whole unless it is."""

import threading
from collections.abc import Iterator
from contextlib import suppress

import httpx
import pytest
import uvicorn

from tests.faulty_proxy import Fault
from tests.feeding import until
from tests.on_s3 import ALL_TRIES, OnS3

SMALL = b"sku,title,price\nLAMP,Lamp,15.00\nRUG,Rug,\n"
LARGE = b"0" * 4_500_000  # the answer has begun when half of it has come
DAMAGING: list[Fault] = ["body cut", "body reset", "body shortened", "body changed"]


@pytest.fixture
def address(on_s3: OnS3) -> Iterator[str]:
    """Serve the API by a real server: how an answer ends is the server's to say."""
    server = uvicorn.Server(uvicorn.Config(on_s3.client.app, port=0, log_level="critical"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until(lambda: server.started)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/api/v1/feeds"
    server.should_exit = True
    thread.join()


def test_large_file_breaks_off_where_the_store_does(on_s3: OnS3, address: str) -> None:
    url = f"{address}/{on_s3.deliver_cold(LARGE).feed_id}/file"
    headers = {"X-API-Key": on_s3.client.key}
    for fault in DAMAGING:
        on_s3.way.fail("GET", fault, at="/raw/")
        if fault == "body reset":  # what had come may be lost with it
            with suppress(httpx.RemoteProtocolError):
                assert httpx.get(url, headers=headers).status_code == 503
        else:
            with pytest.raises(httpx.RemoteProtocolError):
                httpx.get(url, headers=headers)
        assert on_s3.way.faults == []

    assert httpx.get(url, headers=headers).content == LARGE


def test_small_files_are_refused_with_a_reason(on_s3: OnS3) -> None:
    feed = on_s3.feeding.deliver(SMALL)
    on_s3.work()
    on_s3.feeding.wait(feed)
    before = on_s3.recorded()
    faults: list[Fault] = [*DAMAGING, "reset", "error", "denied"]
    for path in (f"/api/v1/feeds/{feed.feed_id}/{name}" for name in ("file", "rejects")):
        for fault in faults:
            on_s3.way.fail("GET", fault, at="/raw/", times=ALL_TRIES)
            code = "store/refused" if fault == "denied" else "store/unavailable"
            assert (fault, on_s3.client.get(path).json()["code"]) == (fault, code)
            on_s3.way.faults.clear()
        assert on_s3.client.get(path).status_code == 200
    assert on_s3.recorded() == before
