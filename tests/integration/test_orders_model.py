"""
Real feeds, orders, cancellations, refunds and repeats in any sequence, against a plain model.

`make soak` tries many more sequences than `make test` does.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from operator import attrgetter

import pytest
from hypothesis import event, example, given
from hypothesis import strategies as st

from catalog.currencies import write_currencies
from catalog.database import Database
from catalog.migrations import migrate
from ingestion.feeds import Feed
from orders.book import OrderFilter, list_orders
from orders.desk import Placed, place_order
from orders.history import read_history
from orders.offers import read_offers
from orders.order import Order
from orders.refund_refusals import OrderWrongState, RefundExceeds
from orders.refunds import Settled, cancel_order, refund_order
from orders.refusals import MixedCurrency, OrderUnavailable
from orders.stock import available_units, note_counts
from tests.feeding import Feeding
from tests.model.sales import MINOR_UNITS, Mode, Record, Refused, Sale, Sales
from tests.shop import ask_of
from tests.soaking import tried

SKUS = ("LAMP", "RUG", "VASE")
SHELF: dict[str, Record] = {
    "LAMP": (3_333, "USD", 9),
    "RUG": (12_345, "USD", 4),
    "VASE": (4_000, "JPY", 12),
}
EXAMPLE, KEY = count(), count()
TOTALS = """
select currency, sum(gross) as gross, sum(refunds) as refunded
from sales_line
join partner on partner.partner_id = sales_line.partner_id
where partner.code = $code
group by currency
"""

Outcome = Sale | Refused
product_id_of = attrgetter("product_id")
Call = Callable[[], Placed | Settled]

sku = st.sampled_from(SKUS)
# mostly of one currency, or no order would have two lines
currency = st.sampled_from(["USD", "USD", "USD", "JPY", "KWD"])
price = st.one_of(st.integers(1, 30_000), st.integers(1, 999_999_999))
units = st.one_of(st.none(), st.integers(4, 12), st.integers(0, 12))
records = st.dictionaries(sku, st.tuples(price, currency, units), min_size=1, max_size=3)
mode = st.sampled_from(["full", "delta", "delta", "delta"])
which = st.integers(0, 7)
lines = st.dictionaries(st.sampled_from([1, 1, 1, 2, 3]), st.integers(1, 4), min_size=1, max_size=2)
order = st.tuples(st.just("order"), st.dictionaries(sku, st.integers(1, 5), min_size=1, max_size=2))
step = st.one_of(
    st.tuples(st.sampled_from(["deliver", "load"]), mode, records),
    *[order] * 3,
    st.tuples(st.just("cancel"), which),
    *[st.tuples(st.just("refund"), which, lines)] * 3,
    st.tuples(st.just("again"), which),
    st.tuples(st.just("refresh")),
)


class Quiet(Feeding):
    """A feeding whose jobs run when the test says so, on its own thread."""

    def wake(self) -> None:
        """Let them wait."""


@pytest.fixture(scope="module")
def feeding(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Feeding]:
    """Lend one database to all examples, each of which has a partner of its own."""
    folder = tmp_path_factory.mktemp("sales")
    database = Database(folder / "feedledger.duckdb", threads=1)
    migrate(database)
    write_currencies(database)
    hook = [lambda cursor, feed: note_counts(cursor, feed.feed_id, feed.received_at)]
    yield Quiet(database, folder, hook)
    database.close()


@dataclass
class Run:
    """One example: the model, the orders that were placed, and every call that was answered."""

    feeding: Feeding
    partner: str
    model: Sales = field(default_factory=Sales)
    orders: list[str] = field(default_factory=list)
    waiting: list[tuple[Feed, Mode, dict[str, Record], int]] = field(default_factory=list)
    answered: list[tuple[Call, Outcome]] = field(default_factory=list)

    def take(self, step: tuple[object, ...]) -> None:
        """Do one step in the model and at the desk, which must come to the same."""
        self.model.now += 1
        match step:
            case ("deliver", "full" | "delta" as mode, dict(records)):
                self.deliver(mode, records)
            case ("load", "full" | "delta" as mode, dict(records)):
                self.deliver(mode, records)
                self.load()
            case ("order", dict(wanted)):
                self.order(wanted)
            case ("cancel", int(number)) if self.orders:
                self.cancel(number % len(self.orders))
            case ("refund", int(number), dict(wanted)) if self.orders:
                self.refund(number % len(self.orders), list(wanted.items()))
            case ("again", int(number)) if self.answered:
                call, first = self.answered[number % len(self.answered)]
                assert outcome(call, is_replay=True) == shown(first)
            case ("refresh",):
                self.feeding.desk.refresh()

    def deliver(self, mode: Mode, records: dict[str, Record]) -> None:
        body = "sku,name,price,currency,quantity\n"
        for sku, (price, currency, units) in records.items():
            cells = (sku, sku.title(), f"{price / 10_000:.4f}", currency, units)
            body += ",".join("" if cell is None else str(cell) for cell in cells) + "\n"
        feed = self.feeding.deliver(body, mode, self.partner)
        self.waiting.append((feed, mode, records, self.model.now))

    def load(self) -> None:
        """Load what was delivered, in the order in which it was received."""
        for feed, mode, records, received_at in self.waiting:
            loaded = self.feeding.work_off(feed)
            assert loaded.status == "COMPLETED", loaded
            self.model.load(mode, records, received_at)
        self.waiting.clear()
        self.check()

    def order(self, wanted: dict[str, int]) -> None:
        key, request = f"key-{next(KEY)}", ask_of(self.partner, wanted)
        placed: list[str] = []

        def call() -> Placed:
            answer = place_order(self.feeding.desk, request, owner="ann", idempotency_key=key)
            placed.append(answer.order.order_id)
            return answer

        expected = self.model.place(wanted)
        assert outcome(call) == shown(expected)
        if isinstance(expected, Sale):
            self.orders.append(placed[0])
            self.answered.append((call, expected))

    def cancel(self, number: int) -> None:
        named = {"owner": "ann", "actor": "user:ann", "idempotency_key": f"key-{next(KEY)}"}
        self.settle(
            lambda: cancel_order(self.feeding.desk, self.orders[number], **named),  # type: ignore[arg-type]
            self.model.cancel(number),
        )

    def refund(self, number: int, wanted: list[tuple[int, int]]) -> None:
        named = {"owner": "ann", "actor": "user:ann", "idempotency_key": f"key-{next(KEY)}"}
        self.settle(
            lambda: refund_order(self.feeding.desk, self.orders[number], wanted, **named),  # type: ignore[arg-type]
            self.model.refund(number, wanted),
        )

    def settle(self, call: Call, expected: Outcome) -> None:
        assert outcome(call) == shown(expected)
        self.answered.append((call, expected))

    def check(self) -> None:
        """Check every order, and what is left of every product."""
        database, named = self.feeding.database, {"code": self.partner}
        listed = list_orders(database, OrderFilter(partner=self.partner), 100).items
        by_id = {order.order_id: seen(order) for order in listed}
        assert [by_id[order_id] for order_id in self.orders] == [*map(shown, self.model.sales)]
        ids = database.rows(
            "select product_id, sku from product join partner using (partner_id)"
            " where code = $code",
            named,
        )
        left = available_units(database, [row["product_id"] for row in ids])
        assert {row["sku"]: left[row["product_id"]] for row in ids} == {
            sku: self.model.left(sku) for sku in self.model.items
        }
        self.check_memory()

    def check_memory(self) -> None:
        """Check that what orders keep in memory is what the database says."""
        desk, keys = self.feeding.desk, [(self.partner, sku) for sku in SKUS]
        with desk.lock, desk.database.transaction() as cursor:
            known = list(desk.shelf.find(cursor, keys).values())
            told = read_offers(cursor, [offer.product_id for offer in known])
        assert sorted(known, key=product_id_of) == sorted(told, key=product_id_of)

    def check_sums(self) -> None:
        """Check what every order gave back step by step, and the revenue."""
        database, named = self.feeding.database, {"code": self.partner}
        for order_id, sale in zip(self.orders, self.model.sales, strict=True):
            given = [e.amount for e in read_history(database, order_id) if e.kind != "placed"]
            assert minor(sum(given), sale.currency) == sale.refunded <= sale.total
        sums = {row["currency"]: row for row in database.rows(TOTALS, named)}
        for currency in MINOR_UNITS:
            sales = [sale for sale in self.model.sales if sale.currency == currency]
            row = sums.get(currency, {"gross": 0, "refunded": 0})
            assert minor(row["gross"], currency) == sum(sale.total for sale in sales)
            assert minor(row["refunded"], currency) == sum(sale.refunded for sale in sales)


# units ordered before a count that is the same, and between the receipt and the load of another
COUNTED_AGAIN = ("load", "delta", {"LAMP": (3_333, "USD", 9)})
COUNTED_BEFORE = ("deliver", "delta", {"LAMP": (3_333, "USD", 6), "RUG": (12_345, "USD", 9)})
BY_THE_UNIT = [("refund", 0, {1: 1})] * 3


@tried()
@example([("order", {"LAMP": 3}), COUNTED_AGAIN, ("cancel", 0)])
@example([("refresh",), ("order", {"LAMP": 3}), ("cancel", 0), ("order", {"LAMP": 2})])
@example([COUNTED_BEFORE, ("order", {"LAMP": 3, "RUG": 2}), ("order", {"RUG": 1}), ("cancel", 0)])
@example([("order", {"LAMP": 3}), *BY_THE_UNIT, ("cancel", 0), ("refund", 0, {1: 1, 2: 1})])
@given(st.lists(step, min_size=1, max_size=15))
def test_orders_come_to_what_the_model_says(
    feeding: Feeding, steps: list[tuple[object, ...]]
) -> None:
    partner = f"partner-{next(EXAMPLE)}"
    feeding.partner(partner)
    run = Run(feeding, partner)
    # something to sell, or most examples would sell nothing
    run.take(("load", "full", SHELF))

    for step in steps:
        run.take(step)
    run.load()

    for call, first in run.answered:
        assert outcome(call, is_replay=True) == shown(first)
    run.check()
    run.check_sums()
    for _, first in run.answered:
        event(first.code if isinstance(first, Refused) else f"{first.status} {first.currency}")


def outcome(call: Call, *, is_replay: bool = False) -> object:
    """Return what the desk answers, as plain numbers."""
    try:
        answer = call()
    except OrderUnavailable as error:
        return Refused(error.code, tuple((line.sku, line.available) for line in error.lines))
    except RefundExceeds as error:
        return Refused(error.code, tuple((line.line, line.refundable) for line in error.lines))
    except (MixedCurrency, OrderWrongState) as error:
        return Refused(error.code)
    assert answer.replayed == is_replay
    return seen(answer.order)


def seen(order: Order) -> object:
    """Return an order as plain numbers."""
    amounts = (minor(order.total, order.currency), minor(order.refunded, order.currency))
    lines = [
        (item.sku, item.quantity, item.unit_price * 10_000, minor(item.line_total, order.currency))
        for item in order.items
    ]
    return (order.status, order.currency, *amounts, lines)


def shown(expected: Outcome) -> object:
    """Return what the model expects in the same form."""
    if isinstance(expected, Refused):
        return expected
    lines = [(line.sku, line.bought, line.price, line.total) for line in expected.lines]
    return (expected.status, expected.currency, expected.total, expected.refunded, lines)


def minor(amount: Decimal | int, currency: str) -> Decimal:
    """Return the amount in minor units, whole if it is exact."""
    return Decimal(amount).scaleb(MINOR_UNITS[currency])
