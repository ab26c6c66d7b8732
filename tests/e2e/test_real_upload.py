"""A real feed through the upload page: 22,074 records, pipes, a seventh of them without a price."""

from pathlib import Path

from tests.e2e.test_journey import expect_rows
from tests.e2e.visit import Visit
from tests.served import Served


def test_real_feed_balances_and_can_be_ordered(
    visit: Visit, served: Served, realdata: Path
) -> None:
    served.add_partner("amazon", default_currency="USD", default_availability="in_stock")
    content = (realdata / "feeds" / "amazon_electronics.csv").read_bytes()

    visit.open("/upload")
    visit.upload("amazon_electronics.csv", content)
    visit.press("Deliver")
    visit.sees("You can leave this page")
    visit.sees_heading("Ledger")
    visit.settle()
    visit.picture("real_feed")

    read, *sides = (
        int(visit.metric(label).replace(",", ""))
        for label in ("Rows read", "Inserted", "Updated", "Unchanged", "Skipped")
    )
    assert read == 22_074 == sum(sides)
    visit.sees("price/missing")

    visit.follow("amazon in the catalog")
    visit.fill("Search", "Kensington K72349US")
    expect_rows(visit, "4")
    visit.tick_row(0)
    visit.sees_heading("Kensington K72349US Wireless Mouse for Netbooks")
    visit.press("Add to order")
    visit.sees_heading("Cart")
    visit.fill("Customer", "Café Central")
    visit.press("Place order")
    visit.sees("is placed")
    assert visit.metric("Total") == "24.00 USD"
