"""
A click that is made three times: the page's script is cut off in the middle of the first two.

Streamlit stops a run where the next click has come, at its next access of the session's state or
element: here right after the write, and a little later. One thing is written, and told.
"""

from collections.abc import Callable

import pytest
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequest, ScriptRequests
from streamlit.testing.v1 import AppTest

from accounts.keys import find_key, list_keys
from analytics.saved_queries import list_saved
from catalog.saved_views import Views
from ingestion.feeds import FeedFilter, get_feed, list_feeds
from ingestion.schedules import list_schedules
from jobs.queue import JobFilter, list_jobs
from orders.book import OrderFilter, list_orders
from orders.desk import place_order
from orders.order import Order
from orders.request import OrderLine, OrderRequest
from pages.clicks import Click, Clicks
from pages.query_editor import QUESTION
from pages.services import services
from tests.feeding import Feeding
from tests.shown import press, said, show, stand_still, texts

SHELF = "id,title,price,quantity\nLAMP,Floor lamp,49.50,20\nRUG,Wool rug,120.00,5\n"
CUTS = (1, 3)  # at which chance after the write the first click, and the second one, is cut off


class Cutting:
    """Stops a run at its n-th chance after something was done."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.left = self.at = self.cuts = 0
        do, look = Clicks.do, ScriptRequests.on_scriptrunner_yield

        def done(clicks: Clicks, click: Click, write: Callable[[], object]) -> bool:
            is_done = do(clicks, click, write)
            self.left = self.at
            return is_done

        def looked(requests: ScriptRequests) -> ScriptRequest | None:
            self.left -= 1
            if self.left == 0:
                self.cuts += 1
                requests.request_stop()
            return look(requests)

        patch.setattr(Clicks, "do", done)
        patch.setattr(ScriptRequests, "on_scriptrunner_yield", looked)


@pytest.fixture
def press_thrice(pages: AppTest, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Lend the way to click a button three times before the page could change."""

    def press(label: str) -> None:
        with monkeypatch.context() as patch:
            cutting, before = Cutting(patch), vars(pages)["_tree"]
            stand_still(pages)
            hold_values(pages)
            for cutting.at in (*CUTS, 0):
                vars(pages)["_tree"] = before
                button = next(each for each in pages.button if each.label == label)
                button.click().run()
        assert cutting.cuts  # once, where the page shows another thing by the second click
        assert not pages.exception

    return press


Press = Callable[[str], None]


@pytest.fixture
def order(feeding: Feeding) -> Order:
    """Place an order of two lamps, and return it."""
    feeding.load(SHELF)
    lines = (OrderLine(partner="lumen", sku="LAMP", quantity=2),)
    request = OrderRequest(customer_ref="ann", lines=lines)
    return place_order(feeding.desk, request, owner="user:admin").order


def hold_values(pages: AppTest) -> None:
    """Have every widget send what it holds, as a browser does, also once it is gone."""
    for each in (*pages.text_input, *pages.text_area):
        each.set_value(each.value or "")
    for choice in (*pages.selectbox, *pages.radio):
        choice.set_value(choice.value)
    for number in pages.number_input:
        number.set_value(number.value)
    for box in pages.checkbox:
        box.set_value(box.value)
    for several in pages.multiselect:
        several.set_value(several.value)


def fill(pages: AppTest, label: str, value: str) -> None:
    next(box for box in pages.text_input if box.label == label).set_value(value).run()


def test_one_order_is_placed_and_shown(
    pages: AppTest, feeding: Feeding, press_thrice: Press
) -> None:
    feeding.load(SHELF)
    show(pages, "order.py")
    press(pages, "Add")
    fill(pages, "Customer", "Ann")

    press_thrice("Place order")

    (placed,) = list_orders(feeding.database, OrderFilter(), 10).items
    assert pages.query_params["order"] == placed.order_id
    assert f"Order {placed.order_number} is placed." in texts(pages)
    show(pages, "order.py")
    assert "The cart is empty." in texts(pages)


def test_one_refund_is_paid_and_told(pages: AppTest, order: Order, press_thrice: Press) -> None:
    show(pages, "order.py", order=order.order_id)
    press(pages, "Refund…")
    pages.number_input[0].set_value(1).run()

    press_thrice("Refund now")

    assert "is partly refunded. 49.50 USD of 99.00 USD is given back." in texts(pages)


def test_one_cancellation_is_told(pages: AppTest, order: Order, press_thrice: Press) -> None:
    show(pages, "order.py", order=order.order_id)
    press(pages, "Cancel the order…")

    press_thrice("Cancel now")

    assert "is cancelled. 99.00 USD of 99.00 USD is given back." in texts(pages)


def test_feed_is_approved_and_nobody_was_late(
    pages: AppTest, feeding: Feeding, press_thrice: Press
) -> None:
    held = feeding.load(SHELF, hold=True)
    show(pages, "feeds.py", feed=held.feed_id)

    press_thrice("Approve this feed")

    feeding.wait(held)
    assert get_feed(feeding.database, held.feed_id).status == "COMPLETED"
    assert texts(pages) == ""


def test_feed_is_replayed_once_and_the_new_one_is_shown(
    pages: AppTest, feeding: Feeding, press_thrice: Press
) -> None:
    feed = feeding.load(SHELF)
    show(pages, "feeds.py", feed=feed.feed_id)

    press_thrice("Replay this feed")

    new, old = list_feeds(feeding.database, FeedFilter()).items
    assert (new.replays_feed_id, old.feed_id) == (feed.feed_id, feed.feed_id)
    assert pages.query_params["feed"] == new.feed_id
    feeding.wait(new)


def test_feed_is_reverted_once(pages: AppTest, feeding: Feeding, press_thrice: Press) -> None:
    feed = feeding.load(SHELF)
    show(pages, "feeds.py", feed=feed.feed_id)
    press(pages, "Revert this feed…")

    press_thrice("Revert now")

    assert len(list_jobs(feeding.database, JobFilter(kind="REVERT")).items) == 1
    assert "wrong_state" not in texts(pages)
    feeding.wait(feed)


def test_one_partner_is_created_and_told(
    pages: AppTest, feeding: Feeding, press_thrice: Press
) -> None:
    assert feeding
    show(pages, "partners.py")
    next(box for box in pages.text_input if box.label == "Code").set_value("nord")

    press_thrice("Create partner")

    assert "Partner **nord** is there. Its feeds can come in now." in texts(pages)
    assert "partner/exists" not in texts(pages)


def test_one_key_is_made_and_its_secret_shown(pages: AppTest, press_thrice: Press) -> None:
    show(pages, "api_keys.py")
    fill(pages, "Name", "erp")
    next(each for each in pages.multiselect if each.label == "Scopes").set_value(
        ["feeds:read"]
    ).run()

    press_thrice("Create key")

    assert [key.name for key in list_keys(services().accounts).items] == ["erp"]
    assert find_key(services().accounts, pages.code[0].value)


def test_key_gets_one_new_secret_and_the_present_one_works_on(
    pages: AppTest, press_thrice: Press
) -> None:
    show(pages, "api_keys.py")
    fill(pages, "Name", "erp")
    next(each for each in pages.multiselect if each.label == "Scopes").set_value(
        ["feeds:read"]
    ).run()
    press(pages, "Create key")
    first = pages.code[0].value
    press(pages, "New secret…")

    press_thrice("Make the new secret")

    second = pages.code[0].value
    assert second != first
    assert all(find_key(services().accounts, secret) for secret in (first, second))


def test_one_schedule_is_made_and_told(
    pages: AppTest, feeding: Feeding, press_thrice: Press
) -> None:
    show(pages, "schedules.py", schedule="new")
    fill(pages, "Name", "nightly")
    fill(pages, "Address of the file", "https://shop.example.com/a.csv")

    press_thrice("Save schedule")

    (made,) = list_schedules(feeding.database).items
    assert pages.query_params["schedule"] == made.schedule_id
    assert texts(pages).startswith("The schedule is saved.")


def test_one_channel_is_added_and_told(pages: AppTest, press_thrice: Press) -> None:
    show(pages, "alerts.py")
    for label, value in (("Name", "ops"), ("URL", "json://127.0.0.1:1/")):
        next(box for box in pages.text_input if box.label == label).set_value(value)

    press_thrice("Add channel")

    assert said(pages).count("**ops**") == 1
    assert "Channel **ops** is saved." in texts(pages)


def test_one_view_and_one_query_are_kept(
    pages: AppTest, feeding: Feeding, press_thrice: Press
) -> None:
    feeding.load(SHELF)
    show(pages, "catalog.py")
    pages.text_input(key="view_name").set_value("All").run()
    press_thrice("Save")
    assert [view.name for view in Views(feeding.database, "catalog", "user:admin").all()] == ["All"]
    assert "view/exists" not in texts(pages)

    show(pages, "sql.py")
    pages.text_input(key="sql_name").set_value("Mine").run()
    press_thrice("Save")
    assert [query.name for query in list_saved(feeding.database, "user:admin")] == ["Mine"]
    assert "query/exists" not in texts(pages)


def test_one_question_is_asked(pages: AppTest, press_thrice: Press) -> None:
    show(pages, "sql.py")

    press_thrice("Run")

    assert "query/busy" not in texts(pages)
    assert pages.session_state[QUESTION].last is not None
