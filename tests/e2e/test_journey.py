"""The main way, once, in a real browser over a real S3 store: feed, catalog, order, revenue."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.visit import Visit, sign_in, visiting
from tests.seaweed import Seaweed
from tests.served import Served, serving

FEED = """\
id,title,price,availability,quantity,brand,colour
T-1,Teapot Ada,24.90,in stock,5,Brewer,blue
T-2,Teapot Grace,19.50 EUR,out of stock,0,Brewer,red
T-3,Teapot Mary,abc,in stock,3,Brewer,green
T-4,,12.00,in stock,3,Brewer,white
T-5,Kettle Joan,49.00,in stock,,Brewer,steel
T-6,Kettle Edith,39.00,in stock,8,Brewer,steel
T-7,Kettle Hedy,44.00,preorder,,Brewer,copper
T-8,Cup Katherine,8.50,in stock,60,Brewer,white
T-9,Cup Dorothy,8.50,in stock,60,Brewer,blue
T-10,Cup Annie,9.00,in stock,60,Brewer,green
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, seaweed: Seaweed) -> Iterator[Served]:
    """Lend the application on the real S3 store."""
    settings = {**seaweed.environment, "FEEDLEDGER_STORE": seaweed.fresh_url()}
    with serving(tmp_path_factory.mktemp("served"), settings) as served:
        yield served


def test_feed_goes_in_and_its_product_is_sold(browser: Browser, served: Served) -> None:
    with visiting(browser, served) as visit:
        sign_in(visit)
        create_partner(visit)
        upload_feed(visit)
        order_product(visit)
        see_revenue(visit)


def create_partner(visit: Visit) -> None:
    visit.follow("Create the first partner")
    visit.fill("Code", "brewer")
    visit.fill("Name", "Brewer & Co")
    visit.choose("Default currency", "EUR")
    visit.press("Create partner")
    visit.sees("Its feeds can come in now")
    visit.picture("journey_1_partner")


def upload_feed(visit: Visit) -> None:
    visit.follow("Upload its first feed")
    visit.upload("teapots.csv", FEED.encode())
    visit.picture("journey_2_upload")
    visit.press("Deliver")
    visit.sees_heading("Ledger")
    visit.settle()
    sides = {side: visit.metric(side) for side in ("Inserted", "Updated", "Unchanged", "Skipped")}
    assert sides == {"Inserted": "8", "Updated": "0", "Unchanged": "0", "Skipped": "2"}
    assert visit.metric("Rows read") == "10"
    visit.sees("The price cannot be read as a number")
    visit.picture("journey_3_ledger")


def order_product(visit: Visit) -> None:
    visit.follow("brewer in the catalog")
    visit.fill("Search", "ada")
    expect_rows(visit, "T-1")
    visit.picture("journey_4_catalog")
    visit.tick_row(0)
    visit.sees_heading("Teapot Ada")
    visit.picture("journey_5_product")
    visit.press("Add to order")
    visit.sees_heading("Cart")
    visit.fill("Customer", "Café Central")
    visit.picture("journey_6_cart")
    visit.press("Place order")
    visit.sees("is placed")
    assert visit.metric("Total") == "24.90 EUR"
    visit.picture("journey_7_order")


def see_revenue(visit: Visit) -> None:
    visit.follow("Revenue")
    visit.sees("Net revenue")
    assert visit.metric("Net revenue (EUR)") == "24.90"
    assert visit.metric("Orders") == "1"
    with visit.page.expect_download() as saved:
        visit.press("Download as CSV")
    written = saved.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert written[0] == "day,currency,orders,units,gross,refunds,net,previous_net,change"
    assert [line.split(",")[1:7] for line in written[1:]] == [
        ["EUR", "1", "1", "24.9000", "0.0000", "24.9000"]
    ]
    visit.picture("journey_8_revenue")


def expect_rows(visit: Visit, *skus: str) -> None:
    table = visit.page.get_by_test_id("stDataFrame").locator("canvas tbody tr")
    expect(table).to_have_count(len(skus))
    assert set(skus) <= set(visit.cells())
