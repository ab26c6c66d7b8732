"""Feeds in parts and retention on the pages, on a real database and without a browser."""

import io
from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from catalog.partners import get_partner
from catalog.retention import Retention
from ingestion.batch_expiry import end_stale_batches
from ingestion.feeds import get_feed
from tests.feeding import Feeding
from tests.retaining import BAD, DAYS, Keeper, keep
from tests.sending_parts import HEAD, LAMP, RUG, SHELF, Sender
from tests.shown import labels, press, said, show, texts


def days(pages: AppTest, label: str, value: int) -> None:
    next(box for box in pages.number_input if box.label == label).set_value(value)


def test_feed_in_parts_says_which_are_missing(pages: AppTest, feeding: Feeding) -> None:
    sender = Sender(feeding, batch="spring-2027_*a*")
    sender.send(1, HEAD + LAMP)
    feed = sender.send(3, SHELF, is_last=True)

    show(pages, "home.py")
    assert "waits for its parts" in said(pages)
    show(pages, "feeds.py", feed=feed.feed_id)

    assert "Batch spring-2027_*a*: **2 of 3 parts are there**. Missing: 2." in texts(pages)
    press(pages, "Cancel this feed…")
    press(pages, "Cancel now")
    assert "2 of 3 parts are there" in said(pages)
    assert "Cancel this feed…" not in labels(pages)
    show(pages, "home.py")
    assert "waits for its parts" not in said(pages)


def test_feed_that_waits_for_parts_says_which_and_can_be_cancelled(
    pages: AppTest, feeding: Feeding, sender: Sender
) -> None:
    feed = sender.send(3, LAMP, is_last=True)
    sender.send(1, HEAD + LAMP)

    show(pages, "feeds.py", feed=feed.feed_id)

    assert "Batch spring: **2 of 3 parts are there**. Missing: 2." in texts(pages)
    assert "without a further part for 72 hours it ends" in texts(pages)
    press(pages, "Cancel this feed…")
    assert "takes no more parts" in said(pages)
    press(pages, "Cancel now")
    assert get_feed(feeding.database, feed.feed_id).status == "CANCELLED"
    assert "Replay this feed" not in labels(pages)


def test_feed_of_which_the_last_part_is_not_known_says_so(pages: AppTest, sender: Sender) -> None:
    feed = sender.send(1, HEAD + LAMP)

    show(pages, "feeds.py", feed=feed.feed_id)

    told = "Batch spring: **1 part is there**. Which one is the last is not known."
    assert told in texts(pages)


def test_loaded_feed_names_its_batch(pages: AppTest, sender: Sender) -> None:
    feed = sender.load(HEAD + LAMP, RUG)

    show(pages, "feeds.py", feed=feed.feed_id)

    assert "Batch spring: **2 of 2 parts are there**." in said(pages)
    assert "Missing" not in said(pages)


def test_expired_feed_says_why_and_what_was_missing(
    pages: AppTest, feeding: Feeding, sender: Sender
) -> None:
    feed = sender.send(2, RUG)
    end_stale_batches(Keeper(feeding).after(days=4), 72)

    show(pages, "feeds.py", feed=feed.feed_id)

    assert "no further part came for 72 hours" in texts(pages).lower()
    assert "Missing: 1." in said(pages)
    assert "Run the job again" not in labels(pages)


def test_days_are_saved_and_shown(pages: AppTest, feeding: Feeding) -> None:
    show(pages, "partners.py", partner="lumen")
    days(pages, "Days of raw files", 90)
    press(pages, "Save")

    assert "Saved for partner **lumen**." in texts(pages)
    saved = get_partner(feeding.database, "lumen").retention
    assert saved == Retention(raw_days=90, report_days=None)
    show(pages, "partners.py", partner="lumen")
    shown = {box.label: box.value for box in pages.number_input}
    assert (shown["Days of raw files"], shown["Days of reports"]) == (90, 0)
    days(pages, "Days of raw files", 0)
    press(pages, "Save")
    assert get_partner(feeding.database, "lumen").retention == Retention()


def test_files_without_a_feed_are_listed_and_left(
    pages: AppTest, feeding: Feeding, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(pages, "partners.py")
    press(pages, "Look for files without a feed")
    assert "Each raw file older than a day belongs to a feed." in texts(pages)
    feeding.ingestion.store.put("raw/lumen/lost.csv", io.BytesIO(b"lost"))
    monkeypatch.setattr("ingestion.retention.ORPHANED_AFTER", timedelta(days=-1))

    press(pages, "Look for files without a feed")

    assert list(pages.dataframe[-1].value["Key"]) == ["raw/lumen/lost.csv"]


def test_feed_whose_files_are_deleted_says_so_and_offers_nothing_that_needs_them(
    pages: AppTest, feeding: Feeding
) -> None:
    keep(feeding, raw_days=DAYS, report_days=DAYS)
    old = feeding.load(HEAD + LAMP + BAD)
    feeding.load(HEAD + LAMP)
    Keeper(feeding).apply()

    show(pages, "feeds.py", feed=old.feed_id)

    assert "Deleted, as it was not kept any longer: the raw file on" in said(pages)
    assert "price/invalid" in said(pages) + str([each.label for each in pages.expander])
    for label in ("Replay this feed", "Download the rejects"):
        assert label not in labels(pages)
    assert "Row report" not in said(pages)
