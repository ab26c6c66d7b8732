"""Revenue narrowed down: levels of a category, filters, and keys that are gone."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from analytics.revenue import read_revenue
from analytics.revenue_query import RevenueQuery
from catalog.database import Database
from tests.shop import Shop, ask

SHELF: dict[str, dict[str, Any]] = {
    "LAMP": {"category": "Home > Light > Lamps", "brand": "Lux"},
    "BULB": {"category": "Home>Light", "brand": None},
    "RUG": {"category": "Home", "brand": "Oslo"},
    "TEE": {"category": "Default/Tops,Default/Sale", "brand": "Oslo"},
    "HOME": {"category": "Homes", "brand": "Oslo"},
    "CARD": {"category": None, "brand": None},
}


@pytest.fixture
def shop(database: Database) -> Shop:
    shop = Shop(database)
    for sku, fields in SHELF.items():
        shop.add(sku, **fields)
    shop.place(ask(LAMP=1, BULB=2, RUG=3, TEE=4, HOME=5, CARD=6))
    return shop


def nets(shop: Shop, **asked: object) -> dict[str, Decimal]:
    query = RevenueQuery.model_validate({"group_by": "category", **asked})
    return {row.key: row.net for row in read_revenue(shop.database, query)}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"level": 1}, {"Home": 60, "Homes": 50, "Default": 40, "": 60}),
        (
            {"level": 2},
            {"Home > Light": 30, "Home": 30, "Homes": 50, "Default > Tops": 40, "": 60},
        ),
        ({"level": 2, "category": "Home"}, {"Home > Light": 30, "Home": 30}),
        (
            {"level": 3, "category": "Home > Light"},
            {"Home > Light > Lamps": 10, "Home > Light": 20},
        ),
        ({"category": "Home>Light"}, {"Home > Light > Lamps": 10, "Home>Light": 20}),
        ({"category": ""}, {"": 60}),
        ({"group_by": "product", "category": "Default"}, {"lumen/TEE": 40}),
        ({"group_by": "product", "brand": ""}, {"lumen/CARD": 60, "lumen/BULB": 20}),
        ({"group_by": "brand", "brand": "Oslo"}, {"Oslo": 120}),
        ({"group_by": "currency", "product": "lumen/RUG"}, {"USD": 30}),
        ({"group_by": "currency", "country": "France"}, {}),
    ],
)
def test_what_is_asked_is_what_counts(
    shop: Shop, asked: Mapping[str, object], found: Mapping[str, int]
) -> None:
    assert nets(shop, **asked) == found


def test_key_that_is_gone_stays_where_it_is_asked_for(shop: Shop) -> None:
    shop.wait(days=1)
    shop.place(ask(RUG=1))
    today = {"from_day": date(2026, 11, 24), "to_day": date(2026, 11, 25), "level": 1}

    assert nets(shop, **today) == {"Home": 10}
    assert nets(shop, keeps_gone=True, **today) == {"Home": 10, "": 0, "Homes": 0, "Default": 0}


def test_level_of_anything_but_categories_is_refused() -> None:
    with pytest.raises(ValueError, match="group by category"):
        RevenueQuery(group_by="brand", level=1)
