"""Plain Python for summing records up: groups, months and exact sums."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from tests.model.season import Product

Rows = list[tuple[Any, ...]]


def month(day: date) -> str:
    """Return the month as it is written."""
    return day.isoformat()[:7]


def grouped(found: Iterable[Any], key: Callable[[Any], Any]) -> list[tuple[Any, list[Any]]]:
    """Return the groups by their key, in its order."""
    groups: dict[Any, list[Any]] = defaultdict(list)
    for each in found:
        groups[key(each)].append(each)
    return sorted(groups.items())


def named(product: Product) -> tuple[str, str]:
    """Return what names a product."""
    return product.partner, product.sku


def total_of(amounts: Iterable[Decimal]) -> Decimal:
    """Return the sum, exact."""
    return sum(amounts, Decimal(0))
