"""Facets: how many of the products that a filter names have each partner, brand, and so on."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Literal, cast, get_args

from catalog.database import Database
from catalog.products import ProductFilter, partner_of, select_matching
from catalog.statements import Statements

SQL = Statements(__file__)
Facet = Literal["partner", "availability", "currency", "brand", "category", "state"]
VALUES_A_FACET = 10
# a search looks into three texts of each product: it ends with so many that fit
MOST_FOUND_BY_TEXT = 100_000


@dataclass(frozen=True)
class FacetValue:
    """A value of a facet, and how many products have it."""

    value: str
    products: int


@dataclass(frozen=True)
class Facets:
    """
    The most frequent values of each facet; products without a value are in none of them.

    `products` is how many were counted; with `is_limited` there are more, and all counts are of
    those alone.
    """

    products: int
    is_limited: bool
    values: dict[Facet, tuple[FacetValue, ...]]


def count_facets(
    database: Database, wanted: ProductFilter, partner_id: int | None = None
) -> Facets:
    """
    Return how many products of the filter have each value, as of one moment.

    With `partner_id`, of that partner alone. Without a search text all products are counted.

    Raises:
        PartnerNotFound: the filter names a partner that there is not, or not for this caller.
    """
    matching, parameters = select_matching(wanted, partner_of(database, wanted, partner_id))
    most = None if wanted.q is None else MOST_FOUND_BY_TEXT
    asked = {**parameters, "most": most, "values": VALUES_A_FACET}
    found: dict[str, list[FacetValue]] = defaultdict(list)
    products = 0
    for row in database.rows(SQL["count_facets"].replace("{matching}", matching), asked):
        if row["facet"] == "all":
            products = row["products"]
        else:
            found[row["facet"]].append(FacetValue(row["value"], row["products"]))
    values = {cast("Facet", facet): tuple(found[facet]) for facet in get_args(Facet)}
    return Facets(products, products == most, values)
