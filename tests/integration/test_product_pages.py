"""One product's orders, issues and stock account: each linked, paged, and adding up."""

from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from catalog.paging import MalformedCursor, encode_cursor
from ingestion.product_issues import list_product_issues
from orders.desk import place_order
from orders.product_orders import ProductOrder, list_product_orders
from orders.refunds import cancel_order
from orders.stock_account import read_stock_account
from pages.services import services
from tests.feeding import Feeding
from tests.makers import make_imported
from tests.shop import ask
from tests.shown import show

SHELF = "id,title,price,quantity,gtin\nLAMP,Lamp,9.50,20,123\nRUG,Rug,7,,\nLAMP,Lamp,9,20,123\n"


@pytest.fixture
def lamp(feeding: Feeding) -> int:
    """Have two feeds come in, whose record of LAMP has findings, and orders of it and of RUG."""
    feeding.load(SHELF)
    feeding.load("id,price\nLAMP,abc\n", mode="delta")
    for units in (1, 2, 3):
        place_order(feeding.desk, ask(LAMP=units, RUG=1), owner="ann")
    placed = place_order(feeding.desk, ask(LAMP=4), owner="ann").order
    cancel_order(feeding.desk, placed.order_id, owner="ann", actor="user:ann", idempotency_key="k")
    make_imported(feeding.database, "P-1")
    return int(feeding.product("LAMP")["product_id"])


def test_every_line_of_the_product_is_listed_once_the_newest_first(
    feeding: Feeding, lamp: int
) -> None:
    found: list[ProductOrder] = []
    cursor = None
    while True:
        page = list_product_orders(feeding.database, lamp, 3, cursor)
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            break

    assert [(order.quantity, order.status) for order in found] == [
        (4, "CANCELLED"),
        *((units, "CONFIRMED") for units in (3, 2, 1)),
    ]
    assert list_product_orders(feeding.database, 0, 3).items == ()
    with pytest.raises(MalformedCursor):
        list_product_orders(feeding.database, lamp, 3, encode_cursor(["x", "y", 1]))


def test_findings_of_every_feed_are_listed_the_latest_feed_first(
    feeding: Feeding, lamp: int
) -> None:
    assert lamp
    codes: list[str] = []
    cursor = None
    while True:
        page = list_product_issues(feeding.database, "lumen", "LAMP", 1, cursor)
        codes += [issue.found.code for issue in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break

    assert codes == [
        "price/invalid",
        *("gtin/invalid", "sku/duplicate_in_feed", "gtin/invalid"),
    ]
    assert list_product_issues(feeding.database, "other", "LAMP", 9).items == ()


def test_stock_account_adds_up_to_what_can_be_ordered(feeding: Feeding, lamp: int) -> None:
    account = read_stock_account(feeding.database, lamp)

    assert account is not None
    assert (account.counted, account.taken, account.left) == (20, 6, 14)
    assert account.feed_id == str(feeding.product("LAMP")["first_feed_id"])
    rug = int(feeding.product("RUG")["product_id"])
    assert read_stock_account(feeding.database, rug) is None


def test_page_leads_to_each_feed_and_order(pages: AppTest, feeding: Feeding, lamp: int) -> None:
    show(pages, "catalog.py", product=str(lamp))

    history, issues, orders = (table.value for table in pages.dataframe)
    assert pages.metric[1].value == "14"
    assert list(history["What"]) == ["Inserted"]
    assert "price/invalid" in issues["Code"][0]
    assert list(orders["Amount"]) == ["36.00", "27.00", "18.00", "9.00"]
    for address in (*history["Feed"], *issues["Feed"], *orders["Order"]):
        ((name, (named,)),) = parse_qs(urlsplit(address).query).items()
        assert name in {"feed", "order"}
        show(pages, "feeds.py" if name == "feed" else "order.py", **{name: named})
        assert not pages.error
    assert services().database is feeding.database
