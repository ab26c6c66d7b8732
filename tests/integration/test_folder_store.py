"""What only a folder can do wrong: crashes, links, full disks, and files in the way of folders."""

import io
import os
import resource
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ingestion.folder_store import FolderStore
from ingestion.folder_writing import INCOMING, LEFTOVER_AFTER_S
from ingestion.object_keys import InvalidKey
from ingestion.store import KeyTaken, ObjectMissing, StoreUnavailable

MIB = 1024 * 1024
KEY = "raw/acme/feed.csv"
PUT_FROM_STDIN = """
import sys
from pathlib import Path
from ingestion.folder_store import FolderStore

class Source:
    def read(self, size):
        print("asked", flush=True)
        return sys.stdin.buffer.readline()

FolderStore(Path(sys.argv[1])).put(sys.argv[2], Source())
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "landing"


@pytest.fixture
def store(folder: Path) -> FolderStore:
    return FolderStore(folder)


def put(store: FolderStore, key: str) -> None:
    store.put(key, io.BytesIO(key.encode()))


def keys(store: FolderStore) -> list[str]:
    return [found.key for found in store.list()]


def test_killed_put_leaves_nothing_that_is_seen(store: FolderStore, folder: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PUT_FROM_STDIN, str(folder), KEY],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.readline()
        process.stdin.write(b"sku\n")
        process.stdin.flush()
        process.stdout.readline()  # it asks for more: what we sent is written

        process.kill()

    (leftover,) = (folder / INCOMING).iterdir()
    assert leftover.read_bytes() == b"sku\n"
    assert keys(store) == []
    put(store, KEY)
    assert keys(store) == [KEY]


def test_leftovers_are_removed_when_they_are_old(store: FolderStore, folder: Path) -> None:
    put(store, KEY)
    old, young = folder / INCOMING / "old", folder / INCOMING / "young"
    old.touch()
    young.touch()
    at = time.time() - LEFTOVER_AFTER_S - 1
    os.utime(old, (at, at))

    again = FolderStore(folder)

    assert list((folder / INCOMING).iterdir()) == [young]
    assert keys(again) == [KEY]


def test_full_disk_leaves_nothing(store: FolderStore, folder: Path) -> None:
    with no_file_larger_than(MIB), pytest.raises(StoreUnavailable):
        store.put(KEY, io.BytesIO(bytes(2 * MIB)))

    assert keys(store) == []
    assert list((folder / INCOMING).iterdir()) == []


@contextmanager
def no_file_larger_than(size_bytes: int) -> Iterator[None]:
    """Let the kernel refuse what a full disk would refuse."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_folder_that_is_gone_is_not_made_anew(store: FolderStore, folder: Path) -> None:
    (folder / INCOMING).rmdir()
    folder.rmdir()

    with pytest.raises(StoreUnavailable):
        store.check()
    with pytest.raises(StoreUnavailable):
        put(store, KEY)
    with pytest.raises(StoreUnavailable):
        keys(store)

    assert not folder.exists()


def test_stored_file_is_read_only(store: FolderStore, folder: Path) -> None:
    put(store, KEY)

    assert stat.S_IMODE((folder / KEY).stat().st_mode) == 0o440


@pytest.mark.parametrize(("first", "second"), [("a", "a/b"), ("a", "a/b/c"), ("a/b", "a")])
def test_object_and_folder_do_not_share_a_name(store: FolderStore, first: str, second: str) -> None:
    put(store, first)

    with pytest.raises(KeyTaken):
        put(store, second)

    assert keys(store) == [first]


def test_links_lead_nowhere(store: FolderStore, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("of the host")
    (folder / "inbox").mkdir()
    (folder / "inbox" / "feed.csv").symlink_to(tmp_path / "secret")
    (folder / "outside").symlink_to(tmp_path)

    assert keys(store) == []
    with pytest.raises(ObjectMissing), store.open("inbox/feed.csv"):
        pass
    with pytest.raises(InvalidKey), store.open("outside/secret"):
        pass
    with pytest.raises(InvalidKey):
        put(store, "outside/planted")
    with pytest.raises(KeyTaken):
        put(store, "inbox/feed.csv")
    assert (tmp_path / "secret").read_text() == "of the host"


def test_only_plain_files_are_objects(store: FolderStore, folder: Path) -> None:
    put(store, KEY)
    os.mkfifo(folder / "raw" / "pipe")
    (folder / "raw" / ".hidden").touch()
    (folder / "raw" / "line\nbreak").touch()
    Path(os.fsdecode(os.fsencode(folder) + b"/raw/latin-\xe4")).touch()

    assert keys(store) == [KEY]
    with pytest.raises(ObjectMissing), store.open("raw/pipe"):
        pass


def test_list_is_in_the_order_of_bytes_across_folders(store: FolderStore) -> None:
    given = ["a/b", "a-b", "a.b", "a/c/d", "a0", "Z", "ä", "\uffee", "\U0001f600", "a b/c"]
    for key in given:
        put(store, key)

    assert keys(store) == sorted(given, key=str.encode)
