"""Feeds, orders, cancellations and refunds as plain numbers: what the desk must come to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import floor
from typing import Literal

MINOR_UNITS = {"JPY": 0, "USD": 2, "KWD": 3}

Record = tuple[int, str, int | None]
Mode = Literal["full", "delta"]


@dataclass(frozen=True)
class Item:
    """
    What a feed says of a product; `units` is None where nobody counts it.

    The price is in ten-thousandths; `counted_at` is the moment that the count was received.
    """

    price: int
    currency: str
    units: int | None
    counted_at: int
    is_active: bool = True


@dataclass(frozen=True)
class Line:
    """A line of an order; amounts are in minor units."""

    sku: str
    bought: int
    price: int
    total: int
    refunded_units: int = 0

    def refunded(self) -> int:
        """Return what all refunds of the line come to."""
        return _rounded(Fraction(self.total * self.refunded_units, self.bought))


@dataclass(frozen=True)
class Sale:
    """An order; `placed_at` is the moment that its units were taken."""

    currency: str
    placed_at: int
    lines: tuple[Line, ...]
    status: str = "CONFIRMED"

    @property
    def total(self) -> int:
        """What was ordered, in minor units."""
        return sum(line.total for line in self.lines)

    @property
    def refunded(self) -> int:
        """What was given back, in minor units."""
        return sum(line.refunded() for line in self.lines)


@dataclass(frozen=True)
class Refused:
    """Nothing was done: the code of why, and what of each line there was."""

    code: str
    left: tuple[tuple[object, int], ...] = ()


@dataclass
class Sales:
    """A partner's shelf and its orders; time is a count of steps."""

    now: int = 0
    items: dict[str, Item] = field(default_factory=dict)
    sales: list[Sale] = field(default_factory=list)

    def load(self, mode: Mode, records: Mapping[str, Record], received_at: int) -> None:
        """Take in a feed that was received at that moment."""
        for sku, (price, currency, units) in records.items():
            before = self.items.get(sku)
            if units is None and mode == "delta" and before:
                self.items[sku] = replace(before, price=price, currency=currency, is_active=True)
            else:
                self.items[sku] = Item(price, currency, units, received_at)
        if mode == "full":
            for sku in self.items.keys() - records.keys():
                self.items[sku] = replace(self.items[sku], is_active=False)

    def left(self, sku: str) -> int | None:
        """Return how many units can be ordered, None for as many as one likes."""
        item = self.items.get(sku)
        if item is None or not item.is_active:
            return 0
        if item.units is None:
            return None
        ordered = sum(
            line.bought
            for sale in self.sales
            for line in sale.lines
            if line.sku == sku and sale.placed_at >= item.counted_at and sale.status != "CANCELLED"
        )
        return max(0, item.units - ordered)

    def place(self, wanted: Mapping[str, int]) -> Sale | Refused:
        """Order so many units of each product."""
        left = {sku: self.left(sku) for sku in wanted}
        short = tuple((sku, left[sku] or 0) for sku in wanted if _is_short(wanted[sku], left[sku]))
        if short:
            return Refused("order/unavailable", short)
        currencies = {self.items[sku].currency for sku in wanted}
        if len(currencies) > 1:
            return Refused("order/mixed_currency")
        currency = currencies.pop()
        lines = tuple(self._line(sku, units, currency) for sku, units in wanted.items())
        self.sales.append(Sale(currency, self.now, lines))
        return self.sales[-1]

    def cancel(self, number: int) -> Sale | Refused:
        """Give a whole order back."""
        sale = self.sales[number]
        if sale.status != "CONFIRMED":
            return Refused("order/wrong_state")
        lines = tuple(replace(line, refunded_units=line.bought) for line in sale.lines)
        return self._keep(number, replace(sale, lines=lines, status="CANCELLED"))

    def refund(self, number: int, wanted: Sequence[tuple[int, int]]) -> Sale | Refused:
        """Give so many units of each (line, quantity) back."""
        sale = self.sales[number]
        if sale.status == "CANCELLED":
            return Refused("order/wrong_state")
        lines = dict(enumerate(sale.lines, 1))
        left = {number: line.bought - line.refunded_units for number, line in lines.items()}
        short = [(line, left.get(line, 0)) for line, units in wanted if units > left.get(line, 0)]
        if short:
            return Refused("order/refund_exceeds", tuple(short))
        for line, units in wanted:
            more = lines[line].refunded_units + units
            lines[line] = replace(lines[line], refunded_units=more)
        is_whole = all(line.refunded_units == line.bought for line in lines.values())
        status = "REFUNDED" if is_whole else "PARTIALLY_REFUNDED"
        return self._keep(number, replace(sale, lines=tuple(lines.values()), status=status))

    def _keep(self, number: int, sale: Sale) -> Sale:
        self.sales[number] = sale
        return sale

    def _line(self, sku: str, units: int, currency: str) -> Line:
        price = self.items[sku].price
        minor = Fraction(price * units * 10 ** MINOR_UNITS[currency], 10_000)
        return Line(sku, units, price, _rounded(minor))


def _is_short(wanted: int, left: int | None) -> bool:
    return left is not None and wanted > left


def _rounded(amount: Fraction) -> int:
    return floor(amount + Fraction(1, 2))
