"""What an order would be at these offers: every refusal found, every amount exact."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from orders.offers import Offer, ProductKey
from orders.refusals import (
    AmountTooLarge,
    MixedCurrency,
    OrderUnavailable,
    RefusedLine,
    RepeatedProduct,
)
from orders.request import OrderLine, OrderRequest

MAX_AMOUNT = Decimal("99999999999999.9999")  # what decimal(18, 4) holds


@dataclass(frozen=True)
class PricedLine:
    """A line that can be met, with the price copied from its offer."""

    line: int
    offer: Offer
    unit_price: Decimal
    quantity: int
    line_total: Decimal


@dataclass(frozen=True)
class PricedOrder:
    """An order that can be placed; the total is the sum of the line totals."""

    currency: str
    total: Decimal
    lines: tuple[PricedLine, ...]


def price_order(request: OrderRequest, offers: Mapping[ProductKey, Offer]) -> PricedOrder:
    """
    Return the order at these offers.

    Raises:
        OrderUnavailable: some lines cannot be met, each named.
        MixedCurrency: all could be met, but not in one currency, the expected one.
        AmountTooLarge: an amount has more than 14 digits before the mark.
    """
    numbered = list(enumerate(request.lines, 1))
    refusals = [_refusal(number, line, offers) for number, line in numbered]
    if refused := [refusal for refusal in refusals if refusal]:
        raise OrderUnavailable(refused)
    lines = tuple(_price(number, line, offers[line.partner, line.sku]) for number, line in numbered)
    total = sum((line.line_total for line in lines), Decimal(0))
    currency = _one_currency(lines, request.currency)
    if total > MAX_AMOUNT:
        raise AmountTooLarge("the total has more than 14 digits: split the order")
    return PricedOrder(currency, total, lines)


def refuse_repeated(request: OrderRequest) -> None:
    """
    Return if every line names another product.

    Whether a repeated line was meant is not guessed.

    Raises:
        RepeatedProduct: some do not, each but the first is named.
    """
    seen: set[ProductKey] = set()
    repeated = []
    for number, line in enumerate(request.lines, 1):
        key = (line.partner, line.sku)
        if key in seen:
            repeated.append(number)
        seen.add(key)
    if repeated:
        raise RepeatedProduct(repeated)


def _refusal(
    number: int, line: OrderLine, offers: Mapping[ProductKey, Offer]
) -> RefusedLine | None:
    asked = (number, line.partner, line.sku)
    offer = offers.get((line.partner, line.sku))
    if offer is None:
        return RefusedLine(*asked, "product/not_found", line.quantity, 0)
    available = offer.available
    if available is None or line.quantity <= available:
        return None
    code = offer.refusal or "stock/short"
    product = (offer.product_id, offer.state_feed_id)
    return RefusedLine(*asked, code, line.quantity, available, *product)


def _price(number: int, line: OrderLine, offer: Offer) -> PricedLine:
    unit_price, minor_unit = offer.unit_price or Decimal(0), offer.minor_unit or 0
    line_total = round_money(unit_price * line.quantity, minor_unit)
    return PricedLine(number, offer, unit_price, line.quantity, line_total)


def round_money(amount: Decimal, minor_unit: int) -> Decimal:
    """Return the amount in whole minor units of its currency, half of one rounded up."""
    return amount.quantize(Decimal(1).scaleb(-minor_unit), ROUND_HALF_UP)


def _one_currency(lines: tuple[PricedLine, ...], expected: str | None) -> str:
    found = sorted({line.offer.currency or "" for line in lines})
    if len(found) > 1 or (expected and found != [expected]):
        raise MixedCurrency(found, expected)
    return found[0]
