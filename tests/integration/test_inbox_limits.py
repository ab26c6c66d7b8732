"""What the inbox does where there is too much: bytes, files, or no room."""

import pytest

from catalog.errors import DiskFull
from tests.polling import MAX_BYTES, Polling, warnings

FEED = b"sku,title,price\nA,Lamp,15.00\n"
OTHER = b"sku,title,price\nB,Rug,16.00\n"


def test_only_so_many_are_taken_at_a_look(folder_polling: Polling) -> None:
    folder_polling.most_taken = 3
    folder_polling.start()
    for number in range(7):
        folder_polling.dropping.drop(f"lumen/{number}.csv", b"%d" % number)

    counts = []
    for _ in range(4):
        folder_polling.poll(1)
        counts.append(len(folder_polling.feeds()))

    assert counts == [0, 3, 6, 7]
    assert folder_polling.has_exactly(*(b"%d" % number for number in range(7)))


def test_partner_with_very_many_files_keeps_nobody_elses_from_being_seen(
    polling: Polling, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingestion.inbox.MOST_SEEN", 5)
    polling.partner("atelier")
    for number in range(20):
        polling.dropping.drop(f"atelier/{number}.csv.tmp", FEED)
    polling.dropping.drop("lumen/feed.csv", FEED)

    polling.poll()

    assert polling.has_exactly(FEED)
    assert len(polling.refused()) == 5


def test_full_disk_leaves_the_file_where_it_is(
    polling: Polling, caplog: pytest.LogCaptureFixture
) -> None:
    polling.dropping.drop("lumen/feed.csv", FEED)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(polling.ingestion.spool, "receive", no_room)
        polling.poll(5)
    before = (polling.feeds(), polling.dropping.names(), polling.refused())

    polling.poll()

    assert before == ([], ["lumen/feed.csv"], {"lumen/feed.csv": "server/disk_full"})
    assert len(warnings(caplog)) == 1
    assert polling.has_exactly(FEED)
    assert polling.refused() == {}


def no_room(*_: object) -> None:
    raise DiskFull("the disk is full")


def test_later_files_of_a_partner_wait_for_one_that_may_work_the_next_time(
    polling: Polling,
) -> None:
    polling.partner("atelier")
    polling.dropping.drop("lumen/1.csv", FEED)
    polling.poll(1)
    receive = polling.ingestion.spool.receive
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(polling.ingestion.spool, "receive", no_room)
        polling.poll(1)
        polling.dropping.drop("lumen/2.csv", OTHER)
        polling.dropping.drop("atelier/3.csv", OTHER)
        first = polling.feeds()
        patch.setattr(
            polling.ingestion.spool,
            "receive",
            lambda feed_id, size: receive(feed_id, size) if size != len(FEED) else no_room(),
        )
        polling.poll(3)
    meanwhile = [feed.filename for feed in polling.feeds()]

    polling.poll()

    assert first == []
    assert meanwhile == ["3.csv"]
    assert [feed.filename for feed in polling.feeds()] == ["3.csv", "1.csv", "2.csv"]


def test_file_that_was_stopped_is_taken_after_the_next_start(polling: Polling) -> None:
    polling.dropping.drop("lumen/feed.csv", FEED)
    polling.poll(1)
    polling.inbox.stop()
    polling.poll(2)
    before = polling.feeds()

    polling.start()
    polling.poll(2)

    assert before == []
    assert polling.has_exactly(FEED)


def test_largest_file_allowed_is_taken_and_a_larger_one_refused(folder_polling: Polling) -> None:
    folder_polling.dropping.drop("lumen/fits.csv", b"x" * MAX_BYTES)
    folder_polling.dropping.drop("lumen/large.csv", b"x" * (MAX_BYTES + 1))

    folder_polling.poll(3)

    assert [feed.filename for feed in folder_polling.feeds()] == ["fits.csv"]
    assert folder_polling.refused() == {"lumen/large.csv": "file/too_large"}
    assert folder_polling.dropping.names() == ["lumen/large.csv"]


def test_inbox_of_many_files_is_worked_off(folder_polling: Polling) -> None:
    folder_polling.most_taken = 15
    folder_polling.start()
    for number in range(40):
        folder_polling.dropping.drop(f"nobody/{number}.csv", FEED)
        folder_polling.dropping.drop(f"lumen/{number}.csv", FEED)

    folder_polling.poll(4)

    assert len(folder_polling.feeds()) == 40
    assert len(folder_polling.refused()) == 40
