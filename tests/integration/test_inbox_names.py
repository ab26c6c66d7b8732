"""What lies in the inbox under any name is taken under a safe one, or stays with its reason."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingestion.drops import INBOX, LARGEST_BYTES, Drop
from ingestion.inbox_judging import InboxJudge
from ingestion.inbox_places import Place, Refused, read_place
from ingestion.object_keys import validate_key
from tests.dropping import Dropping
from tests.polling import Polling, warnings

FEED = b"sku,title,price\nA,Lamp,15.00\n"
LONG = "/".join(["d" * 240] * 4) + "/" + "n" * 40  # of 1,004 characters


@pytest.mark.parametrize(
    ("name", "last"),
    [
        ("my feed.csv", "my feed.csv"),
        ("März ☃ 😀.csv", "März _ _.csv"),
        ("line\nbreak.csv", "line_break.csv"),
        ("bell\x07\x7f.csv", "bell__.csv"),
        ("<script>alert(1)</script>.csv", "script_.csv"),
        ("=cmd|'x'!A1.csv", "_cmd__x__A1.csv"),
        ("a%2f..%2fb.csv", "a_2f.._2fb.csv"),
        ("n" * 250, "n" * 200),
    ],
)
def test_strange_name_is_kept_and_its_raw_file_has_a_safe_one(
    polling: Polling, name: str, last: str
) -> None:
    polling.dropping.drop(f"lumen/{name}", FEED)

    polling.poll()

    (feed,) = polling.feeds()
    assert feed.filename == name
    assert feed.raw_key.split("/")[-1] == last
    validate_key(feed.raw_key)
    assert polling.has_exactly(FEED)
    assert polling.dropping.names() == []


def test_path_of_a_thousand_characters_is_taken(folder_polling: Polling) -> None:
    folder_polling.dropping.drop(f"lumen/{LONG}", FEED)

    folder_polling.poll()

    (feed,) = folder_polling.feeds()
    assert feed.filename == LONG
    assert folder_polling.has_exactly(FEED)


def test_name_that_is_no_text_is_taken_and_can_be_shown(folder_polling: Polling) -> None:
    folder_polling.dropping.drop(os.fsdecode(b"lumen/f\xff\xe9ed.csv"), FEED)

    folder_polling.poll()

    (feed,) = folder_polling.feeds()
    assert feed.filename == "f\\xff\\xe9ed.csv"
    assert folder_polling.has_exactly(FEED)
    assert folder_polling.dropping.names() == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("stray.csv", "inbox/no_partner_folder"),
        ("nobody/feed.csv", "partner/not_found"),
        ("Lumen/feed.csv", "partner/not_found"),
        ("lumen /feed.csv", "partner/not_found"),
        ("lumen/.feed.csv.Xa71", "inbox/hidden"),
        ("lumen/.git/config", "inbox/hidden"),
        ("lumen/feed.csv.filepart", "inbox/unfinished"),
        ("lumen/feed.csv.PART", "inbox/unfinished"),
        ("lumen/feed.tmp", "inbox/unfinished"),
        ("lumen/delta/full/feed.csv", "inbox/two_modes"),
    ],
)
def test_what_is_not_taken_stays_and_has_a_reason_until_it_is_gone(
    folder_polling: Polling, caplog: pytest.LogCaptureFixture, name: str, code: str
) -> None:
    polling = folder_polling
    polling.dropping.drop(name, FEED)
    polling.dropping.drop("lumen/good.csv", FEED)
    polling.poll(3)
    refused, left = polling.refused(), polling.dropping.names()

    polling.dropping.remove(name)
    polling.poll(1)

    assert refused == {name: code}
    assert left == [name]
    assert polling.has_exactly(FEED)
    assert polling.refused() == {}
    assert warnings(caplog) == []


def test_empty_file_is_refused_until_it_has_content(polling: Polling) -> None:
    polling.dropping.drop("lumen/feed.csv", b"")
    polling.poll(3)
    refused = polling.refused()

    polling.dropping.drop("lumen/feed.csv", FEED)
    polling.poll(2)

    assert refused == {"lumen/feed.csv": "file/empty"}
    assert polling.refused() == {}
    assert polling.has_exactly(FEED)


def test_file_of_a_partner_to_be_is_taken_once_the_partner_is_there(polling: Polling) -> None:
    polling.dropping.drop("atelier/feed.csv", FEED)
    polling.poll(3)
    before = polling.refused()

    polling.partner("atelier")
    polling.poll(1)

    assert before == {"atelier/feed.csv": "partner/not_found"}
    assert polling.refused() == {}
    assert [feed.partner for feed in polling.feeds()] == ["atelier"]


def test_upload_that_is_renamed_when_it_is_whole_is_taken(folder_polling: Polling) -> None:
    folder_polling.dropping.drop("lumen/feed.csv.part", FEED)
    folder_polling.poll(3)
    before = folder_polling.feeds()

    folder = inbox_of(folder_polling) / "lumen"
    (folder / "feed.csv.part").rename(folder / "feed.csv")
    folder_polling.poll(2)

    assert before == []
    assert folder_polling.has_exactly(FEED)
    assert folder_polling.refused() == {}


def test_link_is_refused_and_not_read(folder_polling: Polling, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"of the host")
    inbox = inbox_of(folder_polling)
    (inbox / "lumen").mkdir(parents=True)
    (inbox / "lumen/feed.csv").symlink_to(tmp_path / "secret")
    (inbox / "linked").symlink_to(tmp_path)

    folder_polling.poll(3)

    assert folder_polling.feeds() == []
    assert folder_polling.refused() == {
        "lumen/feed.csv": "inbox/no_file",
        "linked": "inbox/no_partner_folder",
    }


def test_file_that_cannot_be_read_does_not_keep_others_waiting(
    folder_polling: Polling, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder_polling.dropping.drop("lumen/1.csv", b"1")
    folder_polling.dropping.drop("lumen/2.csv", b"2")
    open_file = os.open

    def refuse(path: str | Path, flags: int, *more: int) -> int:
        if str(path).endswith("inbox/lumen/1.csv"):
            raise PermissionError(13, "by the test", str(path))
        return open_file(path, flags, *more)

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", refuse)
        folder_polling.poll(4)
    before = (folder_polling.has_exactly(b"2"), folder_polling.refused())
    folder_polling.now_s += 1000
    folder_polling.poll(2)

    assert before == (True, {"lumen/1.csv": "store/refused"})
    assert len(warnings(caplog)) == 1
    assert folder_polling.has_exactly(b"2", b"1")
    assert folder_polling.refused() == {}


def test_file_that_cannot_be_removed_is_one_feed_and_shown(
    folder_polling: Polling, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder_polling.dropping.drop("lumen/1.csv", b"1")

    def refuse(path: Path, _: Path) -> None:
        raise PermissionError(13, "by the test", str(path))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", refuse)
        folder_polling.poll(4)
        folder_polling.start()
        folder_polling.poll(4)
    before = (folder_polling.has_exactly(b"1"), folder_polling.refused())
    folder_polling.now_s += 1000
    folder_polling.poll(2)

    assert before == (True, {"lumen/1.csv": "store/refused"})
    assert folder_polling.has_exactly(b"1")
    assert folder_polling.dropping.names() == []
    assert folder_polling.refused() == {}


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("inbox/lumen/../other/feed.csv", "inbox/hidden"),
        ("inbox/../lumen/feed.csv", "inbox/hidden"),
        ("inbox/lumen/./feed.csv", "inbox/hidden"),
        ("inbox//feed.csv", "inbox/no_partner_folder"),
        ("inbox/lumen/folder/", "inbox/no_file"),
        ("inbox/", "inbox/no_partner_folder"),
    ],
)
def test_key_that_only_some_servers_allow_is_refused(key: str, code: str) -> None:
    judged = read_place(drop_of(key))

    assert isinstance(judged, Refused)
    assert judged.code == code


def test_empty_segments_and_backslashes_say_nothing() -> None:
    assert read_place(drop_of("inbox/lumen//delta/a\\b.csv")) == Place("lumen", "delta", "a\\b.csv")


def test_more_than_one_request_copies_is_refused(folder_polling: Polling) -> None:
    judge = InboxJudge(folder_polling.database, 10 * LARGEST_BYTES)

    fits, large = (
        judge.judge(drop_of("inbox/lumen/feed.csv", size))
        for size in (LARGEST_BYTES, LARGEST_BYTES + 1)
    )

    assert isinstance(fits, Place)
    assert isinstance(large, Refused)
    assert large.code == "file/too_large"


def drop_of(key: str, size_bytes: int = 1) -> Drop:
    return Drop(key, "1", size_bytes, datetime(2026, 3, 1, tzinfo=UTC), "somebody")


def inbox_of(polling: Polling) -> Path:
    assert isinstance(polling.dropping, Dropping)
    assert polling.dropping.folder is not None
    return polling.dropping.folder / INBOX
