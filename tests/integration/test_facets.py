"""Facets count what the list shows, and say so where they do not count all of it."""

from collections import Counter
from decimal import Decimal

import pytest

from catalog.database import Database
from catalog.facets import Facets, count_facets
from catalog.partners import PartnerNotFound
from catalog.products import ProductFilter, search_products
from tests.makers import make_partner, make_products

FILTERS: tuple[dict[str, object], ...] = (
    {},
    {"active": True},
    {"q": "lamp"},
    {"brand": "Ikaria", "partner": "nord"},
    {"q": "no"},
)


@pytest.fixture
def shelf(database: Database) -> Database:
    for code in ("lumen", "nord"):
        partner = make_partner(database, code)
        products = [
            {
                "product_name": ("Lamp", "Rug")[number % 2],
                "brand": (None, "Ikaria", "Nomad")[number % 3],
                "category": ("Home > Light", None)[number % 2],
                "currency": ("USD", "EUR")[number % 2],
                "availability": ("in_stock", "preorder")[number % 2],
                "is_active": number % 4 > 0,
                "price": Decimal(number + 1),
            }
            for number in range(11)
        ]
        make_products(database, partner, *products)
    return database


def as_counts(facets: Facets) -> dict[str, dict[str, int]]:
    return {
        facet: {each.value: each.products for each in values}
        for facet, values in facets.values.items()
    }


@pytest.mark.parametrize("asked", FILTERS)
def test_counts_are_those_of_the_products_listed(shelf: Database, asked: dict[str, object]) -> None:
    wanted = ProductFilter.model_validate(asked)
    listed = search_products(shelf, wanted, 1000).items

    facets = count_facets(shelf, wanted)

    expected = {
        facet: dict(Counter(filter(None, (getattr(each, facet) for each in listed))))
        for facet in ("partner", "availability", "currency", "brand", "category")
    }
    states = Counter("active" if each.is_active else "inactive" for each in listed)
    assert as_counts(facets) == {**expected, "state": dict(states)}
    assert (facets.products, facets.is_limited) == (len(listed), False)


def test_limited_counts_say_so(shelf: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalog.facets.MOST_FOUND_BY_TEXT", 3)

    facets = count_facets(shelf, ProductFilter(q="lamp"))

    assert (facets.products, facets.is_limited) == (3, True)
    assert not count_facets(shelf, ProductFilter()).is_limited


def test_facets_of_a_partner_tell_nothing_of_others(shelf: Database) -> None:
    row = shelf.row("select partner_id from partner where code = 'lumen'") or {}

    facets = count_facets(shelf, ProductFilter(), row["partner_id"])

    assert as_counts(facets)["partner"] == {"lumen": 11}
    with pytest.raises(PartnerNotFound):
        count_facets(shelf, ProductFilter(partner="nord"), row["partner_id"])
