"""The pages on a real database, without a browser: what each does with what it is given."""

import pytest
from streamlit.testing.v1 import AppTest

from catalog.database import Database
from ingestion.feeds import FeedFilter, list_feeds
from ingestion.store import StoreUnavailable
from orders.book import OrderFilter, list_orders
from pages.cart import Cart
from pages.services import withdraw
from tests.feeding import Feeding
from tests.shown import press, read_on, show, texts

SHELF = """\
id,title,price,quantity
LAMP,Floor lamp,49.50,2
RUG,Wool rug,120.00,5
"""


def upload(pages: AppTest, content: bytes) -> None:
    show(pages, "upload.py")
    pages.file_uploader[0].upload("feed.csv", content)
    pages.run()
    press(pages, "Deliver")


def test_delivered_feed_names_who_and_how(pages: AppTest, feeding: Feeding) -> None:
    upload(pages, SHELF.encode())

    (feed,) = list_feeds(feeding.database, FeedFilter()).items
    assert (feed.origin, feed.delivered_by, feed.filename) == ("upload", "user:admin", "feed.csv")
    assert pages.query_params["feed"] == feed.feed_id
    feeding.wait(feed)
    assert [metric.value for metric in pages.run().metric][:2] == ["2", "2"]


def test_feed_that_the_store_does_not_take_is_not_recorded(
    pages: AppTest, feeding: Feeding, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise StoreUnavailable("the store does not answer")

    monkeypatch.setattr(feeding.ingestion.store, "put", refuse)
    upload(pages, SHELF.encode())

    assert "Nothing was recorded" in texts(pages)
    assert "store/unavailable" in texts(pages)
    assert list_feeds(feeding.database, FeedFilter()).items == ()


def test_job_that_failed_for_another_reason_than_the_file_runs_again(
    pages: AppTest, feeding: Feeding, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr("ingestion.spool.Spool.fetch", fail)
        broken.setattr("jobs.runner.LOG.exception", lambda *_: None)
        feed = feeding.load(SHELF)
    show(pages, "feeds.py", feed=feed.feed_id)
    assert "disk full" in texts(pages)
    press(pages, "Run again")

    assert feeding.wait(feed).status == "COMPLETED"


def test_rejects_are_offered_where_there_are_any(pages: AppTest, feeding: Feeding) -> None:
    for price, offered in (("abc", 1), ("5", 0)):
        feed = feeding.load(f"id,title,price\nLAMP,Lamp,{price}\nRUG,Rug,7\n")
        show(pages, "feeds.py", feed=feed.feed_id)

        assert len(pages.get("download_button")) == offered


def test_examples_of_an_issue_say_only_what_its_title_does_not(
    pages: AppTest, feeding: Feeding
) -> None:
    feed = feeding.load("id,title,price,hue\nA,Lamp,abc,red\nB,Rug,7,\nB,Rug,8,\n")
    show(pages, "feeds.py", feed=feed.feed_id)

    shown = [tuple(table.proto.column_order) for table in pages.dataframe]
    assert shown[:3] == [
        ("Line", "SKU", "Column", "Value", "Record"),
        ("Line", "SKU", "Column", "Value", "Message", "Record"),  # it names the line that counts
        ("Column",),
    ]


def test_job_that_failed_because_of_the_file_is_not_offered_again(
    pages: AppTest, feeding: Feeding
) -> None:
    feed = feeding.load("title\nLamp\n")
    show(pages, "feeds.py", feed=feed.feed_id)

    assert "header/missing_required" in texts(pages)
    assert "Run again" not in [button.label for button in pages.button]


def test_cart_shows_the_price_of_now(pages: AppTest, feeding: Feeding) -> None:
    feeding.load(SHELF)
    put_in_cart(pages, feeding, "LAMP")
    assert "**Total: 49.50 USD**" in [text.value for text in pages.markdown]

    feeding.load("id,price\nLAMP,55.00\n", mode="delta")

    assert "**Total: 55.00 USD**" in [text.value for text in pages.run().markdown]


def test_cart_that_was_placed_is_not_placed_again(pages: AppTest, feeding: Feeding) -> None:
    feeding.load(SHELF)
    put_in_cart(pages, feeding, "LAMP")
    key = pages.session_state["cart"].key
    place(pages)
    (first,) = list_orders(feeding.database, OrderFilter(), 10).items

    # as if the answer had been lost: the same cart, under the same key, once more
    read_on(pages)
    show(pages, "order.py")
    again = Cart(key=key, quantities={product_id(feeding, "LAMP"): 1})
    pages.session_state["cart"] = again
    place(pages.run())

    assert list_orders(feeding.database, OrderFilter(), 10).items == (first,)
    assert pages.query_params["order"] == first.order_id


def test_short_cart_orders_nothing_and_says_why(pages: AppTest, feeding: Feeding) -> None:
    feeding.load(SHELF)
    put_in_cart(pages, feeding, "LAMP", "RUG")
    pages.number_input[0].set_value(3).run()
    place(pages)

    assert "3 asked for, 2 left" in texts(pages)
    assert "No order was written" in texts(pages)
    assert list_orders(feeding.database, OrderFilter(), 10).items == ()


def test_two_currencies_are_two_orders(pages: AppTest, feeding: Feeding) -> None:
    feeding.partner("nord", default_currency="EUR")
    feeding.load(SHELF)
    feeding.load(SHELF.replace("LAMP", "LAMPE"), partner="nord")
    put_in_cart(pages, feeding, "LAMP", "LAMPE")
    place(pages)

    assert "order/mixed_currency" in texts(pages)
    assert list_orders(feeding.database, OrderFilter(), 10).items == ()


def test_revenue_keeps_currencies_apart(pages: AppTest, feeding: Feeding) -> None:
    feeding.partner("nord", default_currency="EUR")
    feeding.load(SHELF)
    feeding.load(SHELF.replace("LAMP", "LAMPE"), partner="nord")
    for sku in ("LAMP", "LAMPE"):
        put_in_cart(pages, feeding, sku)
        place(pages)
    show(pages, "revenue.py")

    choice = next(box for box in pages.selectbox if box.label == "Currency")
    for currency in ("EUR", "USD"):
        choice.set_value(currency).run()
        assert pages.metric[0].label == f"Net revenue ({currency})"
        assert pages.metric[0].value == "49.50"


def test_partner_is_created_once(pages: AppTest, database: Database) -> None:
    for _ in range(2):
        show(pages, "partners.py")
        next(box for box in pages.text_input if box.label == "Code").set_value("nord")
        read_on(pages)
        press(pages, "Create partner")

    assert "partner/exists" in texts(pages)
    (found,) = database.rows("select count(*) as partners from partner where code = 'nord'")
    assert found["partners"] == 1


def test_names_are_shown_as_they_are(pages: AppTest, feeding: Feeding) -> None:
    feeding.load("id,title,price,quantity\nX,**Bold** [lamp](https://x.example) $1$,1.00,5\n")
    show(pages, "catalog.py", product=str(product_id(feeding, "X")))

    assert pages.title[0].value == r"\*\*Bold\*\* \[lamp\]\(https\:\/\/x\.example\) \$1\$"


def test_page_without_a_session_shows_nothing(
    pages: AppTest, feeding: Feeding, monkeypatch: pytest.MonkeyPatch
) -> None:
    feeding.load(SHELF)
    monkeypatch.setattr("pages.visitor.read_session", lambda *_: None)
    pages.switch_page("catalog.py").run()

    assert texts(pages) == "Your session is over. Reload the page to sign in."
    assert not pages.dataframe
    assert not pages.title


def test_page_of_a_stopped_application_says_so(pages: AppTest) -> None:
    withdraw()
    pages.run()

    assert "server/not_ready" in texts(pages)


def put_in_cart(pages: AppTest, feeding: Feeding, *skus: str) -> None:
    show(pages, "order.py")
    for sku in skus:
        pages.session_state["cart"].add(product_id(feeding, sku))
    pages.run()
    next(box for box in pages.text_input if box.label == "Customer").set_value("Café").run()


def place(pages: AppTest) -> None:
    customer = next(box for box in pages.text_input if box.label == "Customer")
    customer.set_value("Café").run()
    press(pages, "Place order")


def product_id(feeding: Feeding, sku: str) -> int:
    return int(feeding.product(sku)["product_id"])


def test_feed_that_waits_for_a_decision_is_first_however_many_failed(
    pages: AppTest, feeding: Feeding
) -> None:
    held = feeding.load(SHELF, hold=True)
    for _ in range(6):
        feeding.load("title\nLamp\n")

    show(pages, "home.py")

    links = pages.get("page_link")
    first = next(link for link in links if "feed=" in link.proto.query_string)
    assert first.proto.query_string == f"feed={held.feed_id}"
    labels = [link.proto.label for link in links]
    assert [label for label in labels if "All" in label] == [
        ":blue[**All\\: held for approval**]",
        ":blue[**All\\: cannot be read**]",
        ":blue[**All feeds**]",
    ]
