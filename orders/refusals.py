"""Why an order is refused: each an error with its code, and none of them writes an order."""

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.errors import RejectedInput


@dataclass(frozen=True)
class RefusedLine:
    """
    A line that cannot be met; `available` is how many units could be ordered.

    `code` is product/not_found, product/inactive, product/not_available or stock/short;
    `feed_id` is the feed that made it so, where the product is known.
    """

    line: int
    partner: str
    sku: str
    code: str
    requested: int
    available: int
    product_id: int | None = None
    feed_id: str | None = None


class OrderUnavailable(RejectedInput):
    """Some lines cannot be met; no order was written, each such line was noted as lost demand."""

    code = "order/unavailable"

    def __init__(self, lines: Sequence[RefusedLine]) -> None:
        self.lines = tuple(lines)
        super().__init__(f"{len(self.lines)} of the lines cannot be met")


class RepeatedProduct(RejectedInput):
    """A product stands in two lines; nothing was written."""

    code = "order/repeated_product"

    def __init__(self, lines: Sequence[int]) -> None:
        self.lines = tuple(lines)
        numbers = ", ".join(map(str, self.lines))
        super().__init__(f"line {numbers} names a product of an earlier line: send one line of it")


class MixedCurrency(RejectedInput):
    """The lines are not all of one currency, the expected one; nothing was written."""

    code = "order/mixed_currency"

    def __init__(self, found: Sequence[str], expected: str | None) -> None:
        self.found = tuple(found)
        self.expected = expected
        asked = f", not {expected}" if expected else ""
        super().__init__(f"the products are priced in {', '.join(self.found)}{asked}")


class AmountTooLarge(RejectedInput):
    """The total is more than can be kept exactly; nothing was written."""

    code = "order/amount_too_large"


class IdempotencyConflict(RejectedInput):
    """The key was used for another request; nothing was written."""

    code = "idempotency/conflict"
