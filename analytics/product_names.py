"""What products are called, for people to whom an SKU says nothing."""

from collections import Counter
from collections.abc import Iterable

from catalog.database import Database
from catalog.statements import Statements

SQL = Statements(__file__)


def names_of(database: Database, group_by: str, keys: Iterable[str]) -> dict[str, str]:
    """Return what products are called, by key; nothing where keys are something else."""
    return read_product_names(database, keys) if group_by == "product" else {}


def read_product_names(database: Database, products: Iterable[str]) -> dict[str, str]:
    """
    Return the name of each `partner/sku` that has one: the catalog's, else as it was sold.

    Where several have one name, the key stands behind it: no two are called the same.
    """
    parted = [product.split("/", 1) for product in products if "/" in product]
    if not parted:
        return {}
    asked = {"partners": [code for code, _ in parted], "skus": [sku for _, sku in parted]}
    rows = database.rows(SQL["select_product_names"], asked)
    shared = Counter(row["name"] for row in rows)
    return {
        row["product"]: row["name"]
        if shared[row["name"]] == 1
        else f"{row['name']} ({row['product']})"
        for row in rows
    }
