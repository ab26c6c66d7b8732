"""The pre-check on the page *Upload*: what a file would do is said before it is delivered."""

from streamlit.testing.v1 import AppTest

from ingestion.feeds import FeedFilter, list_feeds
from tests.feeding import Feeding
from tests.shown import labels, press, said, show, texts

SHELF = "id,title,price,quantity\nLAMP,Floor lamp,49.50,2\nRUG,Wool rug,120.00,5\n"


def choose(pages: AppTest, content: str, name: str = "feed.csv") -> None:
    show(pages, "upload.py")
    pages.file_uploader[0].upload(name, content.encode())
    pages.run()
    assert not pages.exception


def test_good_file_is_said_to_be_good_before_it_is_delivered(
    pages: AppTest, feeding: Feeding
) -> None:
    choose(pages, SHELF)

    assert "All is well: all 2 records can be loaded." in pages.success[0].value.replace("\\", "")
    assert "2 read = 2 inserted + 0 updated + 0 unchanged + 0 skipped; 0 deactivated" in said(pages)
    assert "utf-8, divided by comma" in said(pages)
    assert list_feeds(feeding.database, FeedFilter()).items == ()
    press(pages, "Deliver")
    (feed,) = list_feeds(feeding.database, FeedFilter()).items
    assert feeding.wait(feed).status == "COMPLETED"


def test_file_that_is_no_feed_says_why_and_can_be_delivered_all_the_same(pages: AppTest) -> None:
    choose(pages, "title,price\nLamp,10.00\n")

    assert "This file cannot be loaded as it is" in texts(pages)
    assert "header/missing_required" in texts(pages)
    assert "Deliver" in labels(pages)


def test_first_findings_have_their_lines_and_what_to_do(pages: AppTest) -> None:
    choose(pages, "id,title,price\nA,Lamp,abc\nB,Rug,7\n")

    assert "1 of 2 records would be skipped (50 %)" in texts(pages)
    assert "price/invalid" in pages.expander[0].label
    shown = pages.expander[0].dataframe[0].value
    assert list(shown["Line"]) == [2]
    assert list(shown["Value"]) == ["abc"]
