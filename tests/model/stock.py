"""Quantity and availability of a record, by section 5 of the contract."""

from decimal import Decimal

from tests.model.cells import Cells
from tests.model.numbers import Unreadable, read_number, store_number
from tests.model.words import read_availability

UNREAD = {"quantity/invalid", "quantity/ambiguous"}


def judge_quantity(cells: Cells) -> tuple[Decimal | None, str | None]:
    """Return the number and the word of availability that the quantity's cell holds."""
    cell = cells.sent("quantity")
    if cell is None:
        return None, None
    try:
        amount = store_number(read_number(cell, cells.terms.decimal_mark))
    except Unreadable as unreadable:
        word = read_availability(cell, cells.terms.words)
        if word is None:
            cells.tell(f"quantity/{unreadable}")
        return None, word
    if amount.value < 0:
        cells.tell("quantity/negative")
    if amount.exact.denominator != 1:
        cells.tell("quantity/not_whole")
    return amount.value, None


def judge_stock(cells: Cells) -> tuple[Decimal | None, str | None, bool]:
    """Return quantity, availability, and whether the one follows from the other."""
    number, word = judge_quantity(cells)
    quantity = number
    if number is None and word is None:
        quantity = cells.kept_number("quantity")
    sent = cells.sent("availability")
    if sent is not None:
        meaning = read_availability(sent, cells.terms.words)
        if meaning is None:
            cells.tell("availability/unknown_value")
        return quantity, meaning, False
    if cells.clears("availability"):
        cells.miss("availability")
        return quantity, None, False
    if word is not None:
        return quantity, word, True
    return quantity, *_derive(cells, number, quantity)


def _derive(
    cells: Cells, number: Decimal | None, quantity: Decimal | None
) -> tuple[str | None, bool]:
    """Return what holds where no word says it: what was kept, or what the quantity means."""
    changed = cells.changes
    if changed is not None:
        follows = number is not None and changed.derived
        return _meaning(number) if follows else changed.values["availability"], changed.derived
    if number is not None:
        return _meaning(number), True
    constant = cells.kept("availability")
    if constant is not None:
        return read_availability(constant, cells.terms.words), False
    if quantity is None and not UNREAD & set(cells.codes):
        cells.miss("availability")
    return _meaning(quantity), False


def _meaning(quantity: Decimal | None) -> str | None:
    if quantity is None:
        return None
    return "in_stock" if quantity > 0 else "out_of_stock"
