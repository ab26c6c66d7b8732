"""The inbox of a store: one contract, held by the folder and by a bucket of a real server."""

import time
from functools import partial
from pathlib import Path

import pytest

from ingestion.drops import Drop, DropChanged
from ingestion.store import KeyTaken, ObjectMissing
from tests.dropping import Dropping
from tests.racing import together

FEED = b"sku,price\n1,15.00\n"
OTHER = b"sku,price\n2,16.00\n"
RAW = "raw/lumen/2026/03/01/0198a7a4-feed/feed.csv"
ROUNDS = 5


def test_taken_file_is_in_the_store_and_still_in_the_inbox(dropping: Dropping) -> None:
    dropping.drop("lumen/feed.csv", FEED)

    dropping.inbox.take(dropping.only(), RAW, "we")

    assert dropping.read(RAW) == FEED
    assert dropping.names() == ["lumen/feed.csv"]


def test_discarded_file_is_out_of_the_inbox_and_leaves_nothing_beside_it(
    dropping: Dropping,
) -> None:
    dropping.drop("lumen/feed.csv", FEED)
    drop = dropping.only()
    dropping.inbox.take(drop, RAW, "we")

    dropping.inbox.discard(drop, RAW)
    dropping.inbox.discard(drop, RAW)

    assert dropping.names() == []
    assert objects(dropping) == [RAW]


def test_who_took_it_may_take_it_again_also_when_it_is_gone(dropping: Dropping) -> None:
    dropping.drop("lumen/feed.csv", FEED)
    drop = dropping.only()
    dropping.inbox.take(drop, RAW, "we")
    dropping.again().inbox.take(drop, RAW, "we")
    dropping.remove("lumen/feed.csv")

    dropping.again().inbox.take(drop, RAW, "we")

    assert dropping.read(RAW) == FEED


def test_what_one_took_no_other_takes(dropping: Dropping) -> None:
    dropping.drop("lumen/feed.csv", FEED)
    drop = dropping.only()
    dropping.inbox.take(drop, RAW, "we")

    for _ in range(2):
        with pytest.raises(KeyTaken):
            dropping.again().inbox.take(drop, RAW, "they")

    dropping.inbox.take(drop, RAW, "we")
    assert dropping.read(RAW) == FEED


def test_what_one_has_taken_and_removed_no_other_takes_who_saw_it_before(
    dropping: Dropping,
) -> None:
    dropping.drop("lumen/feed.csv", FEED)
    drop = dropping.only()
    dropping.inbox.take(drop, RAW, "we")
    dropping.inbox.discard(drop, RAW)

    for _ in range(2):
        with pytest.raises(KeyTaken):
            dropping.again().inbox.take(drop, RAW, "they")


def test_deleted_raw_file_leaves_nothing_of_its_taking(dropping: Dropping, tmp_path: Path) -> None:
    dropping.drop("lumen/feed.csv", FEED)
    drop = dropping.only()
    dropping.inbox.take(drop, RAW, "we")
    dropping.inbox.discard(drop, RAW)

    dropping.store.delete(RAW)

    assert list(dropping.store.list()) == []
    assert not (tmp_path / "landing" / RAW).parent.exists()


def test_of_takers_at_once_one_wins(dropping: Dropping) -> None:
    others = [dropping.again() for _ in range(4)]
    for number in range(ROUNDS):
        dropping.drop("lumen/feed.csv", FEED * 1000)
        drop, key = dropping.only(), f"raw/lumen/{number}/feed.csv"

        won = together(*(partial(takes, way, drop, key) for way in others))

        assert sum(won) == 1
        assert dropping.read(key) == FEED * 1000
        dropping.inbox.discard(drop, key)


def takes(way: Dropping, drop: Drop, key: str) -> bool:
    try:
        way.inbox.take(drop, key, str(id(way)))
    except KeyTaken:
        return False
    return True


def test_replaced_file_is_not_taken_for_the_one_that_was_seen(dropping: Dropping) -> None:
    dropping.drop("lumen/feed.csv", FEED)
    drop = dropping.only()
    dropping.drop("lumen/feed.csv", OTHER)

    with pytest.raises(DropChanged):
        dropping.inbox.take(drop, RAW, "we")

    assert objects(dropping) == []
    with pytest.raises(ObjectMissing):
        dropping.store.head(RAW)


def test_file_that_went_is_not_taken(dropping: Dropping) -> None:
    dropping.drop("lumen/feed.csv", FEED)
    drop = dropping.only()
    dropping.remove("lumen/feed.csv")

    with pytest.raises(DropChanged):
        dropping.inbox.take(drop, RAW, "we")

    assert objects(dropping) == []


def test_file_that_came_since_is_not_discarded_unread(dropping: Dropping) -> None:
    dropping.drop("lumen/feed.csv", FEED)
    drop = dropping.only()
    dropping.inbox.take(drop, RAW, "we")
    dropping.drop("lumen/feed.csv", OTHER)

    with pytest.raises(DropChanged):
        dropping.inbox.discard(drop, RAW)

    assert dropping.names() == ["lumen/feed.csv"]
    later = dropping.only()
    dropping.inbox.take(later, RAW.replace("01", "02"), "we")
    assert dropping.read(RAW.replace("01", "02")) == OTHER


def test_same_content_that_came_since_is_another_file(dropping: Dropping) -> None:
    dropping.drop("lumen/feed.csv", FEED)
    drop = dropping.only()
    dropping.inbox.take(drop, RAW, "we")
    time.sleep(1)  # the step of the time that S3 tells
    dropping.drop("lumen/feed.csv", FEED)

    with pytest.raises(DropChanged):
        dropping.inbox.discard(drop, RAW)

    assert dropping.names() == ["lumen/feed.csv"]


@pytest.mark.parametrize(
    "name",
    [
        *("a b.csv", "ä ☃ 😀.csv", "%2e%2e%2f.csv", "a+b.csv", "line\nbreak.csv", "tab\t.csv"),
        *(".hidden.csv", "-rf", " ", "a'b\"c`.csv", "x" * 250, "d/e/f/g.csv", "\x01\x7f.csv"),
        *("/".join("d" * 200 for _ in range(4)) + "/f.csv", "C:feed.csv", "<b>.csv"),
    ],
)
def test_file_of_any_name_is_seen_taken_and_removed(dropping: Dropping, name: str) -> None:
    dropping.drop(f"lumen/{name}", FEED)
    drop = dropping.only()

    dropping.inbox.take(drop, RAW, "we")
    dropping.inbox.discard(drop, RAW)

    assert drop.key == f"inbox/lumen/{name}"
    assert dropping.read(RAW) == FEED
    assert dropping.names() == []


def test_another_file_has_another_version(dropping: Dropping) -> None:
    versions = []
    for content in (FEED, OTHER, b"", FEED * 2):
        dropping.drop("lumen/feed.csv", content)
        versions.append(dropping.only().version)

    assert len(set(versions)) == 4
    assert dropping.only().version == versions[-1]
    assert dropping.only().owner


def test_inbox_is_beside_the_objects(dropping: Dropping) -> None:
    for number in range(15):
        dropping.drop(f"lumen/{number}.csv", FEED)

    assert len(dropping.names()) == 15
    assert list(dropping.store.list("raw/")) == []
    assert dropping.inbox.address.endswith("/inbox/")


def test_backslash_is_a_slash_to_the_server_and_can_be_taken(
    s3_dropping: Dropping,
) -> None:
    s3_dropping.drop("lumen/a\\b.csv", FEED)
    drop = s3_dropping.only()

    s3_dropping.inbox.take(drop, RAW, "we")
    s3_dropping.inbox.discard(drop, RAW)

    assert s3_dropping.read(RAW) == FEED
    assert s3_dropping.names() == []


def test_marks_of_folders_are_no_files(s3_dropping: Dropping) -> None:
    s3_dropping.drop("lumen/", b"")
    s3_dropping.drop("lumen/delta/", b"")

    assert s3_dropping.names() == []


def test_upload_in_parts_is_not_seen_before_its_end(s3_dropping: Dropping) -> None:
    place = {"Bucket": s3_dropping.bucket, "Key": f"{s3_dropping.prefix}/inbox/lumen/feed.csv"}
    upload = {**place, "UploadId": s3_dropping.client.create_multipart_upload(**place)["UploadId"]}
    part = s3_dropping.client.upload_part(**upload, PartNumber=1, Body=FEED)
    before = s3_dropping.names()

    parts = [{"PartNumber": 1, "ETag": part["ETag"]}]
    s3_dropping.client.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts})
    drop = s3_dropping.only()
    s3_dropping.inbox.take(drop, RAW, "we")
    s3_dropping.inbox.discard(drop, RAW)

    assert before == []
    assert s3_dropping.read(RAW) == FEED
    assert s3_dropping.names() == []


def objects(dropping: Dropping) -> list[str]:
    keys = [found.key for found in dropping.store.list()]
    return [key for key in keys if not key.startswith("inbox/")]
