"""What products, feeds and refused lines come to, reckoned with a pencil."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

Key = tuple[int, str, str]
ZERO = Decimal(0)


@dataclass(frozen=True)
class Sold:
    """A line of an order, or what was given back of it where `given` is set."""

    happened_at: datetime
    order_id: str
    line: int
    key: Key
    product_id: int | None
    units: int
    amount: Decimal
    feed_id: str | None
    given: bool = False


@dataclass(frozen=True)
class Move:
    """A price that became another one."""

    changed_at: datetime
    product_id: int
    feed_id: str
    before: Decimal
    after: Decimal


@dataclass(frozen=True)
class Refusal:
    """A line that was refused; the product is None where the catalog had none."""

    refused_at: datetime
    partner_id: int
    sku: str
    product_id: int | None
    requested: int


@dataclass
class Sums:
    """What a key comes to in one period."""

    order_ids: set[str] = field(default_factory=set)
    units: int = 0
    gross: Decimal = ZERO
    refunds: Decimal = ZERO

    def add(self, line: Sold) -> None:
        """Take a line in."""
        if line.given:
            self.refunds += line.amount
            return
        self.order_ids.add(line.order_id)
        self.units += line.units
        self.gross += line.amount

    @property
    def told(self) -> tuple[int, int, Decimal, Decimal, Decimal]:
        """Orders, units, gross, refunds and net."""
        net = self.gross - self.refunds
        return len(self.order_ids), self.units, self.gross, self.refunds, net


def summed(
    lines: list[Sold], key_of: Callable[[Sold], object], first: datetime, end: datetime
) -> dict[object, Sums]:
    """Return the sums of each key from a moment to before another."""
    found: dict[object, Sums] = defaultdict(Sums)
    for line in lines:
        if first <= line.happened_at < end:
            found[key_of(line)].add(line)
    return found


def price_at(moves: list[Move], product_id: int, moment: datetime, today: Decimal) -> Decimal:
    """Return the price of a product at a moment, `today` being that of now."""
    later = [m for m in moves if m.product_id == product_id and m.changed_at > moment]
    return min(later, key=lambda move: move.changed_at).before if later else today


def units_around(
    lines: list[Sold], moves: list[Move], move: Move, created_at: datetime, now: datetime
) -> tuple[int, int]:
    """Return the units ordered in 14 days before and after, cut at the neighbouring moves."""
    others = [m.changed_at for m in moves if m.product_id == move.product_id and m != move]
    first = max(
        [move.changed_at - timedelta(days=14), created_at]
        + [other for other in others if other < move.changed_at]
    )
    end = min(
        [move.changed_at + timedelta(days=14), max(now, move.changed_at)]
        + [other for other in others if other > move.changed_at]
    )
    own = [each for each in lines if each.product_id == move.product_id and not each.given]
    before = sum(each.units for each in own if first <= each.happened_at < move.changed_at)
    after = sum(each.units for each in own if move.changed_at <= each.happened_at < end)
    return before, after
