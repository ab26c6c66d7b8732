"""What products are called: as the catalog has it now, else as they were sold."""

from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from analytics.product_names import read_product_names
from analytics.rollup import Rollup
from catalog.database import Database
from tests.shop import Shop, ask, ask_of

PRODUCTS = ("lumen/LAMP", "lumen/RUG", "oslo/LAMP", "lumen/GONE", "lumen/NEVER", "nobody/LAMP")
# as imported lines are that no product was found for, and those of a product that is no more
UNKNOWN = "update order_item set is_imported = true, product_id = null where sku = 'RUG'"
REMOVED = "delete from product where sku = 'GONE'"
RENAMED = "update product set product_name = $name where product_id = $product_id"
NAMES = [
    ("lumen", "LAMP", "Lamp"),
    ("lumen", "RUG", "Rug"),
    ("lumen", "GONE", "Vase"),
    ("oslo", "LAMP", "Rug"),
]


@pytest.fixture
def shop(database: Database) -> Shop:
    shop = Shop(database)
    for partner, sku, name in NAMES:
        shop.add(sku, partner, quantity=50)
        call(shop, partner, sku, name)
    shop.place(ask(LAMP=1, RUG=1, GONE=1))
    shop.place(ask_of("oslo", {"LAMP": 1}))
    return shop


def call(shop: Shop, partner: str, sku: str, name: str) -> None:
    with shop.database.transaction() as cursor:
        cursor.execute(RENAMED, {"name": name, "product_id": shop.ids[partner, sku]})


def have(shop: Shop, statements: Sequence[str]) -> None:
    with shop.database.transaction() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.mark.parametrize("is_past", [False, True], ids=["today", "in past lines"])
def test_name_is_the_catalogs_else_as_it_was_sold(shop: Shop, *, is_past: bool) -> None:
    have(shop, [UNKNOWN, REMOVED])
    if is_past:
        later = shop.now + timedelta(days=40)
        Rollup(shop.database, ZoneInfo("UTC"), lambda: later).refresh()
        assert len(shop.database.rows("from revenue_item")) == 4
    call(shop, "lumen", "LAMP", "Tall lamp")

    assert read_product_names(shop.database, PRODUCTS) == {
        "lumen/LAMP": "Tall lamp",
        "lumen/RUG": "Rug (lumen/RUG)",
        "oslo/LAMP": "Rug (oslo/LAMP)",
        "lumen/GONE": "Vase",
    }


def test_id_of_another_product_gives_no_name(shop: Shop) -> None:
    Rollup(shop.database, ZoneInfo("UTC"), lambda: shop.now + timedelta(days=40)).refresh()
    moved = "update revenue_item set product_id = (select max(product_id) from product)"
    have(shop, [moved])
    assert read_product_names(shop.database, PRODUCTS[:1]) == {"lumen/LAMP": "Lamp"}


def test_nothing_asked_is_nothing_read(database: Database) -> None:
    assert read_product_names(database, []) == {}
    assert read_product_names(database, ["no key", ""]) == {}
