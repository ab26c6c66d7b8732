"""The pre-check on the page *Upload*: what a file would do is said before it is delivered."""

from typing import BinaryIO

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx
from streamlit.testing.v1 import AppTest

from catalog.partners import get_partner
from ingestion.delivery import Delivery, Ingestion, deliver_feed
from ingestion.feeds import Feed, FeedFilter, list_feeds
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


def test_click_that_cuts_in_when_the_file_is_stored_shows_its_feed(
    pages: AppTest, feeding: Feeding, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(pages, SHELF)

    def stored_when_clicked_again(
        ingestion: Ingestion, delivery: Delivery, body: BinaryIO, size: int
    ) -> Feed:
        feed = deliver_feed(ingestion, delivery, body, size)
        context = get_script_run_ctx()
        assert context is not None
        assert context.script_requests is not None
        page = context.page_script_hash
        context.script_requests.request_rerun(RerunData("", WidgetStates(), page))
        return feed

    monkeypatch.setattr("ingestion.delivery.deliver_feed", stored_when_clicked_again)
    press(pages, "Deliver")

    (feed,) = list_feeds(feeding.database, FeedFilter()).items
    assert pages.query_params["feed"] == feed.feed_id
    assert "feed.csv" in said(pages)


def test_file_that_is_no_feed_says_why_and_can_be_delivered_all_the_same(pages: AppTest) -> None:
    choose(pages, "title,price\nLamp,10.00\n")

    assert "This file cannot be loaded as it is" in texts(pages)
    assert "header/missing_required" in texts(pages)
    assert "Deliver" in labels(pages)


def test_first_findings_have_their_lines_and_what_to_do(pages: AppTest) -> None:
    choose(pages, "id,title,price\nA,Lamp,abc\nB,Rug,7\n")

    assert "1 of 2 records would be skipped (50 %)" in texts(pages)
    found = next(each for each in pages.expander if "price/invalid" in each.label)
    shown = found.dataframe[0].value
    assert list(shown["Line"]) == [2]
    assert list(shown["Value"]) == ["abc"]


def choose_column(pages: AppTest, label: str, value: str) -> None:
    next(box for box in pages.selectbox if box.label == label).set_value(value).run()
    assert not pages.exception


def test_mapping_is_previewed_at_once_and_saved_only_when_asked(
    pages: AppTest, feeding: Feeding
) -> None:
    choose(pages, "IdProd;Artikel;Preis;Lieferbar\n007;Lampe;1.234;Si\n008;Vase;19,90;No\n")
    assert "This file cannot be loaded as it is" in texts(pages)

    for label, value in (
        ("SKU", "IdProd"),
        ("Product name", "Artikel"),
        ("Price", "Preis"),
        ("Availability", "Lieferbar"),
        ("Decimal mark", ","),
        ("Si", "in_stock"),
    ):
        choose_column(pages, label, value)

    assert "all 2 records can be loaded" in texts(pages)
    assert "Your changes are not saved" in texts(pages)
    preview = next(table.value for table in pages.dataframe if "What" in table.value)
    assert list(preview["Price"]) == ["1.234 → 1,234.00 USD", "19,90 → 19.90 USD"]
    assert list(preview["Availability"]) == ["Si → In stock", "No → Out of stock"]
    assert get_partner(feeding.database, "lumen").profile_version == 1

    press(pages, "Save as the partner's profile")

    partner = get_partner(feeding.database, "lumen")
    assert partner.profile_version == 2
    assert partner.profile["fields"]["price"] == "Preis"
    assert partner.profile["availability_words"] == {"Si": "in_stock"}
    assert partner.profile["constants"] == {"currency": "USD", "availability": "in_stock"}
    pages.run()
    assert "Your changes are not saved" not in texts(pages)
    assert "all 2 records can be loaded" in texts(pages)
    press(pages, "Deliver")
    (feed,) = list_feeds(feeding.database, FeedFilter()).items
    assert feeding.wait(feed).status == "COMPLETED"
