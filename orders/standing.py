"""What of an order is given back, what is left of it, and what giving back more would amount to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from duckdb import DuckDBPyConnection

from catalog.currencies import MINOR_UNITS
from catalog.database import Database, rows_of
from catalog.statements import Statements
from orders.book import read_order
from orders.order import Order
from orders.pricing import round_money
from orders.refund_refusals import (
    NothingToRefund,
    OrderWrongState,
    RefundExceeds,
    RefundFault,
    RepeatedLine,
)

SQL = Statements(__file__)


@dataclass(frozen=True)
class LineStanding:
    """A line, and what was given back of it; amounts are in the order's currency."""

    line: int
    bought: int
    line_total: Decimal
    refunded_units: int
    refunded_amount: Decimal

    @property
    def units_left(self) -> int:
        """How many units can still be refunded."""
        return self.bought - self.refunded_units

    def amount_of(self, quantity: int, currency: str) -> Decimal:
        """
        Return what refunding that many more units amounts to.

        Rounded is what all refunds of the line come to, so that in any steps the last unit
        makes them exactly the line's total.
        """
        units = self.refunded_units + quantity
        share = round_money(self.line_total * units / self.bought, MINOR_UNITS.get(currency, 2))
        after = self.line_total if units == self.bought else min(share, self.line_total)
        return after - self.refunded_amount


@dataclass(frozen=True)
class Standing:
    """An order with each line's standing; a past order of refunds alone has no lines."""

    order: Order
    lines: tuple[LineStanding, ...]

    @property
    def units_left(self) -> int:
        """How many of its units are not given back."""
        return sum(line.units_left for line in self.lines)


@dataclass(frozen=True)
class GivenLine:
    """So many units of a line, and what is paid back for them."""

    line: int
    quantity: int
    amount: Decimal


def get_standing(database: Database, order_id: str, partner_id: int | None = None) -> Standing:
    """
    Return how the order stands; with `partner_id`, only if all its items are that partner's.

    Raises:
        OrderNotFound: there is none of that id.
    """
    with database.cursor() as cursor:
        return read_standing(cursor, order_id, partner_id)


def read_standing(
    cursor: DuckDBPyConnection, order_id: str, partner_id: int | None = None
) -> Standing:
    """
    Return how the order stands in the caller's transaction.

    Raises:
        OrderNotFound: there is none of that id.
    """
    order = read_order(cursor, order_id, partner_id)
    found = rows_of(cursor.execute(SQL["select_standing"], {"order_id": order.order_id}))
    return Standing(order, tuple(LineStanding(**row) for row in found))


def plan_cancellation(standing: Standing) -> tuple[GivenLine, ...]:
    """
    Return what cancelling gives back: all of the order.

    Raises:
        OrderWrongState: it is cancelled, refunded in part or whole, or was placed elsewhere.
    """
    _refuse_imported(standing)
    order = standing.order
    if order.status == "PARTIALLY_REFUNDED":
        raise OrderWrongState(f"units of order {order.order_number} are refunded: refund the rest")
    if order.status != "CONFIRMED":
        raise OrderWrongState(f"order {order.order_number} is {order.status.lower()} already")
    return tuple(GivenLine(line.line, line.bought, line.line_total) for line in standing.lines)


def plan_refund(standing: Standing, lines: Sequence[tuple[int, int]]) -> tuple[GivenLine, ...]:
    """
    Return what refunding so many units of each (line, quantity) gives back.

    Raises:
        OrderWrongState: the order is cancelled, or was placed elsewhere.
        RefundExceeds: of some lines there are not so many left, each named.
    """
    _refuse_imported(standing)
    order = standing.order
    if order.status == "CANCELLED":
        raise OrderWrongState(f"order {order.order_number} is cancelled: nothing of it is left")
    by_number = {line.line: line for line in standing.lines}
    left = {number: line.units_left for number, line in by_number.items()}
    faults = [
        RefundFault(number, quantity, left.get(number, 0))
        for number, quantity in lines
        if not 1 <= quantity <= left.get(number, 0)
    ]
    if faults:
        raise RefundExceeds(faults)
    return tuple(
        GivenLine(number, quantity, by_number[number].amount_of(quantity, order.currency))
        for number, quantity in lines
    )


def refuse_unclear(lines: Iterable[tuple[int, int]]) -> None:
    """
    Return if the refund names lines, each once: whether a repeated one was meant is not guessed.

    Raises:
        NothingToRefund: it names none.
        RepeatedLine: it names some twice.
    """
    numbers = [number for number, _ in lines]
    if not numbers:
        raise NothingToRefund("the refund names no line")
    repeated = sorted({number for number in numbers if numbers.count(number) > 1})
    if repeated:
        raise RepeatedLine(repeated)


def _refuse_imported(standing: Standing) -> None:
    order = standing.order
    if order.imported_from is not None:
        raise OrderWrongState(
            f"order {order.order_number} was placed elsewhere"
            f" ({order.imported_from}): cancel or refund it there"
        )
