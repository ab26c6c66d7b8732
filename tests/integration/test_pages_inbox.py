"""The page that shows the inbox: where to drop files, and what lies there."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from catalog.settings import Settings
from ingestion.feeds import FeedFilter, list_feeds
from ingestion.inbox import Inbox
from ingestion.store import StoreUnavailable
from pages.services import provide, services
from tests.feeding import Feeding
from tests.shown import said, show, texts

FEED = b"id,title,price\nLAMP,Floor lamp,49.50\n"


@pytest.fixture
def inbox(feeding: Feeding) -> Inbox:
    """Lend the inbox of the feeding's store."""
    return Inbox(feeding.ingestion, 0.0)


def drop(feeding: Feeding, name: str, content: bytes = FEED) -> None:
    path = feeding.folder / "landing" / "inbox" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def rows(pages: AppTest, number: int) -> list[dict[str, Any]]:
    table: list[dict[str, Any]] = pages.dataframe[number].value.to_dict("records")
    return table


def test_each_partner_has_an_address(pages: AppTest, feeding: Feeding) -> None:
    feeding.partner("atelier")

    show(pages, "inbox.py")

    inbox = f"{feeding.folder / 'landing'}/inbox"
    addresses = {row["Partner"]: row["Drop its files at"] for row in rows(pages, 0)}
    assert addresses == {"atelier": f"{inbox}/atelier/", "lumen": f"{inbox}/lumen/"}
    assert "every 10 s" in said(pages)
    assert "The inbox is empty" in texts(pages)


def test_what_lies_there_is_shown_with_its_reason(
    pages: AppTest, feeding: Feeding, inbox: Inbox
) -> None:
    drop(feeding, "nobody/b\u202efdp.csv\n")
    inbox.poll()
    inbox.poll()
    drop(feeding, "lumen/feed.csv")

    show(pages, "inbox.py")

    refused, waits = rows(pages, 1)
    assert refused["Code"] == "partner/not_found"
    assert refused["File"] == "nobody/b\ufffdfdp.csv\ufffd"
    assert "there is no partner 'nobody'" in refused["Why it is still there"]
    assert (waits["File"], waits["Code"]) == ("lumen/feed.csv", "")
    assert waits["Why it is still there"] == "it will be taken once it has rested"
    assert "**Files: 2**, not taken: **1**" in said(pages)


def test_inbox_that_is_switched_off_says_so(pages: AppTest, tmp_path: Path) -> None:
    provide(replace(services(), settings=Settings(data_dir=tmp_path, inbox_poll_s=0)))

    show(pages, "inbox.py")

    assert "switched off" in texts(pages)


def test_store_that_does_not_answer_is_said(
    pages: AppTest, feeding: Feeding, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise StoreUnavailable("the store does not answer")

    monkeypatch.setattr(feeding.ingestion.store.inbox, "drops", fail)

    show(pages, "inbox.py")

    assert "store/unavailable" in texts(pages)
    assert len(rows(pages, 0)) == 1


def test_feed_of_the_inbox_says_how_it_came_whatever_its_name(
    pages: AppTest, feeding: Feeding, inbox: Inbox
) -> None:
    name = "# **b**\n[x](y)<i>.csv"
    drop(feeding, f"lumen/{name}")
    inbox.poll()
    inbox.poll()
    (feed,) = list_feeds(feeding.database, FeedFilter()).items
    feeding.wait(feed)

    show(pages, "feeds.py", feed=feed.feed_id)

    assert pages.title[0].value == "\\# \\*\\*b\\*\\*\ufffd\\[x\\]\\(y\\)\\<i\\>\\.csv"
    owner = feed.delivered_by.partition(":")[2]
    assert "through the inbox" in said(pages)
    assert f"delivered by the file's owner {owner}" in said(pages)
