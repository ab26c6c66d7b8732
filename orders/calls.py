"""A call to place an order: what is asked, who asks, and under which key."""

from dataclasses import dataclass
from functools import cached_property

from catalog.clock import Clock
from orders.answered import hash_key
from orders.offers import ProductKey
from orders.request import OrderRequest


@dataclass(frozen=True, eq=False)
class Call:
    """
    With `partner_id`, products of any other partner are not found.

    `is_backdated` says that the clock is another than that of the feeds.
    """

    request: OrderRequest
    owner: str
    idempotency_key: str | None
    body_sha256: str
    partner_id: int | None
    clock: Clock
    is_backdated: bool = False

    @property
    def owned_key(self) -> tuple[str, str] | None:
        """The owner and the key, None for a call without a key."""
        return None if self.idempotency_key is None else (self.owner, self.idempotency_key)

    @cached_property
    def key_hash(self) -> int | None:
        """The hash of owner and key, None for a call without a key."""
        return None if self.owned_key is None else hash_key(*self.owned_key)

    @cached_property
    def products(self) -> tuple[ProductKey, ...]:
        """The products asked for, by line."""
        return tuple((line.partner, line.sku) for line in self.request.lines)
