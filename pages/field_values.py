"""Values of a product's fields as cells, and the fields that changed one by one."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from catalog.database import Row
from pages.amounts import money_cell, quantity_cell

MONEY_COLUMNS = ("price", "sale_price")


class ChangedValue(NamedTuple):
    """A field, or one of the attributes, before and after."""

    column: str
    before: str
    after: str


def changed_values(columns: Sequence[str], before: Row, after: Row) -> Iterator[ChangedValue]:
    """Yield each of the columns with its values; of the attributes, each that differs."""
    for column in columns:
        if column == "attributes":
            yield from _attributes(before.get(column) or {}, after.get(column) or {})
        else:
            yield ChangedValue(column, value_cell(before, column), value_cell(after, column))


def value_cell(image: Row, column: str) -> str:
    """Return the value of a column for a table; empty where there is none."""
    value = image.get(column)
    if column in MONEY_COLUMNS:
        return money_cell(value, image.get("currency"))
    if column == "quantity":
        return quantity_cell(value)
    if column == "is_active":
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _attributes(before: Row, after: Row) -> Iterator[ChangedValue]:
    for name in sorted({*before, *after}):
        old, new = str(before.get(name, "")), str(after.get(name, ""))
        if old != new:
            yield ChangedValue(f"{name} (attribute)", old, new)
