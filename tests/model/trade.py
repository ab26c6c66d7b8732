"""Orders, refunds and past orders as a list of dated amounts, and every measure as sums over it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from tests.model.sales import MINOR_UNITS, Line

KEYS = ("day", "week", "month", "partner", "category", "brand", "product", "country")
Key = tuple[str, str]


@dataclass(frozen=True)
class Item:
    """What is sold: its price is in ten-thousandths."""

    partner: str
    sku: str
    price: int
    currency: str
    category: str | None
    brand: str | None


@dataclass(frozen=True)
class Entry:
    """A line sold, or some of it given back, at a moment and as an exact amount."""

    at: datetime
    is_refund: bool
    order: str
    item: Item
    country: str | None
    units: int
    amount: Decimal


@dataclass(frozen=True)
class Measures:
    """The measures of one key in one currency."""

    orders: int
    units: int
    gross: Decimal
    refunds: Decimal
    net: Decimal


@dataclass
class Order:
    """An order placed here: each line with what of it was given back."""

    lines: list[tuple[Item, Line]]
    status: str = "CONFIRMED"


@dataclass
class Trade:
    """Everything that was sold and given back, in the order in which it happened."""

    entries: list[Entry] = field(default_factory=list)
    orders: dict[str, Order] = field(default_factory=dict)

    def place(self, at: datetime, number: str, wanted: Iterable[tuple[Item, int]]) -> None:
        """Sell so many units of each item."""
        self.orders[number] = Order([])
        for item, units in wanted:
            total = _rounded(_minor(item, units))
            self.orders[number].lines.append((item, Line(item.sku, units, item.price, total)))
            self._enter(at, number, item, units, total)

    def give_back(self, at: datetime, number: str, wanted: Iterable[tuple[int, int]]) -> None:
        """Pay back so many units of each (line, quantity): all refunds of a line come to it."""
        lines = self.orders[number].lines
        for line_number, units in wanted:
            item, line = lines[line_number - 1]
            after = Line(line.sku, line.bought, line.price, line.total, line.refunded_units + units)
            lines[line_number - 1] = (item, after)
            amount = after.refunded() - line.refunded()
            self._enter(at, number, item, units, amount, is_refund=True)

    def bring(self, at: datetime, number: str, item: Item, units: int, country: str | None) -> None:
        """Take in a line of the past; what has negative units is a refund."""
        amount = abs(_minor(item, units))
        entered = (at, number, item, abs(units), _rounded(amount))
        self._enter(*entered, country=country, is_refund=units < 0)

    def _enter(  # noqa: PLR0913, PLR0917 - what an entry is made of
        self,
        at: datetime,
        number: str,
        item: Item,
        units: int,
        minor: int,
        country: str | None = None,
        *,
        is_refund: bool = False,
    ) -> None:
        amount = Decimal(minor).scaleb(-MINOR_UNITS[item.currency])
        self.entries.append(Entry(at, is_refund, number, item, country, units, amount))

    def within(
        self, zone: ZoneInfo, first: date | None = None, end: date | None = None
    ) -> Iterator[tuple[date, Entry]]:
        """Return what happened on the zone's days from the first to the one before the end."""
        for entry in self.entries:
            day = entry.at.astimezone(zone).date()
            if (first is None or day >= first) and (end is None or day < end):
                yield day, entry


def key_of(group_by: str) -> Callable[[date, Entry], str]:
    """Return what the key of an entry is, by that grouping."""
    keys: dict[str, Callable[[date, Entry], str]] = {
        "day": lambda day, _: day.isoformat(),
        "week": lambda day, _: (day - timedelta(days=day.weekday())).isoformat(),
        "month": lambda day, _: day.isoformat()[:7],
        "partner": lambda _, entry: entry.item.partner,
        "category": lambda _, entry: entry.item.category or "",
        "brand": lambda _, entry: entry.item.brand or "",
        "product": lambda _, entry: f"{entry.item.partner}/{entry.item.sku}",
        "country": lambda _, entry: entry.country or "",
        "currency": lambda *_: "",
    }
    return keys[group_by]


def sum_up(
    entries: Iterable[tuple[date, Entry]], key: Callable[[date, Entry], str]
) -> dict[Key, Measures]:
    """Return the measures of each key and currency that anything happened in."""
    groups: dict[Key, list[Entry]] = defaultdict(list)
    for day, entry in entries:
        groups[key(day, entry), entry.item.currency].append(entry)
    return {name: _measure(group) for name, group in groups.items()}


def _measure(entries: list[Entry]) -> Measures:
    sold = [entry for entry in entries if not entry.is_refund]
    gross = sum((entry.amount for entry in sold), Decimal(0))
    refunds = sum((entry.amount for entry in entries if entry.is_refund), Decimal(0))
    orders = len({entry.order for entry in sold})
    return Measures(orders, sum(entry.units for entry in sold), gross, refunds, gross - refunds)


def _minor(item: Item, units: int) -> Fraction:
    return Fraction(item.price * units * 10 ** MINOR_UNITS[item.currency], 10_000)


def _rounded(amount: Fraction) -> int:
    return int(amount + Fraction(1, 2))
