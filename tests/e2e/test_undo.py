"""Undo and replay in a real browser, at a desk and on a phone."""

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.e2e.visit import DESKTOP, PHONE, Visit
from tests.served import Served

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
FIRST = "id,title,price,quantity\nLAMP,Floor lamp,49.50,20\nRUG,Wool rug,120.00,5\n"
WRONG = (
    "id,title,price,quantity\nLAMP,Floor lamp,4950,20\nVASE,Blue vase,19.00,5\n"
    "SOFA,Sofa,990.00,1\nPOT,Tea pot,24.00,3\n"
)
LATER = "id,price\nSOFA,980.00\n"


@SIZES
def test_feed_is_undone_and_played_again(visit: Visit, served: Served, size: ViewportSize) -> None:
    partner = f"lumen{size['width']}"
    served.add_partner(partner, default_currency="EUR", default_availability="in_stock")
    served.wait_for_feed(served.deliver(partner, "spring.csv", FIRST.encode()))
    wrong = hold_through(served, partner)
    visit.page.set_viewport_size(size)
    visit.open(f"/feeds?feed={wrong}")

    see_what_it_would_do(visit)
    revert(visit, served, wrong)
    see_the_price_going_back(visit, served, partner)
    replay(visit, served, wrong)


def hold_through(served: Served, partner: str) -> str:
    """Load the wrong feed, past the guards; then a later one, and an order for what it brought."""
    wrong = served.deliver(partner, "prices in cents.csv", WRONG.encode())
    with served.api() as api:
        if served.wait_for_feed(wrong, "HELD", "COMPLETED")["status"] == "HELD":
            api.post(f"/feeds/{wrong}/approve").raise_for_status()
        served.wait_for_feed(wrong, "COMPLETED")
        later = served.deliver(partner, "sofa.csv", LATER.encode(), "delta")
        served.wait_for_feed(later, "COMPLETED")
        line = {"partner": partner, "sku": "VASE", "quantity": 2}
        order = {"customer_ref": "Café Central", "lines": [line]}
        key = {"Idempotency-Key": partner}
        api.post("/orders", json=order, headers=key).raise_for_status()
    return wrong


def see_what_it_would_do(visit: Visit) -> None:
    visit.sees_heading("Undo")
    visit.picture("undo_1_offered")
    visit.press("Revert this feed…")
    visit.sees("Put back as before the feed")
    visit.settle()
    assert {"SOFA", "VASE"} <= set(visit.cells("Products that would not be as before the feed"))
    visit.picture("undo_2_preview")
    fits(visit)


def revert(visit: Visit, served: Served, wrong: str) -> None:
    visit.press("Revert now")
    visit.sees("This feed was reverted")
    visit.settle()
    visit.picture("undo_3_reverted")
    fits(visit)
    expect(visit.page.get_by_role("button", name="Revert this feed…")).to_have_count(0)
    done = served.read_feed(wrong)["reverted"]
    assert (done["restored"], done["removed"]) == (2, 1)
    assert (done["kept_for_orders"], done["changed_since"]) == (1, 1)


def see_the_price_going_back(visit: Visit, served: Served, partner: str) -> None:
    with served.api() as api:
        lamp = api.get(f"/partners/{partner}/products/LAMP").json()
    assert lamp["price"] == "49.50"
    visit.open(f"/catalog?product={lamp['product_id']}")
    visit.sees_heading("History")
    visit.settle()
    visit.picture("undo_4_history")
    fits(visit)
    assert "Reverted" in visit.cells("What feeds did to this product")


def replay(visit: Visit, served: Served, wrong: str) -> None:
    visit.open(f"/feeds?feed={wrong}")
    visit.page.get_by_text("Hold it until it is approved").click()
    visit.settle()
    visit.press("Replay this feed")
    visit.sees("Held until it is approved")
    visit.settle()
    visit.picture("undo_5_replayed")
    fits(visit)
    visit.follow("The feed that it replays")
    visit.sees("This feed was reverted")
    with served.api() as api:
        newest = api.get("/feeds?limit=1").json()["items"][0]
    assert (newest["replay_of"], newest["status"]) == (wrong, "HELD")


def fits(visit: Visit) -> None:
    """Fail if the page is wider than the screen."""
    wide, screen = visit.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= screen
