"""Bad input in the browser: a sentence with its code, and nothing written."""

import pytest
from playwright.sync_api import expect

from tests.e2e.visit import Visit
from tests.served import Served

SHELF = b"""\
id,title,price,currency,availability,quantity
SHORT,Rare vase,80.00,USD,in stock,2
GONE,Old lamp,20.00,USD,out of stock,0
EURO,Brotkasten,30.00,EUR,in stock,9
"""


@pytest.fixture(scope="module")
def shelf(served: Served) -> str:
    """Lend a partner with a rare product, one that is gone, and one in another currency."""
    served.add_partner("shelf")
    served.wait_for_feed(served.deliver("shelf", "shelf.csv", SHELF))
    return "shelf"


def feeds_of(visit: Visit, partner: str) -> int:
    with visit.served.api() as api:
        return len(api.get("/feeds", params={"partner": partner}).json()["items"])


def orders(visit: Visit) -> int:
    with visit.served.api() as api:
        return len(api.get("/orders").json()["items"])


def products_of(visit: Visit, partner: str) -> int:
    with visit.served.api() as api:
        return len(api.get("/products", params={"partner": partner}).json()["items"])


def put_in_cart(visit: Visit, *skus: str) -> None:
    visit.open("/order")
    for sku in skus:
        visit.fill("Name, SKU or brand", sku)
        visit.sees(f"shelf · {sku}")
        expect(visit.page.get_by_role("button", name="Add", exact=True)).to_have_count(1)
        visit.press("Add")
        visit.settle()
    visit.fill("Customer", "Café Central")


@pytest.mark.usefixtures("shelf")
def test_empty_file_is_refused_and_not_stored(visit: Visit) -> None:
    before = feeds_of(visit, "shelf")
    visit.open("/upload?feed=0")
    visit.press("Upload a feed")
    visit.upload("empty.csv", b"")
    visit.press("Deliver")

    visit.sees("The file is empty")
    visit.sees("Nothing was stored")
    visit.sees("file/empty")
    visit.picture("bad_empty_file")
    assert feeds_of(visit, "shelf") == before


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    ("content", "code", "sentence"),
    [
        (b"title,price\nLamp,10.00\n", "header/missing_required", "No column gives sku"),
        (b"id,price\n1,10.00\n", "header/missing_required", "product_name"),
        (b"id,title,price,currency,availability\n", "file/no_records", "no records"),
    ],
    ids=["no sku", "no name", "no record"],
)
def test_file_that_cannot_be_read_says_why_and_changes_nothing(
    visit: Visit, content: bytes, code: str, sentence: str
) -> None:
    before = products_of(visit, "shelf")
    visit.open("/upload")
    visit.upload("wrong.csv", content)
    visit.press("Deliver")

    visit.sees(sentence)
    visit.sees(code)
    visit.sees("No product was changed")
    visit.picture(f"bad_{code.replace('/', '_')}")
    assert products_of(visit, "shelf") == before
    visit.press("Upload another feed")
    visit.sees("Mode")


@pytest.mark.usefixtures("shelf")
def test_short_line_is_marked_and_nothing_is_ordered(visit: Visit) -> None:
    before = orders(visit)
    put_in_cart(visit, "SHORT", "GONE")
    quantity = visit.page.get_by_role("spinbutton", name="Rare vase")
    quantity.fill("3")
    quantity.press("Enter")
    visit.sees("240.00 USD")
    visit.press("Place order")

    visit.sees("Not ordered: 2 lines cannot be met")
    visit.sees("3 asked for, 2 left")
    visit.sees("product/not_available")
    visit.picture("bad_short_lines")
    assert orders(visit) == before

    visit.settle()
    visit.page.get_by_role("button", name="Remove").nth(1).click()
    visit.waits_until(lambda: not visit.page.get_by_role("spinbutton", name="Old lamp").count())
    visit.settle()
    quantity.fill("2")
    quantity.press("Enter")
    visit.sees("Total: 160.00 USD")
    visit.settle()
    visit.press("Place order")
    visit.sees("is placed")
    assert orders(visit) == before + 1


@pytest.mark.usefixtures("shelf")
def test_two_currencies_are_refused_together(visit: Visit) -> None:
    before = orders(visit)
    put_in_cart(visit, "EURO", "GONE")
    visit.sees("An order has one currency")
    visit.page.get_by_role("button", name="Remove").nth(1).click()
    expect(visit.page.get_by_text("An order has one currency")).to_be_hidden()
    visit.settle()
    visit.press("Place order")

    visit.sees("is placed")
    assert orders(visit) == before + 1


@pytest.mark.usefixtures("shelf")
def test_order_without_a_customer_says_what_is_missing(visit: Visit) -> None:
    before = orders(visit)
    put_in_cart(visit, "EURO")
    visit.fill("Customer", "")
    visit.press("Place order")

    visit.sees("An order names its customer")
    assert orders(visit) == before


@pytest.mark.usefixtures("shelf")
def test_two_clicks_place_one_order(visit: Visit) -> None:
    before = orders(visit)
    put_in_cart(visit, "EURO")
    visit.page.get_by_role("button", name="Place order").dblclick()

    visit.waits_until(lambda: orders(visit) > before)
    visit.settle()
    assert orders(visit) == before + 1


@pytest.mark.usefixtures("shelf")
def test_two_clicks_deliver_one_feed(visit: Visit) -> None:
    before = feeds_of(visit, "shelf")
    visit.open("/upload")
    visit.upload("twice.csv", SHELF)
    visit.page.get_by_role("button", name="Deliver").dblclick()

    visit.sees_heading("Ledger")
    assert visit.metric("Unchanged") == "3"
    assert feeds_of(visit, "shelf") == before + 1


@pytest.mark.usefixtures("shelf")
def test_code_of_a_partner_that_is_there_is_refused(visit: Visit) -> None:
    visit.open("/partners")
    visit.fill("Code", "shelf")
    visit.press("Create partner")

    visit.sees("is there already")
    visit.sees("partner/exists")


def test_code_with_a_blank_is_refused(visit: Visit) -> None:
    visit.open("/partners")
    visit.fill("Code", "two words")
    visit.press("Create partner")

    visit.sees("The code has 1 to 64 letters")


def test_number_of_no_order_says_so(visit: Visit) -> None:
    visit.open("/order")
    visit.turn_to("Placed orders")
    visit.fill("Order number or id", "FL-999999")

    visit.sees("No order fits")
