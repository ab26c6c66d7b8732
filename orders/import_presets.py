"""Where each preset of an import has what is to be known of past order lines."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from catalog.errors import RejectedInput

Preset = Literal["plain", "online_retail", "chinook"]

FIELDS = (
    *("order_number", "line", "ordered_at", "customer_ref", "partner", "sku", "product_name"),
    *("quantity", "unit_price", "currency", "country"),
)
LINES, ORDERS, PRODUCTS = "lines", "orders", "products"
BETWEEN_WORDS = re.compile(r"[\W_]+")


class MissingColumns(RejectedInput):
    """The file has no column for what every line needs, or several; nothing was written."""

    code = "header/missing_required"


@dataclass(frozen=True)
class Layout:
    """The column names of each field, folded, and the fields that the file must have."""

    columns: Mapping[str, Sequence[str]]
    needed: frozenset[str]


def _layout(optional: Sequence[str] = (), **columns: str) -> Layout:
    named = {field: names.split() for field, names in columns.items()}
    return Layout(named, frozenset(named) - set(optional))


# the layout of each part of a delivery; a preset of one file has `lines` alone
LAYOUTS: Mapping[Preset, Mapping[str, Layout]] = {
    "plain": {
        LINES: _layout(
            ("line", "customer_ref", "product_name", "currency", "country"),
            **{field: field.replace("_", "") for field in FIELDS},
        )
    },
    "online_retail": {
        LINES: _layout(
            ("product_name", "customer_ref", "country"),
            order_number="invoiceno invoice",
            sku="stockcode",
            product_name="description",
            quantity="quantity",
            ordered_at="invoicedate",
            unit_price="unitprice price",
            customer_ref="customerid",
            country="country",
        )
    },
    "chinook": {
        ORDERS: _layout(
            ("customer_ref", "country"),
            order_number="invoiceid",
            ordered_at="invoicedate",
            customer_ref="customerid",
            country="billingcountry",
        ),
        PRODUCTS: _layout(sku="trackid", product_name="name"),
        LINES: _layout(
            order_number="invoiceid", sku="trackid", unit_price="unitprice", quantity="quantity"
        ),
    },
}
# the parts by the names that a delivery of several files gives them
PARTS = {"invoice": ORDERS, "track": PRODUCTS, "invoiceline": LINES}


def find_columns(layout: Layout, header: Sequence[str]) -> dict[str, int]:
    """
    Return the column of each field, counted from 0; other columns are passed over.

    Raises:
        MissingColumns: a needed field has no column, or a field has several of one name.
    """
    folded = [fold(name) for name in header]
    found: dict[str, int] = {}
    for field, names in layout.columns.items():
        there = [name for name in names if name in folded]
        if there and folded.count(there[0]) > 1:
            raise MissingColumns(f"the file has more than one column {field}: leave one")
        if there:
            found[field] = folded.index(there[0])
    missing = sorted(layout.needed - found.keys())
    if missing:
        raise MissingColumns(f"the file has no column {', '.join(missing)}")
    return found


def fold(name: str) -> str:
    """Return a column's or part's name without case, spaces and marks."""
    return BETWEEN_WORDS.sub("", name).lower()
