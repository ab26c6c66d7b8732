"""Alerts in the application as it is wired: from a feed to the receiver, and over a restart."""

import io
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from catalog.settings import Settings
from ingestion.alert_channels import NewChannel, create_channel
from ingestion.alerts import count_open_alerts
from ingestion.decisions import reject_feed
from ingestion.delivery import Delivery, deliver_feed
from ingestion.feeds import FeedFilter, list_feeds
from tests.alerting import Mailbox, Receiver, receiving, wait
from tests.makers import make_partner
from wiring import Feedledger

FEED = b"id,title,price,availability,currency\nLAMP,Lamp,5,in_stock,USD\n"


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look for alerts and send them all the time."""
    monkeypatch.setattr("rounds.LOOK_FOR_ALERTS_EVERY_S", 0.2)
    monkeypatch.setattr("rounds.SEND_ALERTS_EVERY_S", 0.1)


@contextmanager
def running(folder: Path) -> Iterator[Feedledger]:
    """Run the application until the block ends."""
    feedledger = Feedledger(Settings(data_dir=folder, public_url="https://feeds.example.org/"))
    feedledger.start()
    try:
        yield feedledger
    finally:
        feedledger.close()


def add_channel(feedledger: Feedledger, url: str) -> None:
    new = NewChannel.model_validate({"name": "ops", "url": url, "rules": ["feed_held"]})
    create_channel(feedledger.database, new, feedledger.alerts.clock())


def hold_feed(feedledger: Feedledger) -> str:
    delivery = Delivery("lumen", "full", "feed.csv", "api", "test", hold=True)
    return deliver_feed(feedledger.ingestion, delivery, io.BytesIO(FEED)).feed_id


def test_held_feed_is_told_once_over_a_restart_and_its_end_too(
    tmp_path: Path, mailbox: Mailbox, receiver: Receiver
) -> None:
    with running(tmp_path) as feedledger:
        make_partner(feedledger.database, "lumen")
        add_channel(feedledger, mailbox.url)
        add_channel(feedledger, receiver.url)
        feed_id = hold_feed(feedledger)
        wait(lambda: len(mailbox.mails) == len(receiver.got) == 1)

    with running(tmp_path) as feedledger:
        time.sleep(1)  # some rounds, in which nothing may be told
        assert len(mailbox.mails) == len(receiver.got) == 1
        reject_feed(feedledger.ingestion, feed_id, "user:anna")
        wait(lambda: len(mailbox.mails) == len(receiver.got) == 2)
        assert count_open_alerts(feedledger.database) == 0

    link = f"Page: https://feeds.example.org/feeds?feed={feed_id}"
    assert all(link in message["message"].splitlines() for message in receiver.got)
    assert [mail["Subject"] for mail in mailbox.mails] == receiver.titles


def test_channel_that_hangs_holds_up_neither_feeds_nor_the_end(
    tmp_path: Path, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingestion.alert_post.STOP_WITHIN_S", 0.1)
    with receiving() as hanging:
        hanging.is_free.clear()
        with running(tmp_path) as feedledger:
            make_partner(feedledger.database, "lumen")
            add_channel(feedledger, hanging.url)
            hold_feed(feedledger)
            assert hanging.hangs.wait(20)
            add_channel(feedledger, receiver.url)
            hold_feed(feedledger)
            wait(lambda: len(receiver.got) == 2)
            feeds = list_feeds(feedledger.database, FeedFilter(status="HELD")).items

    assert len(feeds) == 2
    assert hanging.asked == 1
