"""Feeds and orders in any sequence, against a plain model."""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.database import Database
from orders.book import get_order
from orders.order import Order
from orders.refusals import OrderUnavailable
from tests.shop import Shop, ask_of

SKUS = ("LAMP", "RUG", "VASE")
EXAMPLE = count()

sku = st.sampled_from(SKUS)
price = st.decimals("0.0001", "99999", places=4)
wish = st.dictionaries(sku, st.integers(1, 12), min_size=1)
step = st.one_of(
    st.tuples(st.just("recount"), sku, st.integers(0, 20)),
    st.tuples(st.just("repeat"), sku),
    st.tuples(st.just("reprice"), sku, price),
    st.tuples(st.just("order"), wish),
    st.tuples(st.just("order"), wish),
    st.tuples(st.just("refresh")),
)


@dataclass
class Model:
    """The shop as plain numbers."""

    counted: dict[str, int] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)
    price: dict[str, Decimal] = field(default_factory=dict)

    def total(self, wanted: dict[str, int]) -> Decimal:
        lines = [self.price[sku] * units for sku, units in wanted.items()]
        return sum((line.quantize(Decimal("0.01"), ROUND_HALF_UP) for line in lines), Decimal(0))

    def shortages(self, wanted: dict[str, int]) -> list[tuple[str, int]]:
        return [(sku, self.left[sku]) for sku, units in wanted.items() if units > self.left[sku]]


@pytest.fixture
def shop(database: Database) -> Shop:
    return Shop(database)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.fixed_dictionaries({sku: st.tuples(st.integers(0, 15), price) for sku in SKUS}),
    st.lists(step, max_size=15),
)
def test_stock_is_never_oversold_and_totals_are_exact(
    shop: Shop, first: dict[str, tuple[int, Decimal]], steps: list[tuple[object, ...]]
) -> None:
    partner = f"partner-{next(EXAMPLE)}"
    model = Model()
    for sku, (units, price) in first.items():
        shop.add(sku, partner, quantity=units, price=price)
        model.counted[sku] = model.left[sku] = units
        model.price[sku] = price

    placed = [order for step in steps if (order := take(shop, model, partner, step))]

    for order in placed:
        assert get_order(shop.database, order.order_id) == order
    assert {sku: shop.left(sku, partner) for sku in SKUS} == model.left
    with shop.desk.lock, shop.database.transaction() as cursor:
        known = shop.desk.shelf.find(cursor, [(partner, sku) for sku in SKUS])
    assert {sku: known[partner, sku].units_left for sku in SKUS} == model.left


def take(shop: Shop, model: Model, partner: str, step: tuple[object, ...]) -> Order | None:
    """Do one step in the shop and in the model, and return the order if it was one."""
    shop.wait(seconds=1)
    match step:
        case ("recount", str(sku), int(units)):
            shop.recount(sku, units, partner)
            model.counted[sku] = model.left[sku] = units
        case ("repeat", str(sku)):
            shop.repeat({sku: model.counted[sku]}, partner)
            model.left[sku] = model.counted[sku]
        case ("reprice", str(sku), Decimal() as price):
            shop.reprice(sku, price, partner)
            model.price[sku] = price
        case ("refresh",):
            shop.desk.refresh()
        case ("order", dict(wanted)):
            return order(shop, model, partner, wanted)
    return None


def order(shop: Shop, model: Model, partner: str, wanted: dict[str, int]) -> Order | None:
    """Order in the shop what the model says can or cannot be met."""
    request = ask_of(partner, wanted)
    if shortages := model.shortages(wanted):
        with pytest.raises(OrderUnavailable) as refused:
            shop.place(request)
        assert [(line.sku, line.available) for line in refused.value.lines] == shortages
        return None
    placed = shop.place(request).order
    assert placed.total == model.total(wanted) == sum(item.line_total for item in placed.items)
    for sku, units in wanted.items():
        model.left[sku] -= units
    assert min(model.left.values()) >= 0
    return placed
