"""Which column feeds which field, as section 5 of the contract says under *Headers*."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

SYNONYMS = {
    "sku": "id offer_id item_id item_sku retailer_id variant_sku shop_sku product_id"
    " article_number",
    "product_name": "title name product_title item_name",
    "price": "regular_price variant_price unit_price list_price",
    "currency": "currency_code",
    "availability": "stock_status in_stock is_in_stock availability_status",
    "quantity": "stock qty inventory inventory_quantity stock_quantity quantity_on_stock"
    " quantityonstock",
    "sale_price": "special_price discount_price",
    "description": "",
    "brand": "vendor manufacturer",
    "category": "product_type categories google_product_category",
    "gtin": "ean upc barcode ean13",
    "mpn": "",
    "image_link": "image_url image_src image",
    "link": "url product_url",
    "condition": "",
    "availability_date": "",
}
FIELDS = tuple(SYNONYMS)
NEEDED = ("sku", "product_name", "price", "currency", "availability")
TEXTS = ("product_name", *FIELDS[FIELDS.index("description") :])


class FileRefused(ValueError):
    """The file as a whole cannot be loaded; `args[0]` is the code."""


@dataclass(frozen=True)
class Columns:
    """Positions of the fields, names of the attributes by position, and what is told of them."""

    fields: dict[str, int]
    attributes: dict[int, str]
    findings: tuple[tuple[str, str], ...]

    @property
    def needed(self) -> int:
        """How many cells a record has at least."""
        return 1 + max(at for field, at in self.fields.items() if field in NEEDED)


def fold(header: str) -> str:
    """Return the header as it is matched."""
    folded = re.sub("[ -]", "_", header.strip("\ufeff").strip().lower())
    return folded.removeprefix("g:").removesuffix("?")


def match_columns(
    headers: Sequence[str], records: Sequence[Sequence[str]], mode: str, profile: dict[str, Any]
) -> Columns:
    """Return what each column is, or raise FileRefused."""
    names = [header.strip("\ufeff").strip() for header in headers]
    fields, losers = _match_fields(names, profile.get("fields", {}))
    _require_fields(fields, mode, profile.get("constants", {}))
    attributes: dict[int, str] = {}
    findings = []
    for at, name in enumerate(names):
        is_empty = not any(cell.strip() for record in records for cell in record[at : at + 1])
        if at in fields.values() or fold(name) == "_errors" or (not name and is_empty):
            continue
        attributes[at] = _unique(name or f"column_{at + 1}", attributes.values())
        code = "header/ambiguous" if at in losers else "header/unmapped"
        findings.append((code, name if at in losers else attributes[at]))
    return Columns(fields, attributes, tuple(findings))


def _match_fields(names: Sequence[str], wanted: dict[str, str]) -> tuple[dict[str, int], set[int]]:
    fields = {field: names.index(name) for field, name in wanted.items() if name in names}
    named, losers = set(fields.values()), set()
    for field, synonyms in SYNONYMS.items():
        order = [field, *synonyms.split()]
        found = [(order.index(fold(name)), at) for at, name in enumerate(names)
                 if at not in named and fold(name) in order]  # fmt: skip
        positions = [at for _, at in sorted(found)]
        if positions and field not in fields:
            fields[field] = positions.pop(0)
        losers.update(positions)
    return fields, losers


def _require_fields(fields: dict[str, int], mode: str, constants: dict[str, str]) -> None:
    there = {*fields, *constants}
    has_all = (
        {"product_name", "price"} <= there
        and there & {"currency", "price"}
        and there & {"availability", "quantity"}
    )
    if "sku" not in fields or (mode == "full" and not has_all):
        raise FileRefused("header/missing_required")


def _unique(name: str, taken: Sequence[str] | Any) -> str:  # noqa: ANN401 - a view of values
    repeat, key = 1, name
    while key in taken:
        repeat += 1
        key = f"{name}_{repeat}"
    return key
