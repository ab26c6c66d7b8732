"""Customers who want more than there is, repeat what was not answered, and remember each answer."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random
from typing import Protocol

from benchmarks.demand import Line

MOST_LINES = 3
MOST_UNITS = 3
ALL_UNITS = 1_000_000  # more than there are of anything: the refusal says what is left
AGAIN_AFTER_S = 0.02
PATIENCE_S = 120.0  # longer than any restart: by then the application has failed
GIVEN_UP = 0.1  # of what was not answered: nobody repeats it, and it may be there or not

Item = tuple[int, str, Decimal, int, Decimal]
# what each customer does next: some orders are sent again, have their key misused, or are cancelled
ACTS = {"order": 17, "repeat": 1, "misuse": 1, "cancel": 1}


@dataclass(frozen=True)
class Asked:
    """An order as it was asked for, (sku, units) a line, under its idempotency key."""

    key: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Placed:
    """An order as the answer tells it; an item is line, SKU, unit price, units, line total."""

    order_id: str
    order_number: str
    total: Decimal
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Shortage:
    """A line that was refused."""

    line: int
    sku: str
    code: str
    requested: int
    available: int


@dataclass(frozen=True)
class Refused:
    """No order, as these lines could not be met."""

    shortages: tuple[Shortage, ...]


@dataclass(frozen=True)
class Conflict:
    """No order, as the key had been used for another one."""


@dataclass(frozen=True)
class Cancelled:
    """The order was given back whole."""

    order_id: str


@dataclass(frozen=True)
class Answer:
    """What was said; `replayed` if it was said to be an earlier order."""

    said: Placed | Refused | Conflict | Cancelled
    replayed: bool = False


class NotAnswered(Exception):
    """Nobody knows whether the order was placed."""


class Counter(Protocol):
    """Where orders are placed: the desk itself, or the application over HTTP."""

    def ask(self, asked: Asked) -> Answer:
        """
        Place the order, once for its key, and return the answer.

        Raises:
            NotAnswered: it may be there or not; the same call may be made again.
        """

    def cancel(self, order_id: str, key: str) -> Answer:
        """
        Cancel the order, once for the key, and return the answer.

        Raises:
            NotAnswered: it may have happened or not; the same call may be made again.
        """


@dataclass(frozen=True)
class Told:
    """What came of a key: its answer, None if the customer gave up; how often it went unheard."""

    asked: Asked
    said: Placed | Refused | None
    unheard: int


@dataclass
class Customer:
    """
    One customer, who does the same for the same seed as far as the answers are the same.

    A further act, such as cancelling, is one more name in ACTS and a method of that name.
    """

    counter: Counter
    name: str
    skus: Sequence[str]
    seed: int
    patience_s: float = PATIENCE_S
    told: list[Told] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    cancelled: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        # a generator of its own, whatever the other customers do meanwhile
        self.draws = Random(f"{self.seed} {self.name}")  # noqa: S311 - no secret

    def shop(self, go_on: Callable[[], bool]) -> None:
        """Order, repeat, misuse keys and cancel while `go_on` says so."""
        acts = {
            "order": self.order,
            "repeat": self.repeat,
            "misuse": self.misuse,
            "cancel": self.cancel,
        }
        while go_on():
            (act,) = self.draws.choices(list(ACTS), list(ACTS.values()))
            acts[act]()

    def sell_out(self, sku: str) -> None:
        """Order what is left of the product, until nothing is."""
        left = ALL_UNITS
        while left:
            said = self._tell(self._new(((sku, left),)), patient=True)
            if isinstance(said, Refused):
                left = said.shortages[0].available

    def order(self) -> None:
        """Order some units of some products, under a new key."""
        skus = self.draws.sample(self.skus, self.draws.randint(1, MOST_LINES))
        lines = tuple((sku, self.draws.randint(1, MOST_UNITS)) for sku in skus)
        self._tell(self._new(lines))

    def repeat(self) -> None:
        """Send an earlier request once more: it must be answered as it was."""
        earlier = self._earlier()
        if earlier is None:
            return
        answer, unheard = self._ask(earlier.asked, patient=True)
        if isinstance(earlier.said, Refused):
            self._hear_again(earlier, answer, unheard)
        elif answer is None or answer.said != earlier.said or not answer.replayed:
            self.faults.append(f"{earlier} was repeated and answered {answer}")

    def _hear_again(self, earlier: Told, answer: Answer | None, unheard: int) -> None:
        """Take in what a refused order came to: cancelled units may have come back for it."""
        said = answer.said if answer else None
        if not isinstance(said, Placed | Refused) or (answer and answer.replayed and not unheard):
            self.faults.append(f"{earlier} was repeated and answered {answer}")
        elif isinstance(said, Placed):
            self.told[self.told.index(earlier)] = replace(earlier, said=said)

    def misuse(self) -> None:
        """Send another order under the key of an earlier one: it must be refused."""
        earlier = self._earlier()
        if earlier is None or not isinstance(earlier.said, Placed):
            return
        sku, units = earlier.asked.lines[0]
        other = Asked(earlier.asked.key, ((sku, units + 1), *earlier.asked.lines[1:]))
        answer, _ = self._ask(other, patient=True)
        if answer is None or answer.said != Conflict():
            self.faults.append(f"{earlier} had its key misused, which was answered {answer}")

    def cancel(self) -> None:
        """Cancel an earlier order until that is answered; its units can be sold again."""
        earlier = self._earlier()
        if earlier is None or not isinstance(earlier.said, Placed):
            return
        order_id = earlier.said.order_id
        answer, _ = self._until_heard(
            lambda: self.counter.cancel(order_id, f"cancel {earlier.asked.key}"), patient=True
        )
        # a second time the key has its answer already
        is_again = order_id in self.cancelled
        if answer is None or answer.said != Cancelled(order_id) or (is_again > answer.replayed):
            self.faults.append(f"{earlier} was cancelled, which was answered {answer}")
        self.cancelled.add(order_id)

    def _earlier(self) -> Told | None:
        answered = [told for told in self.told[-20:] if told.said]
        return self.draws.choice(answered) if answered else None

    def _new(self, lines: tuple[Line, ...]) -> Asked:
        return Asked(f"{self.seed}/{self.name}/{len(self.told)}", lines)

    def _tell(self, asked: Asked, *, patient: bool = False) -> Placed | Refused | None:
        answer, unheard = self._ask(asked, patient=patient)
        said = answer.said if answer else None
        if isinstance(said, Conflict) or (answer and answer.replayed and not unheard):
            self.faults.append(f"{asked} was new and answered {answer}")
        said = said if isinstance(said, Placed | Refused) else None
        self.told.append(Told(asked, said, unheard))
        return said

    def _ask(self, asked: Asked, *, patient: bool) -> tuple[Answer | None, int]:
        return self._until_heard(lambda: self.counter.ask(asked), patient=patient)

    def _until_heard(
        self, call: Callable[[], Answer], *, patient: bool
    ) -> tuple[Answer | None, int]:
        unheard, until_s = 0, time.monotonic() + self.patience_s
        while True:
            try:
                return call(), unheard
            except NotAnswered as error:
                unheard += 1
                if time.monotonic() > until_s:
                    raise TimeoutError(f"{self.name} was not answered in time") from error
                if not patient and self.draws.random() < GIVEN_UP:
                    return None, unheard
                time.sleep(AGAIN_AFTER_S)
