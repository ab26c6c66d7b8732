"""Charts in a real browser: a click on a bar narrows revenue, one on a point opens its feed."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, ViewportSize, expect

from tests.e2e.visit import DESKTOP, PHONE, Visit
from tests.served import Served

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
FEED = b"""\
id,title,price,availability,quantity,brand,product_type
LAMP,Lamp,10.00,in stock,90,Lux,Home > Light
DESK,Desk lamp,5.00,in stock,90,Oslo,Home > Light
RUG,Rug,70.00,in stock,90,Oslo,Home > Floor
"""
SIDE_BY_SIDE = "/revenue?beside=Brand&beside=Category&beside=Product&category=Home+%3E+Light"


@pytest.fixture(scope="module")
def sold(served: Served) -> Served:
    """Lend the application once a lamp, a desk lamp and a rug were sold."""
    served.add_partner("lumen", default_currency="EUR")
    served.wait_for_feed(served.deliver("lumen", "shelf.csv", FEED))
    with served.api() as api:
        for sku in ("LAMP", "DESK", "RUG"):
            lines = [{"partner": "lumen", "sku": sku, "quantity": 1}]
            order = {"customer_ref": "Café Central", "lines": lines}
            api.post("/orders", json=order, headers={"Idempotency-Key": sku}).raise_for_status()
    return served


def bar(visit: Visit, key: str) -> Locator:
    """Return the bar of that key, in whichever chart it is."""
    return visit.page.locator(f"path[aria-roledescription=bar][aria-label*='Key: {key};']").first


def sees_net(visit: Visit, amount: str) -> None:
    """Wait until the page is of that much net revenue."""
    tile = visit.page.get_by_test_id("stMetric").filter(has_text="Net revenue (EUR)")
    expect(tile.get_by_test_id("stMetricValue")).to_have_text(amount)
    visit.settle()


def asked(visit: Visit) -> dict[str, list[str]]:
    return parse_qs(urlsplit(visit.page.url).query)


@pytest.mark.usefixtures("sold")
@SIZES
def test_click_on_a_bar_narrows_the_others_and_another_takes_it_back(
    visit: Visit, size: ViewportSize
) -> None:
    visit.page.set_viewport_size(size)
    visit.open(SIDE_BY_SIDE)
    sees_net(visit, "15.00")
    expect(bar(visit, "Rug")).to_have_count(0)

    bar(visit, "Lux").click()
    sees_net(visit, "10.00")

    expect(bar(visit, "Oslo")).to_be_visible()
    expect(bar(visit, "Desk lamp")).to_have_count(0)
    assert asked(visit)["brand"] == ["Lux"]
    assert asked(visit)["beside"] == ["Brand", "Category", "Product"]
    visit.picture("revenue_side_by_side")

    bar(visit, "Lux").click()
    sees_net(visit, "15.00")
    bar(visit, "Floor").click()
    sees_net(visit, "70.00")
    bar(visit, "Floor").click()
    sees_net(visit, "85.00")

    assert "brand" not in asked(visit)
    assert asked(visit)["category"] == ["Home"]

    visit.open(SIDE_BY_SIDE)
    visit.press("/ Home")
    sees_net(visit, "85.00")


@pytest.mark.usefixtures("sold")
@SIZES
def test_click_on_a_day_leads_to_what_was_sold_on_it(visit: Visit, size: ViewportSize) -> None:
    visit.page.set_viewport_size(size)
    visit.open("/revenue?compare=Nothing")
    today = datetime.now(UTC).date().isoformat()

    bar(visit, today).click()

    expect(bar(visit, "Rug")).to_be_visible()
    visit.settle()
    expected = {"period": ["From … to …"], "from": [today], "to": [today], "by": ["Product"]}
    assert expected.items() <= asked(visit).items()
    bar(visit, "Rug").click()
    sees_net(visit, "70.00")
    assert asked(visit)["product"] == ["lumen/RUG"]


@pytest.mark.usefixtures("sold")
def test_click_on_what_explains_the_change_narrows_the_page(visit: Visit) -> None:
    visit.open("/revenue?explain=Brand")
    sees_net(visit, "85.00")

    bar(visit, "Lux").click()

    sees_net(visit, "10.00")
    assert asked(visit)["brand"] == ["Lux"]


@pytest.mark.usefixtures("sold")
@SIZES
def test_click_on_a_point_of_quality_opens_its_feed(visit: Visit, size: ViewportSize) -> None:
    visit.page.set_viewport_size(size)
    visit.open("/feeds?view=Quality")

    visit.page.locator("path[aria-roledescription=point]").first.click()

    visit.sees_heading("shelf.csv")
    assert list(asked(visit)) == ["feed"]
