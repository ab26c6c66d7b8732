"""Undo and replay on a feed's page, on a real database and without a browser."""

import pytest
from streamlit.testing.v1 import AppTest

from ingestion.feeds import FeedFilter, get_feed, list_feeds
from orders.desk import place_order
from tests.feeding import Feeding
from tests.reverting import state
from tests.shop import ask
from tests.shown import labels, press, said, show, texts

A = "sku,name,price\nLAMP,Lamp,15\nRUG,Rug,20\n"
B = "sku,name,price\nLAMP,Lamp,30\nVASE,Vase,9\nSOFA,Sofa,99\nPOT,Pot,4\n"


def test_revert_is_shown_then_confirmed_then_told(pages: AppTest, feeding: Feeding) -> None:
    feeding.load(A)
    b = feeding.load(B)
    feeding.load("sku,price\nSOFA,98\n", "delta")
    place_order(feeding.desk, ask(VASE=1), owner="ann")
    show(pages, "feeds.py", feed=b.feed_id)
    before = state(feeding)

    press(pages, "Revert this feed…")
    shown = said(pages)
    unchanged = state(feeding) == before
    press(pages, "Revert now")
    feeding.settle()
    show(pages, "feeds.py", feed=b.feed_id)

    counts = (
        "- Put back as before the feed: **2 products**\n"
        "- Removed, as the feed had brought them: **1 product**\n"
        "- Kept but no longer orderable, as orders name them: **1 product**\n"
        "- Left as they are, as a later feed changed them since: **1 product**"
    )
    assert counts in shown
    assert unchanged
    assert get_feed(feeding.database, b.feed_id).status == "REVERTED"
    assert "**This feed was reverted** by user admin" in texts(pages)
    assert counts in texts(pages)
    assert "Revert this feed…" not in labels(pages)
    assert "Replay this feed" in labels(pages)


def test_revert_that_is_not_confirmed_does_not_happen(pages: AppTest, feeding: Feeding) -> None:
    feed = feeding.load(A)
    show(pages, "feeds.py", feed=feed.feed_id)
    before = state(feeding)

    press(pages, "Revert this feed…")
    press(pages, "Keep the feed")

    assert state(feeding) == before
    assert "Revert this feed…" in labels(pages)


def test_revert_that_comes_too_late_says_so(pages: AppTest, feeding: Feeding) -> None:
    feed = feeding.load(A)
    show(pages, "feeds.py", feed=feed.feed_id)
    press(pages, "Revert this feed…")
    feeding.revert(feed)
    before = state(feeding)

    press(pages, "Revert now")

    assert "feed/wrong_state" in texts(pages)
    assert state(feeding) == before


def test_failed_revert_says_why_and_can_be_tried_again(
    pages: AppTest, feeding: Feeding, monkeypatch: pytest.MonkeyPatch
) -> None:
    def defect() -> None:
        raise OSError("disk full")

    monkeypatch.setattr("jobs.runner.LOG.exception", lambda *_: None)
    feed = feeding.load(A)
    whole = feeding.orders
    feeding.before_revert_ends(defect)
    feeding.revert(feed)
    feeding.orders = whole
    show(pages, "feeds.py", feed=feed.feed_id)
    assert "disk full" in texts(pages)

    press(pages, "Revert this feed…")
    press(pages, "Revert now")
    feeding.settle()

    assert get_feed(feeding.database, feed.feed_id).status == "REVERTED"


@pytest.mark.parametrize(("held", "offered"), [(True, []), (False, ["Replay this feed"])])
def test_feed_that_is_not_loaded_is_not_to_be_reverted(
    pages: AppTest, feeding: Feeding, *, held: bool, offered: list[str]
) -> None:
    feed = feeding.load(A, hold=True) if held else feeding.load("title\nLamp\n")

    show(pages, "feeds.py", feed=feed.feed_id)

    assert [each for each in labels(pages) if each.startswith(("Revert", "Replay"))] == offered


def test_replay_shows_the_new_feed(pages: AppTest, feeding: Feeding) -> None:
    feed = feeding.load(A)
    feeding.profile(fields={"product_name": "sku"})
    show(pages, "feeds.py", feed=feed.feed_id)

    pages.radio[0].set_value("then")
    pages.checkbox[0].check()
    press(pages, "Replay this feed")

    replayed, _ = list_feeds(feeding.database, FeedFilter()).items
    assert pages.query_params["feed"] in (replayed.feed_id, [replayed.feed_id])
    assert (replayed.origin, replayed.delivered_by) == ("replay", "user:admin")
    assert (replayed.profile_version, replayed.hold_requested) == (1, True)


def test_replay_without_the_raw_file_says_so(pages: AppTest, feeding: Feeding) -> None:
    feed = feeding.load(A)
    (feeding.folder / "landing" / feed.raw_key).unlink()
    show(pages, "feeds.py", feed=feed.feed_id)

    press(pages, "Replay this feed")

    assert "store/object_missing" in texts(pages)
    assert len(list_feeds(feeding.database, FeedFilter()).items) == 1


def test_history_shows_the_price_going_back(pages: AppTest, feeding: Feeding) -> None:
    feeding.load(A)
    feeding.revert(feeding.load(B))

    show(pages, "catalog.py", product=str(feeding.product("LAMP")["product_id"]))

    rows = pages.dataframe[0].value
    assert list(rows["What"]) == ["Reverted", "Updated", "Inserted"]
    assert list(rows["Before"]) == ["30.00", "15.00", ""]
    assert list(rows["After"]) == ["15.00", "30.00", ""]
