"""The order desk: an order is placed whole or not at all, and never more than there is."""

import logging
from collections.abc import Callable
from copy import copy
from hashlib import sha256
from threading import Lock
from typing import Self

from catalog.clock import Clock, utc_now
from catalog.database import Database
from catalog.errors import FeedledgerError
from catalog.log_ids import note_ids
from orders.answered import AnsweredKeys
from orders.calls import Call
from orders.deciding import Placed
from orders.group import GroupCommit
from orders.numbers import OrderNumbers
from orders.placing import Placer
from orders.pricing import refuse_repeated
from orders.refresh import refresh_shelf
from orders.request import OrderRequest
from orders.shelf import Shelf

__all__ = ["OrderDesk", "Placed", "place_order"]
LOG = logging.getLogger("feedledger.orders")


class OrderDesk:
    """
    Where orders are placed, one desk a database: its lock keeps two groups of them apart.

    Whatever else writes orders, or removes products, holds `lock` from what it reads to its
    commit, and tells `shelf` and `answered` what it committed. `count` is told what became of
    each order that is asked for: `placed`, `replayed`, or the code it was refused with.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock = utc_now,
        count: Callable[[str], None] = lambda _outcome: None,
    ) -> None:
        self.database = database
        self.count = count
        self.clock = clock
        self.is_backdated = False
        self.lock = Lock()
        self.shelf = Shelf()
        self.answered = AnsweredKeys(database)
        numbers = OrderNumbers(database)
        self._placer = Placer(database, self.lock, self.shelf, self.answered, numbers)
        self.group = GroupCommit(self._placer.place)

    def at(self, clock: Clock) -> Self:
        """Return the same desk, on which orders bear the time of another clock."""
        desk = copy(self)
        desk.clock, desk.is_backdated = clock, True
        return desk

    def forget(self) -> None:
        """Have everything looked up anew, under the lock: what was committed is not known."""
        self._placer.forget()

    def refresh(self) -> None:
        """Take into memory what merges and reverts have changed; orders go on meanwhile."""
        refresh_shelf(self.database, self.shelf, self.lock)
        self.answered.fold(self.lock)


def place_order(  # noqa: PLR0913 - the request, and by name who asks under which key
    desk: OrderDesk,
    request: OrderRequest,
    *,
    owner: str,
    idempotency_key: str | None = None,
    body_sha256: str | None = None,
    partner_id: int | None = None,
) -> Placed:
    """
    Write the order with its items and its key in one transaction, and return it.

    Orders that are placed at the same time are committed together, each accepted or refused by
    itself. The same owner's same key returns the first answer and writes nothing. With
    `partner_id`, products of any other partner are not found.

    Raises:
        RepeatedProduct, MixedCurrency, AmountTooLarge, IdempotencyConflict: nothing was written.
        OrderUnavailable: no order was written; its lines were noted in `order_refusal`.
        WriteConflict: nothing was written; the same call may work.
    """
    digest = body_sha256 or sha256(request.model_dump_json().encode()).hexdigest()
    call = Call(request, owner, idempotency_key, digest, partner_id, desk.clock, desk.is_backdated)
    try:
        refuse_repeated(request)
        placed = desk.group.submit(call)
    except FeedledgerError as error:
        desk.count(error.code)
        raise
    note_ids(order_id=placed.order.order_id, order_number=placed.order.order_number)
    desk.count("replayed" if placed.replayed else "placed")
    if not placed.replayed:
        LOG.debug("order %s is placed", placed.order.order_number)
    return placed
