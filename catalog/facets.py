"""
Facets: how many of the products that a filter names have each partner, brand, and so on.

Those of all products of a partner, active or not, are kept (`kept_counts.py`). A filter that asks
for more counts so many products at most, and says it; docs/adr/0027 has what either takes.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Literal, cast, get_args

from catalog.category_path import parts_of
from catalog.database import Database, Row
from catalog.kept_counts import refresh_counts
from catalog.products import ProductFilter, partner_of, select_matching
from catalog.statements import Statements

SQL = Statements(__file__)
Facet = Literal[
    "partner", "availability", "currency", "brand", "category", "category_path", "state", "issue"
]
VALUES_A_FACET = 10
MOST_COUNTED = 2_000_000
# a search looks into three texts of each product: it ends with so many that fit
MOST_FOUND_BY_TEXT = 100_000
KEPT = frozenset({"partner", "active", "sort"})  # filters whose counts are kept


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
    Return how many products of the filter have each value; with `partner_id`, of that partner.

    The values of `category_path` are the paths next below the filter's, or the first parts of all;
    those of `issue` are the codes of open issues (`sql/keep_issues.sql` says which are).

    Raises:
        PartnerNotFound: the filter names a partner that there is not, or not for this caller.
    """
    partner_id = partner_of(database, wanted, partner_id)
    refresh_counts(database)
    most = _most_counted(wanted)
    if most is None:
        counted: str = SQL["sum_kept_values"]
        asked: Row = {"partner_id": partner_id, "active": wanted.active}
    else:
        matching, asked = select_matching(wanted, partner_id)
        counted = _counting(wanted).replace("{matching}", matching)
        asked |= {"most": most}
    rows = database.rows(SQL["rank_values"].replace("{counted}", counted), asked | _below(wanted))
    return _facets_of(rows)


def _counting(wanted: ProductFilter) -> str:
    # to put two million rows aside takes longer than to find them twice, but not by a search
    kind = "not materialized" if wanted.q is None else "materialized"
    return SQL["count_values"].replace("{materialized}", kind)


def _most_counted(wanted: ProductFilter) -> int | None:
    """Return how many products are counted at most, None where all of them are kept."""
    if wanted.q is not None:
        return MOST_FOUND_BY_TEXT
    asked = wanted.model_dump(exclude_none=True)
    return None if asked.keys() <= KEPT else MOST_COUNTED


def _below(wanted: ProductFilter) -> Row:
    path = wanted.path
    return {"below": path, "level": len(parts_of(path or "")) + 1, "values": VALUES_A_FACET}


def _facets_of(rows: list[Row]) -> Facets:
    found: dict[str, list[FacetValue]] = defaultdict(list)
    for row in rows:
        found[row["facet"]].append(FacetValue(row["value"], row["products"]))
    values = {cast("Facet", facet): tuple(found[facet]) for facet in get_args(Facet)}
    products, more = (sum(each.products for each in found[name]) for name in ("all", "more"))
    return Facets(products, more > 0, values)
