"""Numbers and prices as section 5 of the contract reads them."""

import re
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction

GROUPS = re.compile(r"\d{1,3}(-\d{3})+|\d{1,2}(-\d{2})+-\d{3}")
NUMBER = re.compile(r"([+-]?)([0-9.,]*[0-9][0-9.,]*)([eE][+-]?[0-9]+)?")
SPACES = r" \xa0\u2009\u202f'\u2019"
MINOR_UNITS = {"USD": 2, "EUR": 2, "INR": 2, "GBP": 2, "CAD": 2, "PLN": 2, "JPY": 0, "KWD": 3}
# the usual meaning first; the others stand where the record or the partner says so
SYMBOLS = {"$": ("USD", "CAD"), "€": ("EUR",), "₹": ("INR",), "£": ("GBP",), "zł": ("PLN",)}
MARKED = re.compile(
    rf"(?P<before>[A-Za-z]{{3}}|[$€₹£]|)\s*"
    rf"(?P<number>[+-]?[0-9.,][0-9.,{SPACES}]*(?:[eE][+-]?[0-9]+)?)\s*"
    rf"(?P<after>[A-Za-z]{{3}}|[$€₹£]|zł|)"
)
EXACT = Context(prec=100)
TOO_GREAT = 10**14


class Unreadable(ValueError):
    """The cell holds no number; `args[0]` is the reason of its code."""


def read_number(cell: str, decimal_mark: str | None) -> Decimal:
    """Return the number in the cell, or raise Unreadable with `invalid` or `ambiguous`."""
    joined = re.sub(rf"(?<=[0-9])[{SPACES}]+(?=[0-9])", "", cell)
    found = NUMBER.fullmatch(joined)
    if not found:
        raise Unreadable("invalid")
    sign, digits, exponent = found[1], found[2], found[3] or ""
    marks = re.sub("[0-9]", "", digits)
    if len(set(marks)) > 1:
        plain = _without_thousands_before(digits, max(".,", key=digits.rindex), exponent)
    elif len(marks) > 1:
        plain = _without_thousands(digits, marks[0], exponent)
    else:
        plain = _with_one_mark(digits, marks, exponent, decimal_mark)
    return Decimal(f"{sign}{plain}{exponent}")


def _without_thousands_before(digits: str, last: str, exponent: str) -> str:
    whole, _, after = digits.rpartition(last)
    if last in whole:
        raise Unreadable("invalid")
    return _without_thousands(whole, "." if last == "," else ",", exponent) + f".{after or 0}"


def _without_thousands(digits: str, mark: str, exponent: str) -> str:
    if exponent or not GROUPS.fullmatch(digits.replace(mark, "-")):
        raise Unreadable("invalid")
    return digits.replace(mark, "")


def _with_one_mark(digits: str, mark: str, exponent: str, decimal_mark: str | None) -> str:
    before, _, after = digits.partition(mark) if mark else (digits, "", "")
    could_group = 1 <= len(before) <= 3 and int(before) > 0 and len(after) == 3 and not exponent
    if could_group and decimal_mark is None:
        raise Unreadable("ambiguous")
    if could_group and decimal_mark != mark:
        return before + after
    return f"{before or 0}.{after or 0}"


@dataclass(frozen=True)
class Amount:
    """A number of at most 4 decimals; `exact` is what it was before it was rounded."""

    value: Decimal
    exact: Fraction

    @property
    def is_rounded(self) -> bool:
        """Whether decimals were lost."""
        return Fraction(self.value) != self.exact


def store_number(number: Decimal, divisor: Decimal = Decimal(1)) -> Amount:
    """Return the number as `decimal(18,4)` holds it, rounded half up, or raise Unreadable."""
    exact = Fraction(number) / Fraction(divisor)
    ten_thousandths = abs(exact) * 10_000
    whole = int(ten_thousandths + Fraction(1, 2))
    if whole >= TOO_GREAT * 10_000:
        raise Unreadable("invalid")
    return Amount(EXACT.scaleb(Decimal(whole if exact > 0 else -whole), -4), exact)


@dataclass(frozen=True)
class PriceCell:
    """
    What a price cell says: `amount`, or `problem` where no number can be read.

    `currencies` are those its code or symbol may mean, None without any.
    """

    amount: Amount | None
    problem: str | None
    currencies: tuple[str, ...] | None


def read_price(cell: str, decimal_mark: str | None, divisor: Decimal) -> PriceCell:
    """Return what the cell says."""
    found = MARKED.fullmatch(cell)
    if not found:
        return PriceCell(None, "invalid", None)
    named = [_currencies(mark) for mark in (found["before"], found["after"]) if mark]
    common = tuple(code for code in named[0] if code in named[-1]) if named else None
    try:
        number = read_number(found["number"].strip(), decimal_mark)
        amount = store_number(number, divisor)
    except Unreadable as unreadable:
        return PriceCell(None, str(unreadable), common)
    if common == ():
        return PriceCell(None, "invalid", None)
    return PriceCell(amount, None, common)


def _currencies(mark: str) -> tuple[str, ...]:
    return SYMBOLS.get(mark) or (mark.upper(),)
