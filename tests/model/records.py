"""One record against the product of its SKU: the product after it, and everything found in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.model.cells import CLEAR, Cells, Terms
from tests.model.columns import TEXTS
from tests.model.prices import judge_prices
from tests.model.products import Product, Values
from tests.model.stock import judge_stock
from tests.model.words import EXCEL, is_gtin, trim

MAX_SKU = 255


@dataclass(frozen=True)
class Judged:
    """A record's SKU, what is found in it, and the product that it makes if it is taken."""

    sku: str | None
    codes: tuple[str, ...]
    product: Product


def judge_record(terms: Terms, sent: Sequence[str], stored: Product | None) -> Judged:
    """Run every rule on the record."""
    cells = Cells(terms, sent, stored)
    _judge_shape(cells, sent)
    _judge_sku(cells)
    values = judge_prices(cells)
    values["quantity"], values["availability"], derived = judge_stock(cells)
    values |= _judge_texts(cells)
    is_active = bool(stored and stored.is_active) if terms.mode == "supplemental" else True
    product = Product(values, _attributes(cells), is_active, derived)
    return Judged(cells.sent("sku"), tuple(cells.codes), product)


def _judge_shape(cells: Cells, sent: Sequence[str]) -> None:
    if any(trim(cell) for cell in sent[cells.terms.width :]):
        cells.tell("row/too_many_cells")
    elif len(sent) < cells.terms.columns.needed:
        cells.tell("row/too_few_cells")
    elif len(sent) < cells.terms.width:
        cells.tell("row/missing_cells")


def _judge_sku(cells: Cells) -> None:
    sku = cells.sent("sku")
    if sku is None:
        cells.tell("sku/missing")
        return
    if len(sku) > MAX_SKU:
        cells.tell("sku/too_long")
    if cells.terms.mode == "supplemental" and cells.stored is None:
        cells.tell("sku/unknown")


def _judge_texts(cells: Cells) -> Values:
    values: Values = {field: cells.sent(field) or cells.kept(field) for field in TEXTS}
    if values["product_name"] is None:
        cells.miss("product_name")
    gtin = cells.sent("gtin")
    if gtin and EXCEL.fullmatch(gtin):
        cells.tell("gtin/excel_scientific")
        values["gtin"] = cells.stored.values["gtin"] if cells.stored else None
    elif gtin and not is_gtin(gtin):
        cells.tell("gtin/invalid")
    return values


def _attributes(cells: Cells) -> dict[str, str]:
    if cells.terms.mode == "full":
        return cells.attributes
    stored = cells.stored.attributes if cells.stored else {}
    merged = {**stored, **cells.attributes}
    return {key: cell for key, cell in merged.items() if cell != CLEAR}
