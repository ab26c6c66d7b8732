"""Files dropped into the inbox become feeds, each exactly once."""

import hashlib
import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from catalog.settings import Settings
from ingestion.inbox import rest_for
from tests.dropping import Dropping
from tests.polling import Polling

FEED = b"sku,title,price\nA,Lamp,15.00\n"
OTHER = b"sku,title,price\nB,Rug,16.00\n"


def test_file_that_rests_becomes_a_feed(polling: Polling) -> None:
    polling.dropping.drop("lumen/feed.csv", FEED)
    drop = polling.dropping.only()

    polling.poll()

    (feed,) = polling.feeds()
    assert (feed.origin, feed.status, feed.mode) == ("inbox", "RECEIVED", "full")
    assert (feed.filename, feed.delivered_by) == ("feed.csv", f"inbox:{drop.owner}")
    assert (feed.size_bytes, feed.sha256) == (len(FEED), hashlib.sha256(FEED).hexdigest())
    day = f"{drop.arrived_at:%Y/%m/%d}"
    assert feed.raw_key == f"raw/lumen/{day}/{feed.feed_id}/feed.csv"
    assert polling.has_exactly(FEED)
    assert polling.dropping.names() == []
    assert polling.woken


def test_file_is_not_taken_at_first_sight(polling: Polling) -> None:
    polling.dropping.drop("lumen/feed.csv", FEED)

    polling.poll(1)

    assert polling.feeds() == []
    assert polling.dropping.names() == ["lumen/feed.csv"]
    assert polling.refused() == {}


def test_file_rests_for_a_time_however_often_it_is_looked_at(polling: Polling) -> None:
    polling.rest_s = rest_for(10)
    polling.start()
    polling.dropping.drop("lumen/feed.csv", FEED)
    polling.poll(3)
    before = polling.feeds()

    polling.now_s = 10
    polling.poll(1)

    assert before == []
    assert len(polling.feeds()) == 1


def test_growing_file_is_taken_once_and_whole(folder_polling: Polling) -> None:
    path = inbox_of(folder_polling) / "lumen/feed.csv"
    path.parent.mkdir(parents=True)
    for number in range(4):
        with path.open("ab") as file:
            file.write(b"%d\n" % number)
        folder_polling.poll(1)
    before = folder_polling.feeds()

    folder_polling.poll(1)

    assert before == []
    assert folder_polling.has_exactly(b"0\n1\n2\n3\n")


def test_replaced_file_rests_anew(polling: Polling) -> None:
    polling.dropping.drop("lumen/feed.csv", FEED)
    polling.poll(1)
    polling.dropping.drop("lumen/feed.csv", OTHER)
    polling.poll(1)
    before = polling.feeds()

    polling.poll(1)

    assert before == []
    assert polling.has_exactly(OTHER)


def test_file_that_comes_while_the_one_before_is_taken_is_taken_too(polling: Polling) -> None:
    polling.dropping.drop("lumen/feed.csv", FEED)
    inbox = polling.dropping.inbox
    discard = inbox.discard

    def too_late(*asked: object) -> None:
        polling.dropping.drop("lumen/feed.csv", OTHER)
        discard(*asked)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inbox, "discard", too_late)
        polling.poll()
    first = polling.has_exactly(FEED)
    polling.poll()

    assert first
    assert polling.has_exactly(FEED, OTHER)
    assert polling.dropping.names() == []


def test_same_file_dropped_twice_is_two_feeds(folder_polling: Polling) -> None:
    for _ in range(2):
        folder_polling.dropping.drop("lumen/feed.csv", FEED)
        os.utime(inbox_of(folder_polling) / "lumen/feed.csv", (1, 1))
        folder_polling.poll()

    assert folder_polling.has_exactly(FEED, FEED)
    assert len({feed.feed_id for feed in folder_polling.feeds()}) == 2


def test_feeds_of_a_partner_come_in_the_order_in_which_they_arrived(
    folder_polling: Polling,
) -> None:
    contents = [b"%d" % number for number in range(6)]
    for number, name in enumerate(["z.csv", "a.csv", "delta/m.csv", "b/c.csv", "0.csv", "y.csv"]):
        folder_polling.dropping.drop(f"lumen/{name}", contents[number])

    folder_polling.poll()

    assert folder_polling.has_exactly(*contents)


@pytest.mark.parametrize(
    ("place", "mode", "filename"),
    [
        ("feed.csv", "full", "feed.csv"),
        ("full/feed.csv", "full", "feed.csv"),
        ("delta/feed.csv", "delta", "feed.csv"),
        ("Delta/feed.csv", "delta", "feed.csv"),
        ("supplemental/2026/feed.csv", "supplemental", "2026/feed.csv"),
        ("spring/delta/feed.csv", "delta", "spring/feed.csv"),
        ("spring/feed.csv", "full", "spring/feed.csv"),
        ("delta.csv", "full", "delta.csv"),
    ],
)
def test_folder_says_the_mode(
    folder_polling: Polling, place: str, mode: str, filename: str
) -> None:
    folder_polling.dropping.drop(f"lumen/{place}", FEED)

    folder_polling.poll()

    (feed,) = folder_polling.feeds()
    assert (feed.mode, feed.filename) == (mode, filename)
    assert feed.raw_key.endswith(f"{feed.feed_id}/{filename.rsplit('/', maxsplit=1)[-1]}")


def test_poll_says_what_a_file_rests() -> None:
    assert rest_for(1) == 1.0
    assert 5 < rest_for(10) <= 10


def inbox_of(polling: Polling) -> Path:
    folder = polling.dropping.folder
    assert isinstance(polling.dropping, Dropping)
    assert folder is not None
    return folder / "inbox"


def test_inbox_is_polled_at_most_once_a_second_or_not_at_all() -> None:
    assert Settings(inbox_poll_s=0).inbox_poll_s == 0
    assert Settings(inbox_poll_s=1).inbox_poll_s == 1
    for seconds in (-1, 0.5):
        with pytest.raises(ValidationError):
            Settings(inbox_poll_s=seconds)
