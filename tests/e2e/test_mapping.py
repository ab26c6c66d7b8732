"""
Partners in a real browser: how files are read is mapped where they come, and names are changed.

A file with headers of another language is mapped where it is uploaded, and then it loads.
"""

from decimal import Decimal

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.e2e.visit import DESKTOP, PHONE, Visit
from tests.served import Served

FEED = """\
IdProd;Artículo;Precio;Disponible;Unidades
007;Lámpara de pie;1.234,50;Sí;4
008;Jarrón azul;19,90;No;0
009;Alfombra;89;Sí;2
"""
MAPPING = {
    "SKU": "IdProd",
    "Product name": "Artículo",
    "Price": "Precio",
    "Availability": "Disponible",
    "Quantity": "Unidades",
    "Sí": "In stock",
}


def test_spanish_file_is_mapped_and_loads(visit: Visit, served: Served) -> None:
    served.add_partner("tienda", default_currency="EUR")
    visit.open("/upload")
    visit.upload("productos.csv", FEED.encode())
    visit.sees("This file cannot be loaded as it is.")

    for label, option in MAPPING.items():
        choose(visit, label, option)
    visit.sees("All is well: all 3 records can be loaded.")
    visit.sees("Your changes are not saved.")
    assert "1.234,50 → 1,234.50 EUR" in visit.cells("First records")
    visit.picture("mapping_1_preview")
    visit.press("Save as the partner's profile")
    visit.sees("Version 2 of the profile is saved")
    visit.settle()
    visit.press("Deliver")
    visit.sees_heading("Ledger")

    with served.api() as api:
        products = api.get("/products", params={"partner": "tienda", "sort": "sku"}).json()["items"]
    assert [(each["sku"], each["product_name"], each["availability"]) for each in products] == [
        ("007", "Lámpara de pie", "in_stock"),
        ("008", "Jarrón azul", "out_of_stock"),
        ("009", "Alfombra", "in_stock"),
    ]
    assert [Decimal(each["price"]) for each in products] == [
        Decimal("1234.50"),
        Decimal("19.90"),
        Decimal(89),
    ]
    visit.picture("mapping_2_loaded")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_partner_is_renamed_by_two_clicks_at_once(
    visit: Visit, served: Served, size: ViewportSize
) -> None:
    code, name = f"lumen{size['width']}", f"Lumen & Co {size['width']}"
    served.add_partner(code)
    visit.page.set_viewport_size(size)
    visit.open(f"/partners?partner={code}")
    visit.press("Rename…")
    visit.sees("stays: addresses, feeds, orders, keys and revenue name the partner by it")
    visit.fill("New name", name)

    visit.page.get_by_role("button", name="Save the name").dblclick()

    visit.sees_heading(name)
    visit.settle()
    expect(visit.page.get_by_text(f"Called {code.title()} until")).to_have_count(1)
    with served.api() as api:
        assert api.get(f"/partners/{code}").json()["name"] == name
    visit.picture("partner_renamed")


def choose(visit: Visit, label: str, option: str) -> None:
    """Choose an option of the select box that is called just so."""
    visit.settle()
    box = visit.page.get_by_role("combobox", name=label, exact=True)
    box.fill(option)
    box.press("ArrowDown")  # else the list may stay shut
    visit.page.get_by_role("option", name=option, exact=True).click()
    visit.settle()
