"""Orders in a real browser: the list by its filters, its copy as CSV, and one of them printed."""

import csv
import io
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from tests.e2e.visit import ARTEFACTS, DESKTOP, PHONE, Visit
from tests.served import Served
from tests.sources import ROOT

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
EVIL = '<script>document.title="owned"</script><b>Ann & Co'
SKUS = [f"LUM-{number:04}" for number in (5, 6, 7, 8, 9)]


@pytest.fixture(scope="module")
def orders(served: Served) -> list[dict[str, Any]]:
    """Place orders of two customers, the name of one of which is hostile, and return them."""
    served.add_partner("lumen")
    content = (ROOT / "data" / "samples" / "lumen_full.csv").read_bytes()
    served.wait_for_feed(served.deliver("lumen", "lumen_full.csv", content))
    placed = []
    with served.api() as api:
        for number in range(12):
            skus = SKUS if number == 1 else ["LUM-0007"]
            lines = [{"partner": "lumen", "sku": sku, "quantity": 1} for sku in skus]
            order = {"customer_ref": EVIL if number == 1 else "Café Central", "lines": lines}
            answer = api.post("/orders", json=order, headers={"Idempotency-Key": str(number)})
            assert answer.status_code == 201, answer.text
            placed.append(answer.json())
    return placed


@SIZES
def test_list_is_narrowed_and_shared_by_its_address(
    visit: Visit, orders: list[dict[str, Any]], size: ViewportSize
) -> None:
    visit.page.set_viewport_size(size)
    visit.open("/order")
    visit.turn_to("Placed orders")
    visit.sees(orders[-1]["order_number"])
    visit.picture("orders_list")
    visit.fill("Placed for", EVIL)
    visit.settle()

    visit.sees(orders[1]["order_number"])
    expect(visit.page.get_by_text("Page 1")).to_have_count(0)
    address = visit.page.url
    assert parse_qs(urlsplit(address).query) == {"customer": [EVIL]}
    visit.open(address.removeprefix(visit.served.url))
    visit.sees(orders[1]["order_number"])
    expect(visit.page.get_by_text(orders[-1]["order_number"])).to_have_count(0)
    top = visit.page.get_by_text(orders[1]["order_number"]).first.bounding_box()
    assert top is not None
    assert top["y"] < size["height"], "one would have to scroll to it"
    visit.picture("orders_narrowed")
    visit.open("/order?number=FL-999999")
    visit.sees("No order fits")
    visit.picture("orders_none")
    widths = visit.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1]


def test_list_is_had_as_csv(visit: Visit, orders: list[dict[str, Any]]) -> None:
    visit.open("/order?customer=Caf%C3%A9+Central")
    visit.sees(orders[-1]["order_number"])

    with visit.page.expect_download() as downloading:
        visit.page.get_by_role("link", name="Download as CSV").click()

    download = downloading.value
    assert download.suggested_filename == "orders.csv"
    text = download.path().read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    wanted = [order["order_number"] for order in reversed(orders) if order != orders[1]]
    assert [row["order_number"] for row in rows] == wanted


@SIZES
def test_lines_show_what_how_many_and_for_how_much_first(
    visit: Visit, orders: list[dict[str, Any]], size: ViewportSize
) -> None:
    visit.page.set_viewport_size(size)
    visit.open(f"/order?order={orders[1]['order_id']}")
    lines = visit.page.get_by_test_id("stDataFrame").first
    lines.scroll_into_view_if_needed()
    visit.picture("order_lines")

    visit.cells()
    # only columns that are in sight are told, and the last of them may be cut
    shown = lines.locator("canvas th").all_inner_texts()

    assert shown[:3] == ["Name", "Quantity", "Total"]
    assert len(shown) > 3


@SIZES
def test_order_is_printed_as_it_is(
    visit: Visit, orders: list[dict[str, Any]], size: ViewportSize
) -> None:
    visit.page.set_viewport_size(size)
    order = orders[1]
    visit.open(f"/order?order={order['order_id']}")
    visit.sees(order["order_number"])
    visit.picture("one_order_with_print")
    with visit.page.context.expect_page() as opening:
        visit.page.get_by_role("link", name="Print").click()

    page = opening.value
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text))
    page.reload()
    page.set_viewport_size(size)
    expect(page.get_by_role("heading", name=f"Order {order['order_number']}")).to_be_visible()
    expect(page.get_by_text(EVIL, exact=True)).to_be_visible()
    assert page.title() == f"Order {order['order_number']} · Feedledger"
    expect(page.get_by_role("row")).to_have_count(1 + len(SKUS) + 3)
    widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1]
    page.screenshot(path=ARTEFACTS / f"printed_order_{size['width']}.png", full_page=True)
    (ARTEFACTS / "printed_order.pdf").write_bytes(page.pdf(prefer_css_page_size=True))
    assert complaints == []
    page.close()


def test_copy_asks_a_stranger_to_sign_in(
    browser: Browser, served: Served, orders: list[dict[str, Any]]
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{served.url}/copies/orders/{orders[0]['order_id']}")

        expect(page.get_by_label("Password")).to_be_visible()
        assert orders[0]["order_number"] not in page.content()
