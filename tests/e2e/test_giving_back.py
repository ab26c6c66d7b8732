"""Cancelling and refunding in a real browser, at a desk and on a phone."""

import pytest
from playwright.sync_api import ViewportSize

from tests.e2e.visit import DESKTOP, PHONE, Visit
from tests.served import Served

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
SHELF = "id,title,price,quantity\nLAMP,Floor lamp,49.50,20\nRUG,Wool rug,120.00,5\n"


@SIZES
def test_order_is_refunded_and_another_cancelled(
    visit: Visit, served: Served, size: ViewportSize
) -> None:
    partner = f"lumen{size['width']}"
    served.add_partner(partner, default_currency="EUR", default_availability="in_stock")
    served.wait_for_feed(served.deliver(partner, "spring.csv", SHELF.encode()))
    visit.page.set_viewport_size(size)

    refund(visit, served, place(served, partner, "first"))
    cancel(visit, served, place(served, partner, "second"))


def place(served: Served, partner: str, key: str) -> str:
    lines = [{"partner": partner, "sku": sku, "quantity": 2} for sku in ("LAMP", "RUG")]
    order = {"customer_ref": "Café Central", "lines": lines}
    with served.api() as api:
        placed = api.post(
            "/orders", json=order, headers={"Idempotency-Key": f"{partner}-{key}"}
        ).raise_for_status()
    return str(placed.json()["order_id"])


def refund(visit: Visit, served: Served, order_id: str) -> None:
    visit.open(f"/order?order={order_id}")
    visit.picture("giving_back_1_offered")
    visit.press("Refund…")
    box = visit.page.get_by_role("spinbutton", name="Line 1: Floor lamp")
    box.fill("1")
    box.press("Tab")
    visit.sees("49.50 EUR for 1 unit")
    visit.settle()
    visit.picture("giving_back_2_refund")
    fits(visit)
    visit.press("Refund now")
    visit.sees("is partly refunded")
    visit.settle()
    visit.picture("giving_back_3_refunded")
    fits(visit)
    assert "Refunded" in visit.cells("What happened to the order")
    assert status(served, order_id) == ("PARTIALLY_REFUNDED", "49.50")


def cancel(visit: Visit, served: Served, order_id: str) -> None:
    visit.open(f"/order?order={order_id}")
    visit.press("Cancel the order…")
    visit.sees("It gives back all of it")
    visit.settle()
    visit.picture("giving_back_4_cancel")
    fits(visit)
    visit.press("Cancel now")
    visit.sees("is cancelled.")
    visit.settle()
    visit.picture("giving_back_5_cancelled")
    assert status(served, order_id) == ("CANCELLED", "339.00")


def status(served: Served, order_id: str) -> tuple[str, str]:
    with served.api() as api:
        order = api.get(f"/orders/{order_id}").raise_for_status().json()
    return order["status"], order["refunded"]


def fits(visit: Visit) -> None:
    """Fail if the page is wider than the screen."""
    wide, screen = visit.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= screen
