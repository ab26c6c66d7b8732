"""Every page, at a desk and on a phone: it stands, says nothing on the console, and asks nobody."""

import httpx
import pytest
from playwright.sync_api import Browser, ViewportSize

from tests.e2e.visit import DESKTOP, PHONE, Visit, sign_in, visiting
from tests.served import PASSWORD, Served
from tests.sources import ROOT

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
# each page with something that it shows
PAGES = {
    "/": "Newest feeds",
    "/upload": "Mode",
    "/feeds": "lumen_full.csv",
    "/inbox": "The inbox is empty",
    "/schedules": "New schedule",
    "/partners": "New partner",
    "/jobs": "took",
    "/alerts": "New channel",
    "/catalog": "Tick a row",
    "/order": "Placed orders",
    "/revenue": "Net revenue",
}


@pytest.fixture(scope="module")
def stocked(served: Served) -> Served:
    """Lend the application with a sample feed loaded and an order placed."""
    served.add_partner("lumen")
    content = (ROOT / "data" / "samples" / "lumen_full.csv").read_bytes()
    served.wait_for_feed(served.deliver("lumen", "lumen_full.csv", content))
    line = {"partner": "lumen", "sku": "LUM-0007", "quantity": 2}
    with served.api() as api:
        order = {"customer_ref": "Café Central", "lines": [line]}
        api.post("/orders", json=order, headers={"Idempotency-Key": "1"}).raise_for_status()
    return served


@SIZES
@pytest.mark.parametrize("address", PAGES)
@pytest.mark.usefixtures("stocked")
def test_page_stands(visit: Visit, address: str, size: ViewportSize) -> None:
    visit.page.set_viewport_size(size)
    visit.open(address)

    visit.sees(PAGES[address])
    visit.picture(f"page_{address.strip('/') or 'home'}")
    widths = visit.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1]


@SIZES
def test_feed_product_and_order_stand(visit: Visit, stocked: Served, size: ViewportSize) -> None:
    with stocked.api() as api:
        feed_id = api.get("/feeds").json()["items"][0]["feed_id"]
        product_id = api.get("/products", params={"sku": "LUM-0007"}).json()["items"][0][
            "product_id"
        ]
        order_id = api.get("/orders").json()["items"][0]["order_id"]

    visit.page.set_viewport_size(size)
    visit.open(f"/feeds?feed={feed_id}")
    visit.sees_heading("Row report")
    visit.picture("one_feed")
    visit.open(f"/catalog?product={product_id}")
    visit.sees_heading("History")
    visit.picture("one_product")
    visit.open(f"/order?order={order_id}")
    visit.sees("Café Central")
    visit.picture("one_order")


@pytest.mark.parametrize("address", ["/feeds?feed=x", "/catalog?product=x", "/order?order=x"])
def test_address_of_nothing_says_so(visit: Visit, address: str) -> None:
    visit.open(address)

    visit.sees("/not_found")


@pytest.mark.parametrize("address", [*PAGES, "/_stcore/host-config", "/_stcore/metrics"])
def test_without_a_session_nothing_but_the_form_comes_out(stocked: Served, address: str) -> None:
    answer = httpx.get(stocked.url + address, headers={"accept": "text/html"})

    assert "lumen" not in answer.text.lower()
    assert "Sign in" in answer.text or answer.status_code == httpx.codes.UNAUTHORIZED


def test_form_asks_again_after_a_wrong_password(browser: Browser, stocked: Served) -> None:
    with visiting(browser, stocked) as visit:
        visit.page.goto(stocked.url + "/revenue")
        visit.page.get_by_label("User").fill("admin")
        visit.page.get_by_label("Password").fill("guess")
        visit.page.keyboard.press("Enter")
        visit.sees("User or password is wrong")
        visit.page.get_by_label("Password").fill(PASSWORD)
        visit.page.keyboard.press("Enter")

        visit.sees_heading("Revenue")


def test_signing_out_ends_the_session(browser: Browser, stocked: Served) -> None:
    with visiting(browser, stocked) as visit:
        sign_in(visit)
        visit.page.get_by_role("link", name="Sign out").click()
        visit.press("Sign out")
        visit.sees("You are signed out")

        visit.page.goto(stocked.url + "/revenue")
        visit.sees_heading("Sign in")
