"""The inbox in a folder, where files are written bit by bit, replaced, and linked to."""

import errno
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from ingestion.drops import DropChanged
from ingestion.folder_inbox import NO_FILE, UNREADABLE
from ingestion.store import StoreRefused
from tests.dropping import Dropping

FEED = b"sku,price\n1,15.00\n"
OTHER = b"sku,price\n2,16.00\n"
RAW = "raw/lumen/2026/03/01/0198a7a4-feed/feed.csv"
ROUNDS = 5


def test_name_that_is_no_text_is_seen_and_taken(folder_dropping: Dropping) -> None:
    name = os.fsdecode(b"lumen/f\xff\xe9ed.csv")
    folder_dropping.drop(name, FEED)
    drop = folder_dropping.only()

    folder_dropping.inbox.take(drop, RAW, "we")
    folder_dropping.inbox.discard(drop, RAW)

    assert folder_dropping.read(RAW) == FEED
    assert folder_dropping.names() == []


def test_file_that_is_written_on_is_another_one(folder_dropping: Dropping) -> None:
    folder_dropping.drop("lumen/feed.csv", FEED)
    drop, path = folder_dropping.only(), inbox_of(folder_dropping) / "lumen/feed.csv"
    before = path.stat()
    with path.open("ab") as file:
        file.write(b"3,17.00\n")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))  # as a copying program does

    with pytest.raises(DropChanged):
        folder_dropping.inbox.take(drop, RAW, "we")
    assert objects(folder_dropping) == []


def test_same_file_copied_there_again_with_its_time_is_another_one(
    folder_dropping: Dropping,
) -> None:
    versions = set()
    for _ in range(3):
        folder_dropping.drop("lumen/feed.csv", FEED)
        os.utime(inbox_of(folder_dropping) / "lumen/feed.csv", (1, 1))
        versions.add(folder_dropping.only().version)
        folder_dropping.remove("lumen/feed.csv")

    assert len(versions) == 3


def test_file_put_in_place_while_it_is_removed_stays(
    folder_dropping: Dropping, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder_dropping.drop("lumen/feed.csv", FEED)
    drop = folder_dropping.only()
    folder_dropping.inbox.take(drop, RAW, "we")
    rename = Path.rename

    def too_late(path: Path, aside: Path) -> Path:
        monkeypatch.setattr(Path, "rename", rename)
        folder_dropping.drop("lumen/feed.csv", OTHER)
        renamed = path.rename(aside)
        folder_dropping.drop("lumen/feed.csv", FEED * 2)
        return renamed

    monkeypatch.setattr(Path, "rename", too_late)
    with pytest.raises(DropChanged):
        folder_dropping.inbox.discard(drop, RAW)

    contents = [(inbox_of(folder_dropping) / name).read_bytes() for name in folder_dropping.names()]
    assert sorted(contents) == sorted([OTHER, FEED * 2])


def test_killed_while_it_is_removed_the_file_goes_or_comes_back(folder_dropping: Dropping) -> None:
    for content, left in ((FEED, []), (OTHER, ["lumen/feed.csv"])):
        folder_dropping.drop("lumen/feed.csv", FEED)
        drop = folder_dropping.only()
        folder_dropping.inbox.take(drop, RAW, "we")
        folder_dropping.remove("lumen/feed.csv")
        aside = inbox_of(folder_dropping).parent / ".removing" / RAW.split("/")[-2]
        aside.parent.mkdir(exist_ok=True)
        if content == FEED:
            folder_dropping.drop("lumen/feed.csv", FEED)
            drop = folder_dropping.only()
            (inbox_of(folder_dropping) / "lumen/feed.csv").rename(aside)
        else:
            aside.write_bytes(content)

        with suppress(DropChanged):
            folder_dropping.again().inbox.discard(drop, RAW)

        assert folder_dropping.names() == left
        assert not aside.exists()


@pytest.mark.parametrize("kind", ["link", "link to a folder", "dangling link", "pipe"])
def test_what_is_no_file_is_seen_and_not_followed(folder_dropping: Dropping, kind: str) -> None:
    folder_dropping.drop("lumen/secret", FEED)
    inbox = inbox_of(folder_dropping)
    secret = (inbox / "lumen/secret").rename(inbox.parent / "secret")
    place = inbox / "lumen/feed.csv"
    if kind == "pipe":
        os.mkfifo(place)
    else:
        place.symlink_to({"link": secret, "link to a folder": inbox}.get(kind, inbox / "nowhere"))

    drop = folder_dropping.only()

    assert (drop.key, drop.obstacle) == ("inbox/lumen/feed.csv", NO_FILE)


def test_link_put_in_the_place_of_a_file_is_not_followed(folder_dropping: Dropping) -> None:
    folder_dropping.drop("lumen/feed.csv", FEED)
    drop, inbox = folder_dropping.only(), inbox_of(folder_dropping)
    (inbox / "lumen/feed.csv").rename(inbox.parent / "secret")
    (inbox / "lumen/feed.csv").symlink_to(inbox.parent / "secret")

    with pytest.raises((DropChanged, StoreRefused)):
        folder_dropping.inbox.take(drop, RAW, "we")

    assert list(folder_dropping.store.list("raw/")) == []


def test_folder_that_cannot_be_read_is_seen(
    folder_dropping: Dropping, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder_dropping.drop("lumen/feed.csv", FEED)
    folder_dropping.drop("lumen/deep/feed.csv", FEED)
    iterdir = Path.iterdir

    def iterate(path: Path) -> Iterator[Path]:
        if path.name == "deep":
            raise PermissionError(errno.EACCES, "by the test")
        return iterdir(path)

    monkeypatch.setattr(Path, "iterdir", iterate)

    found = {drop.key: drop.obstacle for drop in folder_dropping.inbox.drops()}
    assert found == {"inbox/lumen/feed.csv": None, "inbox/lumen/deep": UNREADABLE}


def objects(dropping: Dropping) -> list[str]:
    keys = [found.key for found in dropping.store.list()]
    return [key for key in keys if not key.startswith("inbox/")]


def inbox_of(dropping: Dropping) -> Path:
    assert dropping.folder is not None
    return dropping.folder / "inbox"
