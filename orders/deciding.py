"""What becomes of each call of a group, decided one after another before anything is written."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from catalog.errors import RejectedInput
from orders.answers import Answer, OwnedKey
from orders.calls import Call
from orders.offers import Offer, ProductKey
from orders.order import Order
from orders.pricing import PricedOrder, price_order
from orders.refusals import IdempotencyConflict


@dataclass(frozen=True)
class Placed:
    """The order of a request; `replayed` if its idempotency key had been answered before."""

    order: Order
    replayed: bool


@dataclass(frozen=True)
class Repeat:
    """A call with the key of an earlier one of its group, which is accepted."""

    first: Call


Decision = PricedOrder | Placed | Repeat | RejectedInput


class Decider:
    """Decides calls in their order: what one takes, the next does not find any more."""

    def __init__(
        self,
        cursor: DuckDBPyConnection,
        answers: Mapping[OwnedKey, Answer],
        offers: Mapping[ProductKey, Offer],
    ) -> None:
        self._cursor = cursor
        self._answers = answers
        self._offers = offers
        self._taken: Counter[int] = Counter()
        self._accepted: dict[OwnedKey, Call] = {}

    def decide(self, call: Call) -> Decision:
        """Return the order as it is priced, the answer that its key was given, or the refusal."""
        try:
            return self._repeat(call) or self._price(call)
        except RejectedInput as refusal:
            return refusal

    def _repeat(self, call: Call) -> Placed | Repeat | None:
        key = call.owned_key
        if key is None:
            return None
        if answer := self._answers.get(key):
            refuse_other(call, answer.operation, answer.body_sha256)
            return Placed(answer.order(self._cursor), replayed=True)
        if first := self._accepted.get(key):
            refuse_other(call, "place", first.body_sha256)
            return Repeat(first)
        return None

    def _price(self, call: Call) -> PricedOrder:
        priced = price_order(call.request, self._visible(call))
        for line in priced.lines:
            self._taken[line.offer.product_id] += line.quantity
        if call.owned_key is not None:
            self._accepted[call.owned_key] = call
        return priced

    def _visible(self, call: Call) -> Mapping[ProductKey, Offer]:
        """Return the offers of what the call names, less what others of the group have taken."""
        named = ((key, self._offers.get(key)) for key in call.products)
        return {
            key: offer.less(self._taken[offer.product_id])
            for key, offer in named
            if offer and call.partner_id in {None, offer.partner_id}
        }


def refuse_other(call: Call, operation: str, body_sha256: str) -> None:
    """
    Return if the call is the one that its key was used for.

    Raises:
        IdempotencyConflict: it is another.
    """
    if operation != "place" or body_sha256 != call.body_sha256:
        raise IdempotencyConflict("this key was used for another request: send a new one")
