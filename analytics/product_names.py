"""What products are called, for people to whom an SKU says nothing."""

from collections import Counter
from collections.abc import Collection, Iterable

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
    keys = {product for product in products if "/" in product}
    names = _read(database, "select_names_by_id", keys)
    names |= _read(database, "select_product_names", keys - names.keys())
    shared = Counter(names.values())
    return {
        product: name if shared[name] == 1 else f"{name} ({product})"
        for product, name in names.items()
    }


def _read(database: Database, statement: str, products: Collection[str]) -> dict[str, str]:
    if not products:
        return {}
    parted = [product.split("/", 1) for product in sorted(products)]
    asked = {"partners": [code for code, _ in parted], "skus": [sku for _, sku in parted]}
    return {row["product"]: row["name"] for row in database.rows(SQL[statement], asked)}
