"""What the S3 store says and leaves behind when the server or the way to it fails."""

import hashlib
import io
import socket
import time
from collections.abc import Callable

import pytest

from ingestion.s3_store import S3Store
from ingestion.store import KeyTaken, StoreRefused, StoreUnavailable
from tests.faulty_proxy import Fault
from tests.on_s3 import PART_BYTES, Scene
from tests.seaweed import Seaweed

SMALL = b"sku,price\n1,15.00\n"
LARGE = SMALL * (2 * PART_BYTES // len(SMALL))
KEY = "raw/feed.csv"
ALL_TRIES = 9


def content_of(store: S3Store) -> bytes:
    with store.open(KEY) as stream:
        return stream.read()


def read_by_line(store: S3Store) -> None:
    with store.open(KEY) as stream:
        for _ in stream:
            pass


@pytest.mark.parametrize("content", [SMALL, LARGE], ids=["small", "large"])
@pytest.mark.parametrize("fault", ["slow down", "error", "answer lost"])
def test_passing_trouble_is_not_noticed(scene: Scene, fault: Fault, content: bytes) -> None:
    for method in ("PUT", "POST", "GET", "HEAD"):
        scene.way.fail(method, fault)

    stored = scene.store.put(KEY, io.BytesIO(content))

    assert stored.sha256 == hashlib.sha256(content).hexdigest()
    assert content_of(scene.store) == content


def test_lost_answer_of_the_last_step_is_found_out(scene: Scene) -> None:
    scene.way.fail("POST", "answer lost", at="uploadId")

    stored = scene.store.put(KEY, io.BytesIO(LARGE))

    assert stored.size_bytes == len(LARGE)
    assert content_of(scene.straight) == LARGE


@pytest.mark.parametrize("content", [SMALL, LARGE], ids=["small", "large"])
@pytest.mark.parametrize("fault", ["slow down", "error", "request changed"])
def test_lasting_trouble_leaves_nothing(scene: Scene, fault: Fault, content: bytes) -> None:
    scene.way.fail("PUT", fault, times=ALL_TRIES)

    with pytest.raises(StoreUnavailable):
        scene.store.put(KEY, io.BytesIO(content))

    assert list(scene.straight.list()) == []
    assert scene.unfinished() == []


def test_trouble_at_the_last_step_leaves_nothing(scene: Scene) -> None:
    scene.way.fail("POST", "error", at="uploadId", times=ALL_TRIES)

    with pytest.raises(StoreUnavailable):
        scene.store.put(KEY, io.BytesIO(LARGE))

    assert list(scene.straight.list()) == []
    assert scene.unfinished() == []


def test_source_that_breaks_off_leaves_no_parts(scene: Scene) -> None:
    with pytest.raises(ConnectionResetError):
        scene.store.put(KEY, Breaking(LARGE))

    assert scene.unfinished() == []


class Breaking(io.BytesIO):
    """A source that raises where it should end."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Return what comes next."""
        if not (piece := super().read(size)):
            raise ConnectionResetError
        return piece


@pytest.mark.parametrize("content", [SMALL, LARGE], ids=["small", "large"])
def test_lost_answer_does_not_hide_whose_object_it_is(scene: Scene, content: bytes) -> None:
    scene.straight.put(KEY, io.BytesIO(b"another's"))
    scene.way.fail("PUT", "answer lost")
    scene.way.fail("POST", "answer lost")

    with pytest.raises(KeyTaken):
        scene.store.put(KEY, io.BytesIO(content))

    assert content_of(scene.straight) == b"another's"


@pytest.mark.parametrize("fault", ["body cut", "body changed"])
@pytest.mark.parametrize("read", [content_of, read_by_line])
def test_damaged_body_is_never_taken_for_the_object(
    scene: Scene, fault: Fault, read: Callable[[S3Store], object]
) -> None:
    scene.store.put(KEY, io.BytesIO(SMALL))
    scene.way.fail("GET", fault)

    with pytest.raises(StoreUnavailable):
        read(scene.store)

    assert content_of(scene.store) == SMALL


def test_large_body_that_is_cut_is_noticed(scene: Scene) -> None:
    scene.store.put(KEY, io.BytesIO(LARGE))
    scene.way.fail("GET", "body cut")

    with pytest.raises(StoreUnavailable):
        content_of(scene.store)


def test_wrong_credentials_are_refused(s3: Seaweed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong")
    store = S3Store(s3.bucket, s3.fresh_prefix(), part_bytes=PART_BYTES)

    assert_everything_raises(store, StoreRefused)


def test_missing_credentials_are_refused(s3: Seaweed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    store = S3Store(s3.bucket, s3.fresh_prefix(), part_bytes=PART_BYTES)

    assert_everything_raises(store, StoreRefused)


def test_missing_bucket_is_refused(s3: Seaweed) -> None:
    store = S3Store("no-such-bucket", part_bytes=PART_BYTES)

    for content in (SMALL, LARGE):
        with pytest.raises(StoreRefused):
            store.put(KEY, io.BytesIO(content))
    with pytest.raises(StoreRefused):
        store.check()
    with pytest.raises(StoreRefused):
        list(store.list())
    assert s3.bucket != "no-such-bucket"


def test_server_that_is_not_there_is_noticed_soon(
    s3: Seaweed, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
    store = S3Store(s3.bucket)
    started = time.monotonic()

    with pytest.raises(StoreUnavailable):
        store.check()
    checked = time.monotonic()
    with pytest.raises(StoreUnavailable):
        store.put(KEY, io.BytesIO(SMALL))

    assert checked - started < 2
    assert time.monotonic() - checked < 15


def test_server_that_says_nothing_does_not_hold_up_the_check(
    s3: Seaweed, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{silent.getsockname()[1]}")
        store = S3Store(s3.bucket)
        started = time.monotonic()

        with pytest.raises(StoreUnavailable):
            store.check()

    assert time.monotonic() - started < 6


def test_server_keeps_our_sha256_beside_the_content(s3: Seaweed) -> None:
    prefix = s3.fresh_prefix()
    store = S3Store(s3.bucket, prefix, part_bytes=PART_BYTES)
    store.put("small", io.BytesIO(SMALL))
    store.put("large", io.BytesIO(LARGE))

    def ask(key: str) -> dict[str, str]:
        answer: dict[str, str] = s3.client().head_object(
            Bucket=s3.bucket, Key=f"{prefix}/{key}", ChecksumMode="ENABLED"
        )
        return answer

    assert ask("small")["Metadata"]["sha256"] == hashlib.sha256(SMALL).hexdigest()  # type: ignore[index]
    assert ask("large")["ChecksumSHA256"].endswith("-2")


def assert_everything_raises(store: S3Store, error: type[Exception]) -> None:
    for content in (SMALL, LARGE):
        with pytest.raises(error):
            store.put(KEY, io.BytesIO(content))
    with pytest.raises(error):
        store.check()
    with pytest.raises(error):
        list(store.list())
    with pytest.raises(error):
        store.head(KEY)
    with pytest.raises(error), store.open(KEY):
        pass
