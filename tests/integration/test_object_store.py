"""One contract, held by the folder and by a bucket of a real S3 server."""

import hashlib
import io
import threading
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from ingestion.folder_store import FolderStore
from ingestion.object_keys import InvalidKey
from ingestion.s3_store import S3Store
from ingestion.store import KeyTaken, ObjectMissing, ObjectStore, StoredObject
from tests.seaweed import Seaweed

MIB = 1024 * 1024
PART_BYTES = 5 * MIB
LARGE_BYTES = 40 * MIB
SIZES = [0, 1, PART_BYTES - 1, PART_BYTES, PART_BYTES + 1, 2 * PART_BYTES]
RACERS = 8
ROUNDS = 4
PATTERN = hashlib.shake_128(b"feed").digest(MIB + 1)
KEY = "raw/acme/2026/03/01/feed.csv"


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    """Lend an empty store of each kind."""
    if request.param == "folder":
        return FolderStore(tmp_path / "landing")
    s3: Seaweed = request.getfixturevalue("s3")
    return S3Store(s3.bucket, s3.fresh_prefix(), part_bytes=PART_BYTES, page_keys=7)


class Stream:
    """A source of so many bytes that no one need hold, and that may break off."""

    def __init__(self, size_bytes: int, *, at_once: int = MIB, breaks: bool = False) -> None:
        self._size_bytes = size_bytes
        self._at_once = at_once
        self._breaks = breaks
        self._position = 0

    def read(self, size: int, /) -> bytes:
        """Return what comes next."""
        if self._breaks and self._position == self._size_bytes:
            raise ConnectionResetError("the client went away")
        start = self._position % len(PATTERN)
        missing = self._size_bytes - self._position
        piece = PATTERN[start : start + min(size, missing, self._at_once)]
        self._position += len(piece)
        return piece


def content_of(store: ObjectStore, key: str) -> bytes:
    with store.open(key) as stream:
        return stream.read()


def put(store: ObjectStore, key: str, content: bytes = b"sku\n1\n") -> StoredObject:
    return store.put(key, io.BytesIO(content))


def keys(store: ObjectStore, prefix: str = "") -> list[str]:
    return [found.key for found in store.list(prefix)]


@pytest.mark.parametrize("size_bytes", SIZES)
def test_what_was_put_is_read_back(store: ObjectStore, size_bytes: int) -> None:
    content = hashlib.shake_128(b"content").digest(size_bytes)

    stored = put(store, KEY, content)

    assert stored == StoredObject(KEY, size_bytes, hashlib.sha256(content).hexdigest())
    assert store.head(KEY).size_bytes == size_bytes
    assert content_of(store, KEY) == content


def test_source_that_gives_little_at_a_time_is_stored_whole(store: ObjectStore) -> None:
    stored = store.put(KEY, Stream(PART_BYTES + 1, at_once=100_003))

    assert stored.size_bytes == PART_BYTES + 1
    assert content_of(store, KEY) == (PATTERN * 6)[: PART_BYTES + 1]


def test_large_object_passes_through_little_memory(store: ObjectStore) -> None:
    put(store, "warm/up")
    tracemalloc.start()

    stored = store.put(KEY, Stream(LARGE_BYTES))
    with store.open(KEY) as stream:
        digest = hashlib.sha256()
        for block in iter(lambda: stream.read(MIB), b""):
            digest.update(block)

    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert stored.size_bytes == LARGE_BYTES
    assert digest.hexdigest() == stored.sha256
    assert peak_bytes < 4 * PART_BYTES + 2 * MIB


def test_stream_may_be_read_in_pieces_and_left_early(store: ObjectStore) -> None:
    put(store, KEY, b"sku,price\n" * 100_000)

    with store.open(KEY) as stream:
        line = stream.readline()

    assert line == b"sku,price\n"
    with store.open(KEY) as stream:
        assert sum(1 for _ in stream) == 100_000


@pytest.mark.parametrize("size_bytes", [3, PART_BYTES + 1])
def test_taken_key_keeps_its_content(store: ObjectStore, size_bytes: int) -> None:
    put(store, KEY, b"first")

    with pytest.raises(KeyTaken) as refused:
        store.put(KEY, Stream(size_bytes))

    assert refused.value.key == KEY
    assert content_of(store, KEY) == b"first"


@pytest.mark.parametrize(
    "size_of",
    [lambda _: 100, lambda _: PART_BYTES, lambda racer: PART_BYTES if racer % 2 else 100],
    ids=["small", "large", "mixed"],
)
def test_of_racers_for_a_key_one_wins(store: ObjectStore, size_of: Callable[[int], int]) -> None:
    for number in range(ROUNDS):
        key = f"race/{number}"
        contents = [bytes([racer]) * size_of(racer) for racer in range(RACERS)]

        outcomes = race(store, key, contents)

        (winner,) = [at for at, taken in enumerate(outcomes) if isinstance(taken, StoredObject)]
        assert content_of(store, key) == contents[winner]


def race(store: ObjectStore, key: str, contents: list[bytes]) -> list[StoredObject | KeyTaken]:
    start = threading.Barrier(len(contents))
    outcomes: dict[int, StoredObject | KeyTaken] = {}

    def run(racer: int) -> None:
        start.wait()
        try:
            outcomes[racer] = put(store, key, contents[racer])
        except KeyTaken as taken:
            outcomes[racer] = taken

    threads = [threading.Thread(target=run, args=(racer,)) for racer in range(len(contents))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [outcomes[racer] for racer in range(len(contents))]


@pytest.mark.parametrize("given_bytes", [0, MIB, 2 * PART_BYTES])
def test_source_that_breaks_off_leaves_nothing(store: ObjectStore, given_bytes: int) -> None:
    with pytest.raises(ConnectionResetError):
        store.put(KEY, Stream(given_bytes, breaks=True))

    assert keys(store) == []
    with pytest.raises(ObjectMissing):
        store.head(KEY)
    put(store, KEY, b"the second try")
    assert content_of(store, KEY) == b"the second try"


def test_list_has_every_object_once_and_in_order(store: ObjectStore) -> None:
    expected = sorted(f"raw/acme/{number}.csv" for number in range(25))
    for key in reversed(expected):
        put(store, key, key.encode())

    found = list(store.list("raw/acme/"))

    assert [listed.key for listed in found] == expected
    assert found == [store.head(key) for key in expected]


def test_list_keeps_to_the_prefix(store: ObjectStore) -> None:
    for key in ("inbox/acme/a.csv", "inbox/acme/b/c.csv", "inbox/acmenta/d.csv", "raw/e.csv"):
        put(store, key)

    assert keys(store) == sorted(keys(store))
    assert keys(store, "inbox/acme/") == ["inbox/acme/a.csv", "inbox/acme/b/c.csv"]
    assert len(keys(store, "inbox/acme")) == 3
    assert keys(store, "inbox/nobody/") == []


def test_missing_object_is_said_to_be_missing(store: ObjectStore) -> None:
    put(store, "raw/feed.csv/inside" if isinstance(store, S3Store) else "raw/other.csv")

    for key in ("raw/feed.csv", "raw", "elsewhere/feed.csv"):
        with pytest.raises(ObjectMissing):
            store.head(key)
        with pytest.raises(ObjectMissing), store.open(key):
            pass


@pytest.mark.parametrize("key", ["", "/etc/passwd", "../feed.csv", "a//b", ".incoming/x", "a\nb"])
def test_hostile_key_reaches_nothing(store: ObjectStore, key: str) -> None:
    with pytest.raises(InvalidKey):
        put(store, key)
    with pytest.raises(InvalidKey):
        store.head(key)
    with pytest.raises(InvalidKey), store.open(key):
        pass

    assert keys(store) == []


@pytest.mark.parametrize(
    "key",
    ["raw/März ☃ 目录.csv", "raw/a+b c%20d?e&f#g=h.csv", "raw/<x>'\".csv", "raw/" + "x" * 255],
)
def test_key_comes_back_as_it_was_given(store: ObjectStore, key: str) -> None:
    put(store, key, b"content")

    assert keys(store) == [key]
    assert content_of(store, key) == b"content"


@pytest.mark.parametrize("size_bytes", [3, PART_BYTES + 1])
def test_deleted_object_is_gone_and_no_other(store: ObjectStore, size_bytes: int) -> None:
    for key in (KEY, f"{KEY}x", "raw/acme/2026/04/feed.csv"):
        store.put(key, Stream(size_bytes))

    store.delete(KEY)

    assert sorted(keys(store)) == sorted([f"{KEY}x", "raw/acme/2026/04/feed.csv"])
    with pytest.raises(ObjectMissing):
        store.head(KEY)
    put(store, KEY, b"anew")
    assert content_of(store, KEY) == b"anew"


def test_object_may_be_deleted_twice(store: ObjectStore) -> None:
    put(store, KEY)

    store.delete(KEY)
    store.delete(KEY)
    store.delete("raw/never/there.csv")

    assert keys(store) == []


@pytest.mark.parametrize("key", ["", "/etc/passwd", "../outside.csv", "raw", ".incoming/x", "raw/"])
def test_delete_reaches_nothing_but_objects(store: ObjectStore, key: str, tmp_path: Path) -> None:
    put(store, KEY)
    outside = tmp_path / "outside.csv"
    outside.write_bytes(b"stays")

    with suppress(InvalidKey):
        store.delete(key)

    assert keys(store) == [KEY]
    assert outside.read_bytes() == b"stays"


def test_store_is_ready(store: ObjectStore) -> None:
    store.check()
