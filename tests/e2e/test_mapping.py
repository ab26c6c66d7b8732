"""A file with headers of another language is mapped where it is uploaded, and then it loads."""

from decimal import Decimal

from tests.e2e.visit import Visit
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
        visit.pick(label, option)
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
