"""Price, currency and sale price of a record, by section 5 of the contract."""

from decimal import Decimal

from tests.model.cells import Cells
from tests.model.numbers import MINOR_UNITS, PriceCell, read_price
from tests.model.products import Values


def judge_prices(cells: Cells) -> Values:
    """Return price, currency and sale price after the record, and note what is found."""
    cell = _read(cells, "price")
    currency = _judge_currency(cells, cell)
    price = _judge_price(cells, cell)
    sale_price = _judge_sale(cells, price, currency)
    if (
        price is not None
        and currency in MINOR_UNITS
        and price != round(price, MINOR_UNITS[currency])
    ):
        cells.tell("price/minor_unit")
    return {"price": price, "currency": currency, "sale_price": sale_price}


def _read(cells: Cells, field: str) -> PriceCell | None:
    cell, terms = cells.sent(field), cells.terms
    return read_price(cell, terms.decimal_mark, terms.divisor) if cell else None


def _judge_price(cells: Cells, cell: PriceCell | None) -> Decimal | None:
    if cell is None:
        kept = cells.kept_number("price")
        if kept is None:
            cells.miss("price")
        return kept
    if cell.amount is None:
        cells.tell(f"price/{cell.problem}")
        return None
    if cell.amount.is_rounded:
        cells.tell("price/too_many_decimals")
    if cell.amount.value <= 0:
        cells.tell("price/not_positive")
        return None
    return cell.amount.value


def _judge_currency(cells: Cells, cell: PriceCell | None) -> str | None:
    column = (cells.sent("currency") or "").upper() or None
    said = cell.currencies if cell else None
    if cells.clears("currency"):
        cells.miss("currency")
    if {*(said or ()), column} - {None, *MINOR_UNITS}:
        cells.tell("currency/unknown")
        return None
    if cells.clears("currency"):
        return None
    if said and column and column not in said:
        cells.tell("currency/conflict")
        return None
    usual = column or cells.kept("currency")
    currency: str | None = said[0] if said and usual not in said else usual
    if currency is None:
        cells.miss("currency")
    return currency


def _judge_sale(cells: Cells, price: Decimal | None, currency: str | None) -> Decimal | None:
    cell = _read(cells, "sale_price")
    sale = _read_sale(cells, cell, currency) if cell else cells.kept_number("sale_price")
    if sale is None or price is None or sale < price:
        return sale
    cells.tell("price/sale_above_price" if sale > price else "price/sale_equals_price")
    return None


def _read_sale(cells: Cells, cell: PriceCell, currency: str | None) -> Decimal | None:
    is_foreign = bool(currency and cell.currencies and currency not in cell.currencies)
    if cell.amount is None or cell.amount.value <= 0:
        cells.tell("price/sale_invalid")
        return None
    if cell.amount.is_rounded:
        cells.tell("price/too_many_decimals")
    if is_foreign:
        cells.tell("price/sale_invalid")
        return None
    return cell.amount.value
