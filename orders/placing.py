"""A group of orders in one transaction, each accepted or refused by itself."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import chain
from threading import Lock

from duckdb import DuckDBPyConnection

from catalog.database import Database
from orders.answered import AnsweredKeys
from orders.answers import read_answers
from orders.calls import Call
from orders.deciding import Decider, Decision, Placed, Repeat
from orders.numbers import OrderNumbers, new_id
from orders.order import Order, OrderItem
from orders.pricing import PricedLine, PricedOrder
from orders.refusals import OrderUnavailable
from orders.shelf import Shelf
from orders.writing import Placement, write_orders, write_refusals

LOG = logging.getLogger("feedledger.orders")


@dataclass(frozen=True)
class Placer:
    """
    What places groups of orders; one a database, as its lock keeps two groups apart.

    `shelf`, `answered` and `numbers` are what is known without asking the database.
    """

    database: Database
    lock: Lock
    shelf: Shelf
    answered: AnsweredKeys
    numbers: OrderNumbers

    def place(self, calls: Sequence[Call]) -> Sequence[Placed | Exception]:
        """
        Place what can be placed, all in one transaction, and return each call's answer or error.

        What goes wrong with the group as a whole is tried again call by call, so that each meets
        its own error alone. Lines that could not be met are noted once the orders are committed.
        """
        answers = self._place_apart(calls)
        refused = [
            (call.clock(), answer.lines)
            for call, answer in zip(calls, answers, strict=True)
            if isinstance(answer, OrderUnavailable)
        ]
        if not refused:
            return answers
        try:
            with self.database.transaction() as cursor:
                write_refusals(cursor, ((at, line) for at, lines in refused for line in lines))
        except Exception as error:  # noqa: BLE001 - theirs to meet who were refused, not of the others
            return [error if isinstance(each, OrderUnavailable) else each for each in answers]
        return answers

    def _place_apart(self, calls: Sequence[Call]) -> Sequence[Placed | Exception]:
        try:
            return self._place_together(calls)
        except Exception as error:  # noqa: BLE001 - whatever one call meets, no other may fail for it
            if len(calls) == 1:
                return [error]
            return [self._place_apart([call])[0] for call in calls]

    def _place_together(self, calls: Sequence[Call]) -> Sequence[Placed | Exception]:
        is_committing = False
        with self.lock:
            try:
                with self.database.transaction() as cursor:
                    decisions = self._decide(cursor, calls)
                    placements = self._number(decisions)
                    write_orders(cursor, list(placements.values()))
                    is_committing = True
            except BaseException:
                if is_committing:  # it may have happened
                    self.forget()
                raise
            self._take_in(placements)
        return [_answer(call, decision, placements) for call, decision in decisions]

    def _decide(
        self, cursor: DuckDBPyConnection, calls: Sequence[Call]
    ) -> list[tuple[Call, Decision]]:
        hashes = [call.key_hash for call in calls if call.key_hash is not None]
        answers = read_answers(cursor, self.answered.find(hashes))
        wanted = chain.from_iterable(call.products for call in calls)
        decider = Decider(cursor, answers, self.shelf.find(cursor, wanted))
        return [(call, decider.decide(call)) for call in calls]

    def _number(self, decisions: Sequence[tuple[Call, Decision]]) -> dict[Call, Placement]:
        """Return the accepted orders, each with an id and a number of its own."""
        accepted = [(call, each) for call, each in decisions if isinstance(each, PricedOrder)]
        numbers = self.numbers.peek(len(accepted))
        return {
            call: Placement(call, priced, _order(call, priced, number))
            for (call, priced), number in zip(accepted, numbers, strict=True)
        }

    def _take_in(self, placements: Mapping[Call, Placement]) -> None:
        """Know from here on what was committed: all of it, or nothing but what the tables say."""
        try:
            self.numbers.give(len(placements))
            for placement in placements.values():
                if placement.call.key_hash is not None:
                    self.answered.add(placement.call.key_hash)
                for line in placement.priced.lines:
                    self.shelf.take(line.offer, line.quantity, placement.order.created_at)
        except Exception:  # the orders stand: to fail here would have them placed once more
            LOG.exception("what was placed could not be kept in memory")
            self.forget()

    def forget(self) -> None:
        """Have everything that memory knows looked up anew."""
        self.numbers.forget()
        self.answered.forget()
        self.shelf.forget_all()


def _order(call: Call, priced: PricedOrder, order_number: str) -> Order:
    return Order(
        order_id=str(new_id()),
        order_number=order_number,
        status="CONFIRMED",
        currency=priced.currency,
        total=priced.total,
        refunded=Decimal(0),
        customer_ref=call.request.customer_ref,
        created_at=_moment(call, priced),
        items=tuple(_item(line) for line in priced.lines),
    )


def _moment(call: Call, priced: PricedOrder) -> datetime:
    """Return the time of an order, which never dates from before the counts that it drew from."""
    now = call.clock()
    if call.is_backdated:
        return now
    # the clock may have been set back since, and what is older than a count is not taken from it
    counted = [line.offer.counted_at for line in priced.lines if line.offer.counted_at]
    return max([now, *counted])


def _item(line: PricedLine) -> OrderItem:
    return OrderItem(
        line=line.line,
        product_id=line.offer.product_id,
        partner=line.offer.partner,
        sku=line.offer.sku,
        product_name=line.offer.product_name,
        unit_price=line.unit_price,
        quantity=line.quantity,
        line_total=line.line_total,
        feed_id=line.offer.price_feed_id,
    )


def _answer(
    call: Call, decision: Decision, placements: Mapping[Call, Placement]
) -> Placed | Exception:
    if isinstance(decision, Repeat):
        return Placed(placements[decision.first].order, replayed=True)
    if isinstance(decision, PricedOrder):
        return Placed(placements[call].order, replayed=False)
    return decision
