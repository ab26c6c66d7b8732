"""What an order would be, decided without a database."""

from dataclasses import replace
from decimal import Decimal

import pytest

from orders.offers import Offer
from orders.pricing import price_order, refuse_repeated, round_money
from orders.refusals import AmountTooLarge, MixedCurrency, OrderUnavailable, RepeatedProduct
from orders.request import OrderLine, OrderRequest

LAMP = Offer(
    product_id=1,
    partner_id=1,
    partner="lumen",
    sku="LAMP",
    product_name="Lamp",
    category=None,
    brand=None,
    unit_price=Decimal("10.0000"),
    currency="USD",
    minor_unit=2,
    availability="in_stock",
    is_active=True,
    units_left=5,
    price_feed_id="f1",
    state_feed_id="f2",
)


def request_of(*lines: tuple[str, int], currency: str | None = None) -> OrderRequest:
    asked = tuple(OrderLine(partner="lumen", sku=sku, quantity=units) for sku, units in lines)
    return OrderRequest(customer_ref="c", lines=asked, currency=currency)


def offered(*offers: Offer) -> dict[tuple[str, str], Offer]:
    return {(offer.partner, offer.sku): offer for offer in offers}


def test_every_line_that_fails_is_found_with_its_own_code() -> None:
    offers = offered(
        LAMP,
        replace(LAMP, sku="OLD", is_active=False, availability="out_of_stock"),
        replace(LAMP, sku="GONE", availability="out_of_stock"),
        replace(LAMP, sku="FREE", unit_price=None),
    )
    lines = [("LAMP", 6), ("NONE", 1), ("OLD", 1), ("GONE", 2), ("FREE", 1)]

    with pytest.raises(OrderUnavailable) as refused:
        price_order(request_of(*lines), offers)

    assert [(n.line, n.sku, n.code, n.requested, n.available) for n in refused.value.lines] == [
        (1, "LAMP", "stock/short", 6, 5),
        (2, "NONE", "product/not_found", 1, 0),
        (3, "OLD", "product/inactive", 1, 0),
        (4, "GONE", "product/not_available", 2, 0),
        (5, "FREE", "product/not_available", 1, 0),
    ]
    assert refused.value.lines[0].feed_id == "f2"
    assert refused.value.lines[1].product_id is None


def test_line_that_can_be_met_is_not_among_the_refused() -> None:
    with pytest.raises(OrderUnavailable) as refused:
        price_order(request_of(("LAMP", 5), ("RUG", 1)), offered(LAMP))

    assert [line.line for line in refused.value.lines] == [2]


@pytest.mark.parametrize(
    ("availability", "is_met"),
    [
        ("in_stock", True),
        ("preorder", True),
        ("backorder", True),
        ("out_of_stock", False),
        ("discontinued", False),
        (None, False),
    ],
)
def test_availability_decides_what_may_be_ordered(
    availability: str | None, *, is_met: bool
) -> None:
    offer = replace(LAMP, availability=availability, units_left=None)

    assert offer.available == (None if is_met else 0)
    assert (offer.refusal is None) == is_met


def test_total_is_the_sum_of_the_rounded_lines() -> None:
    other = replace(LAMP, sku="RUG", unit_price=Decimal("0.3350"), units_left=None)

    priced = price_order(request_of(("LAMP", 2), ("RUG", 3)), offered(LAMP, other))

    assert [line.line_total for line in priced.lines] == [Decimal("20.00"), Decimal("1.01")]
    assert priced.total == Decimal("21.01")


@pytest.mark.parametrize(
    ("amount", "minor_unit", "rounded"),
    [
        ("1.005", 2, "1.01"),
        ("1.0049", 2, "1.00"),
        ("2.5", 0, "3"),
        ("3.5", 0, "4"),
        ("1.2345", 3, "1.235"),
        ("1.2345", 4, "1.2345"),
    ],
)
def test_half_a_minor_unit_is_rounded_up(amount: str, minor_unit: int, rounded: str) -> None:
    assert round_money(Decimal(amount), minor_unit) == Decimal(rounded)


def test_two_currencies_are_refused_and_so_is_one_not_expected() -> None:
    offers = offered(LAMP, replace(LAMP, sku="RUG", currency="EUR"))

    with pytest.raises(MixedCurrency, match="EUR, USD"):
        price_order(request_of(("LAMP", 1), ("RUG", 1)), offers)
    with pytest.raises(MixedCurrency, match="USD, not EUR"):
        price_order(request_of(("LAMP", 1), currency="EUR"), offers)
    assert price_order(request_of(("LAMP", 1), currency="USD"), offers).currency == "USD"


def test_amount_beyond_what_can_be_kept_is_refused() -> None:
    dear = replace(LAMP, unit_price=Decimal("99999999999999.9999"), minor_unit=4, units_left=None)

    assert price_order(request_of(("LAMP", 1)), offered(dear)).total == dear.unit_price
    with pytest.raises(AmountTooLarge):
        price_order(request_of(("LAMP", 1)), offered(replace(dear, minor_unit=2)))
    with pytest.raises(AmountTooLarge):
        price_order(request_of(("LAMP", 1_000_000)), offered(dear))


def test_repeated_product_is_refused_naming_its_later_lines() -> None:
    refuse_repeated(request_of(("LAMP", 1), ("lamp", 1)))

    with pytest.raises(RepeatedProduct) as refused:
        refuse_repeated(request_of(("LAMP", 1), ("RUG", 1), ("LAMP", 2), ("LAMP", 1)))

    assert refused.value.lines == (3, 4)
