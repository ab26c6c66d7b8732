"""What the model knows of a product, and the codes that a record can be told."""

from dataclasses import dataclass, field
from typing import Any

ERRORS = frozenset(
    (
        *("row/too_many_cells", "row/too_few_cells", "row/null_byte", "row/undecodable"),
        *("sku/missing", "sku/too_long", "sku/unknown", "sku/duplicate_in_feed"),
        *("product_name/missing", "price/missing", "price/invalid", "price/ambiguous"),
        *("price/not_positive", "currency/missing", "currency/unknown", "currency/conflict"),
        *("availability/missing", "availability/unknown_value"),
        *("quantity/invalid", "quantity/ambiguous"),
    )
)
INFOS = frozenset(("price/sale_equals_price", "header/unmapped", "header/ambiguous", "row/blank"))


def severity(code: str) -> str:
    """Return error, warning or info."""
    return "error" if code in ERRORS else "info" if code in INFOS else "warning"


Values = dict[str, Any]


@dataclass(frozen=True)
class Product:
    """
    A product's values by field, but for its SKU.

    `derived` says whether its availability follows its quantity, which is no value of it.
    """

    values: Values
    attributes: dict[str, str] = field(default_factory=dict)
    is_active: bool = True
    derived: bool = False


Catalog = dict[str, Product]
