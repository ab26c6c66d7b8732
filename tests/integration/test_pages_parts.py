"""Feeds in parts on the pages: what they wait for, and that they can be given up."""

from streamlit.testing.v1 import AppTest

from tests.feeding import Feeding
from tests.sending_parts import HEAD, LAMP, SHELF, Sender
from tests.shown import labels, press, said, show, texts


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
