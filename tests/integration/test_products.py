"""Products on a real database: what a filter finds, and what a caller may see."""

from decimal import Decimal

import pytest

from catalog.database import Database
from catalog.partners import Partner, PartnerNotFound
from catalog.products import (
    ProductFilter,
    ProductNotFound,
    get_partner_product,
    get_product,
    search_products,
)
from tests.makers import NOON, make_partner, make_products


@pytest.fixture
def lumen(database: Database) -> Partner:
    partner = make_partner(database, "lumen")
    make_products(
        database,
        partner,
        {"sku": "LAMP-1", "product_name": "Desk Lamp", "brand": "Ikaria", "category": "Lamps"},
        {"sku": "lamp-2", "product_name": "Floor lamp 100%", "price": Decimal("80.5")},
        {"sku": "RUG_1", "product_name": "ÜBER Rug", "availability": "preorder"},
        {"sku": "SHELF", "product_name": "Shelf", "currency": "EUR", "is_active": False},
    )
    return partner


def skus(database: Database, **wanted: object) -> list[str]:
    page = search_products(database, ProductFilter.model_validate(wanted), 100)
    return [product.sku for product in page.items]


@pytest.mark.usefixtures("lumen")
@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, ["LAMP-1", "lamp-2", "RUG_1", "SHELF"]),
        ({"partner": "lumen", "active": True}, ["LAMP-1", "lamp-2", "RUG_1"]),
        ({"active": False}, ["SHELF"]),
        ({"sku": "LAMP-1"}, ["LAMP-1"]),
        ({"sku": "LAMP-2"}, []),
        ({"q": "lamp"}, ["LAMP-1", "lamp-2"]),
        ({"q": "IKARIA"}, ["LAMP-1"]),
        ({"q": "über"}, ["RUG_1"]),
        ({"q": "%"}, ["lamp-2"]),
        ({"q": "_"}, ["RUG_1"]),
        ({"q": "*"}, []),
        ({"q": "\0"}, []),
        ({"category": "Lamps", "brand": "Ikaria"}, ["LAMP-1"]),
        ({"availability": "preorder"}, ["RUG_1"]),
        ({"currency": "EUR"}, ["SHELF"]),
        ({"min_price": "80.5"}, ["lamp-2"]),
        ({"max_price": "15", "currency": "USD"}, ["LAMP-1", "RUG_1"]),
        ({"updated_since": "2026-03-01T13:00:03+01:00"}, ["RUG_1", "SHELF"]),
    ],
)
def test_filter_finds(database: Database, wanted: dict[str, object], found: list[str]) -> None:
    assert skus(database, **wanted) == found


def test_product_has_every_field_of_its_row(database: Database) -> None:
    partner = make_partner(database, "lumen")
    said = {"sku": "A", "sale_price": Decimal("9.99"), "gtin": "4006381333931", "mpn": "M-1"}
    (product_id,) = make_products(
        database, partner, {**said, "quantity": Decimal("2.5"), "attributes": {"Color": "red"}}
    )

    product = get_product(database, product_id)

    assert product.partner == "lumen"
    assert (product.price, product.sale_price) == (Decimal("15.00"), Decimal("9.99"))
    assert (product.gtin, product.mpn, product.brand) == ("4006381333931", "M-1", None)
    assert product.quantity == Decimal("2.5")
    assert product.attributes == {"Color": "red"}
    assert (product.updated_at - NOON).total_seconds() == product_id
    assert get_partner_product(database, "lumen", "A") == product


def test_product_of_another_partner_is_not_there(database: Database, lumen: Partner) -> None:
    other = make_partner(database, "other")
    (product_id,) = make_products(database, other, {"sku": "SECRET"})

    with pytest.raises(ProductNotFound):
        get_product(database, product_id, lumen.partner_id)
    with pytest.raises(PartnerNotFound):
        get_partner_product(database, "other", "SECRET", lumen.partner_id)
    with pytest.raises(PartnerNotFound):
        search_products(database, ProductFilter(partner="other"), 10, partner_id=lumen.partner_id)
    seen = search_products(database, ProductFilter(), 100, partner_id=lumen.partner_id).items
    assert {product.partner for product in seen} == {"lumen"}


@pytest.mark.usefixtures("lumen")
def test_unknown_product_is_named(database: Database) -> None:
    with pytest.raises(ProductNotFound, match="99"):
        get_product(database, 99)
    with pytest.raises(ProductNotFound, match="NOPE"):
        get_partner_product(database, "lumen", "NOPE")
    with pytest.raises(PartnerNotFound, match="nobody"):
        skus(database, partner="nobody")
