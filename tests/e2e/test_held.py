"""A held feed in a real browser, at a desk and on a phone: seen, approved, and another rejected."""

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.e2e.visit import DESKTOP, PHONE, Visit
from tests.served import Served

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
DIFF = "Products that the feed changes, field by field"
HEADER = "id,title,price,quantity,colour\n"
NAMES = ("Floor lamp", "Wool rug", "Blue vase", "Tea pot", "Sofa")


def shelf(factor: float, colour: str = "red", products: range = range(1, 41)) -> str:
    """Return a feed of these products in that colour, the odd ones at so many times their price."""
    return HEADER + "".join(
        f"{number:03},{NAMES[number % 5]} {number},{price(number, factor)},{number},{colour}\n"
        for number in products
    )


def price(number: int, factor: float) -> str:
    return f"{(10 + number) * (factor if number % 2 else 1):.2f}"


# decimals are lost in the prices; of one product even more than of the others
CENTS = shelf(100, "blue", range(1, 39)).replace(
    "017,Blue vase 17,2700.00", "017,Blue vase 17,270000.00"
)
HALVED = shelf(0.4, "blue")


@SIZES
def test_held_feed_is_seen_then_approved_and_another_rejected(
    visit: Visit, served: Served, size: ViewportSize
) -> None:
    partner = f"held{size['width']}"
    served.add_partner(partner, default_currency="EUR", default_availability="in_stock")
    served.wait_for_feed(served.deliver(partner, "spring.csv", shelf(1).encode()))
    visit.page.set_viewport_size(size)

    held = upload(visit, served, partner, "prices in cents.csv", CENTS + "NEW,Stool,5,2,\n")
    see_why_and_what(visit)
    approve(visit, served, held)
    second = upload(visit, served, partner, "prices halved.csv", HALVED)
    see_it_in_the_list(visit, second)
    reject(visit, served, second, partner)


def upload(visit: Visit, served: Served, partner: str, filename: str, body: str) -> str:
    """Upload a feed that a guard holds, and go on to its page."""
    visit.open("/upload")
    visit.choose("Partner", partner)
    visit.upload(filename, body.encode())
    visit.press("Deliver")
    visit.sees("Held until it is approved")
    visit.settle()
    visit.picture(f"held_1_uploaded_{filename.split('.', maxsplit=1)[0].replace(' ', '_')}")
    visit.follow("See what it would change, and decide")
    visit.sees_heading("What it would change")
    with served.api() as api:
        newest = api.get("/feeds", params={"partner": partner, "limit": 1}).json()["items"][0]
    assert (newest["status"], newest["filename"]) == ("HELD", filename)
    return str(newest["feed_id"])


def see_why_and_what(visit: Visit) -> None:
    visit.sees("the prices of too many products move by more than half. (19 of 38 products it")
    visit.sees("1 product new, 38 updated, 2 deactivated")
    visit.settle()
    cells = visit.cells(DIFF)
    assert cells[:4] == ["017", "price", "27.00", "270,000.00"]
    visit.picture("held_2_what_it_would_change")
    fits(visit)
    visit.press("Next →")
    visit.sees("Page 2")
    visit.settle()
    visit.picture("held_3_next_page")
    assert visit.cells(DIFF)[:4] != cells[:4]
    visit.press("← Back")
    visit.sees("Page 1")
    visit.settle()
    visit.waits_until(lambda: visit.cells(DIFF)[:4] == cells[:4])


def approve(visit: Visit, served: Served, feed_id: str) -> None:
    visit.press("Approve this feed")
    visit.sees_heading("What it changed")
    visit.settle()
    visit.picture("held_4_approved")
    fits(visit)
    visit.sees("approved by user admin")
    expect(visit.page.get_by_role("button", name="Approve this feed")).to_have_count(0)
    assert served.read_feed(feed_id)["status"] == "COMPLETED"
    assert visit.cells(DIFF)[:4] == ["017", "price", "27.00", "270,000.00"]


def see_it_in_the_list(visit: Visit, feed_id: str) -> None:
    visit.open("/feeds")
    visit.choose("Status", "Held for approval")
    expect(visit.page.get_by_text("Completed")).to_have_count(0)
    visit.sees("forecast:")
    visit.settle()
    visit.picture("held_5_list")
    fits(visit)
    visit.follow("prices halved.csv")
    visit.sees_heading("What it would change")
    visit.waits_until(lambda: feed_id in visit.page.url)


def reject(visit: Visit, served: Served, feed_id: str, partner: str) -> None:
    with served.api() as api:
        before = api.get("/products", params={"partner": partner}).json()
    visit.sees_heading("What it would change")
    visit.press("Reject this feed…")
    visit.sees("Reject it?")
    visit.settle()
    visit.picture("held_6_asked")
    fits(visit)
    visit.press("Reject now")
    visit.sees("rejected by user admin")
    visit.settle()
    visit.picture("held_7_rejected")
    fits(visit)
    expect(visit.page.get_by_role("heading", name="What it would change")).to_have_count(0)
    assert served.read_feed(feed_id)["status"] == "REJECTED"
    with served.api() as api:
        assert api.get("/products", params={"partner": partner}).json() == before


def fits(visit: Visit) -> None:
    """Fail if the page is wider than the screen."""
    wide, screen = visit.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= screen
