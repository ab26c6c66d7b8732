"""What the sales desk and managers do, once each, in a real browser: orders and revenue."""

import io

import pyarrow.parquet as pq
import pytest
from playwright.sync_api import ViewportSize, expect

from tests.e2e.visit import DESKTOP, PHONE, Visit
from tests.served import Served
from tests.used_shop import use_shop

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])


@pytest.fixture(scope="module")
def shop(served: Served) -> dict[str, str]:
    """Have the shop used; lend the addresses of what has pages of its own."""
    return use_shop(served)


@SIZES
@pytest.mark.usefixtures("shop")
def test_cart_is_changed_found_short_and_placed(visit: Visit, size: ViewportSize) -> None:
    visit.page.set_viewport_size(size)
    visit.open("/order")
    visit.fill("Name, SKU or brand", "nothing has this name")
    visit.sees("No active product holds that")
    find(visit, "LUM-0007")
    visit.press("Add")
    visit.sees("1 in the cart")
    find(visit, "LUM-0005")
    visit.press("Add")
    visit.sees_heading("Cart")
    visit.settle()
    look(visit, "cart_2_two_lines")
    quantities = visit.page.get_by_role("spinbutton")
    quantities.first.fill("99999")
    quantities.first.press("Tab")
    visit.settle()
    visit.fill("Customer", "Café Central")
    visit.press("Place order")
    visit.sees("Not ordered: 1 line cannot be met")
    visit.settle()
    look(visit, "cart_3_short")
    visit.press("Remove")
    visit.gone("99,999 asked for")
    visit.press("Empty the cart")
    visit.sees("The cart is empty.")
    find(visit, "LUM-0005")
    visit.press("Add")
    visit.sees("Place order")
    visit.fill("Customer", "Café Central")
    visit.settle()
    visit.page.get_by_role("button", name="Place order").dblclick()
    visit.sees("is placed")
    visit.settle()
    look(visit, "cart_4_placed")
    visit.press("New order")
    visit.sees("The cart is empty.")


@SIZES
@pytest.mark.usefixtures("shop")
def test_order_is_kept_refunded_in_full_and_found(visit: Visit, size: ViewportSize) -> None:
    visit.page.set_viewport_size(size)
    visit.open("/order?status=CONFIRMED&customer=Caf%C3%A9+Central")
    visit.page.get_by_role("link", name="FL-").first.click()
    visit.sees_heading("History")
    for way in ("Cancel the order…", "Refund…"):
        visit.press(way)
        visit.sees("Keep the order")
        visit.settle()
        visit.press("Keep the order")
        visit.gone("Keep the order")
    visit.press("Refund…")
    visit.sees("Choose how many units of which line.")
    visit.settle()
    look(visit, "refund_1_asked")
    visit.press("All that is left")
    visit.sees("the order is then refunded.")
    visit.settle()
    visit.page.get_by_role("button", name="Refund now").dblclick()
    visit.sees("is refunded.")
    visit.settle()
    look(visit, "refund_2_refunded")
    visit.press("← Placed orders")
    visit.sees("given back")
    visit.settle()


def look(visit: Visit, name: str) -> None:
    """Keep a picture, light at a desk and dark on a phone; nothing is wider than the screen."""
    if visit.page.viewport_size == PHONE:
        visit.page.emulate_media(color_scheme="dark")
    visit.picture(name)
    visit.page.emulate_media(color_scheme="light")
    assert visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def find(visit: Visit, sku: str) -> None:
    """Look for a product of the catalog by its SKU until it is the only one."""
    visit.fill("Name, SKU or brand", sku)
    visit.sees(f"lumen · {sku}")
    expect(visit.page.get_by_role("button", name="Add", exact=True)).to_have_count(1)
    visit.settle()


@pytest.mark.usefixtures("shop")
def test_revenue_is_opened_bar_by_bar_and_taken_along(visit: Visit) -> None:
    visit.open("/revenue?by=partner&period=90d")
    click_bar(visit, "Net by partner")
    visit.sees("Partner: lumen ✕")
    visit.open("/revenue?by=day&period=28d&currency=EUR")
    click_bar(visit, "Net by day")
    visit.sees("What explains this day")
    day = visit.page.url.split("from=")[1][:10]
    visit.press(f"{day} ✕")
    visit.gone("What explains this day")
    visit.page.get_by_text("Show the orders, line by line").click()
    visit.settle()
    assert "Ordered" in visit.cells("Lines of orders behind the revenue")
    table = pq.read_table(io.BytesIO(visit.download("Download as Parquet")))
    assert {"currency", "net"} <= set(table.column_names)
    visit.picture("action_revenue")


@pytest.mark.usefixtures("shop")
def test_revenue_is_narrowed_by_what_explains_it_and_by_choice(visit: Visit) -> None:
    visit.open("/revenue?period=28d&currency=EUR&explain=brand")
    visit.sees("What explains the change")
    click_bar(visit, "Change of net by brand")
    visit.sees("Brand: ")
    visit.settle()
    visit.page.locator("summary", has_text="The figures").click()
    assert b"brand,net," in visit.download("Download the change as CSV")
    visit.page.get_by_role("button", name="Brand: ").click()
    visit.gone("Only")
    visit.page.get_by_test_id("stButtonGroup").get_by_role("button").first.click()
    visit.waits_until(lambda: "beside=" in visit.page.url)
    visit.press("Filter")
    visit.pick("Partner", "lumen")
    visit.waits_until(lambda: "partner=lumen" in visit.page.url)
    visit.page.keyboard.press("Escape")
    visit.sees("Partner: lumen ✕")
    visit.open("/revenue?period=90d&currency=EUR&by=category")
    click_bar(visit, "Net by category")
    visit.press("All categories")
    visit.gone("All categories")
    visit.open("/revenue?period=custom&from=2026-01-01&to=2026-01-31")
    visit.press("2026-01-01 to 2026-01-31 ✕")
    visit.waits_until(lambda: "from=" not in visit.page.url)


def click_bar(visit: Visit, chart: str) -> None:
    """Click the tallest bar of the chart of that name."""
    visit.settle()
    drawn = visit.page.locator(f'[data-testid=stVegaLiteChart][aria-label="{chart}"]')
    drawn.scroll_into_view_if_needed()
    bars = drawn.locator(".mark-rect path").all()
    sizes = [bar.bounding_box() or {"width": 0, "height": 0} for bar in bars]
    largest = max(range(len(bars)), key=lambda at: sizes[at]["width"] * sizes[at]["height"])
    bars[largest].click()
    visit.settle()
