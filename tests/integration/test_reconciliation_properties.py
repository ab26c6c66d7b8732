"""Whatever is done, in any order: no check of the reconciliation finds a difference."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import event, example, given, settings
from hypothesis import strategies as st

from analytics.rollup import Rollup
from catalog.errors import RejectedInput
from catalog.retention import Retention, save_retention
from ingestion.feeds import Feed, get_feed
from ingestion.replay import Replay, replay_feed
from ingestion.retention import apply_retention
from orders.desk import place_order
from orders.refunds import cancel_order, refund_order
from orders.request import OrderLine, OrderRequest
from tests.books import LONG_AGO, NOVEMBER, Books, open_books
from tests.importing import HEADER, line
from tests.soaking import tried

EXAMPLE = count()
SKUS = ("A", "B", "C")
Step = tuple[object, ...]

sku = st.sampled_from(SKUS)
which = st.integers(0, 5)
record = st.tuples(
    st.sampled_from(["Lamp", "Rug", ""]),
    st.sampled_from(["1.50", "2", "3.333", "x"]),
    st.sampled_from(["USD", "USD", "JPY"]),
    st.sampled_from(["9", "3", "0", "", "-1"]),
)
records = st.dictionaries(sku, record, min_size=1, max_size=3)
mode = st.sampled_from(["full", "full", "delta", "supplemental"])
lines = st.dictionaries(sku, st.integers(1, 4), min_size=1, max_size=2)
past_line = st.tuples(which, st.integers(1, 3), sku, st.integers(-3, 5).filter(bool))
step = st.one_of(
    *[st.tuples(st.sampled_from(["load", "deliver"]), mode, records)] * 2,
    st.tuples(st.just("load waiting")),
    st.tuples(st.sampled_from(["revert", "replay"]), which),
    *[st.tuples(st.just("order"), lines)] * 3,
    st.tuples(st.just("cancel"), which),
    st.tuples(st.just("refund"), which, st.dictionaries(st.integers(1, 2), st.integers(1, 3))),
    st.tuples(st.just("import"), st.lists(past_line, min_size=1, max_size=4)),
    st.tuples(st.just("retain")),
    st.tuples(st.just("roll up")),
)
PAST = [(1, 1, "A", 2), (1, 2, "A", -1)]
STOCKED = dict.fromkeys(SKUS, ("Lamp", "1.50", "USD", "9"))


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    """Lend books to all examples, each of which adds a partner of its own to them."""
    books = open_books(tmp_path_factory.mktemp("books"))
    yield books
    books.database.close()


def few() -> settings:
    """Return how long this is tried: each step is feeds and jobs of a whole application."""
    is_soak = settings.get_current_profile_name() == "soak"
    return tried() if is_soak else settings(tried(), max_examples=5)


class Run:
    """One example: its partner, and the feeds and orders so far."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.partner = f"partner-{next(EXAMPLE)}"
        self.feeds: list[Feed] = []
        self.orders: list[str] = []
        self.keys = count()
        books.feeding.partner(self.partner)

    def take(self, step: Step) -> None:
        """Do one step; what is refused is refused."""
        with suppress(RejectedInput):
            self._take(step)

    def _take(self, step: Step) -> None:  # noqa: C901 - one case a step
        feeding, database = self.books.feeding, self.books.database
        match step:
            case ("load" | "deliver" as how, str(mode), dict(sent)):
                self.deliver(mode, sent)
                if how == "load":
                    feeding.work_off(self.feeds[-1])
            case ("load waiting",) if self.feeds:
                feeding.work_off(self.feeds[-1])
            case ("revert", int(number)) if self.feeds:
                feeding.take_back(self.feeds[number % len(self.feeds)])
            case ("replay", int(number)) if self.feeds:
                feed = self.feeds[number % len(self.feeds)]
                again = replay_feed(feeding.ingestion, feed.feed_id, Replay("user:anna", "today"))
                self.feeds.append(feeding.work_off(again))
            case ("order", dict(wanted)):
                self.order(wanted)
            case ("cancel", int(number)) if self.orders:
                cancel_order(feeding.desk, self.orders[number % len(self.orders)], **self.by())
            case ("refund", int(number), dict(wanted)) if self.orders:
                order_id = self.orders[number % len(self.orders)]
                refund_order(feeding.desk, order_id, list(wanted.items()), **self.by())
            case ("import", list(past)):
                if self.feeds:
                    feeding.work_off(self.feeds[-1])
                self.bring(past)
            case ("retain",) if self.feeds:
                feed = get_feed(database, self.feeds[-1].feed_id)
                save_retention(database, feed.partner_id, Retention(raw_days=1, report_days=1))
                with database.transaction() as cursor:
                    cursor.execute(
                        "update feed set finished_at = finished_at - interval 3 day,"
                        " received_at = received_at - interval 3 day where feed_id = ?"
                        " and status = 'COMPLETED_WITH_ERRORS'",
                        [feed.feed_id],
                    )
                apply_retention(feeding.ingestion)
            case ("roll up",):
                Rollup(database, ZoneInfo("Europe/Paris"), lambda: NOVEMBER).refresh()

    def deliver(self, mode: str, sent: dict[str, tuple[str, ...]]) -> None:
        body = "sku,name,price,currency,quantity\n"
        body += "".join(f"{sku},{','.join(cells)}\n" for sku, cells in sent.items())
        self.feeds.append(self.books.feeding.deliver(body, mode, self.partner))  # type: ignore[arg-type]

    def order(self, wanted: dict[str, int]) -> None:
        asked = [
            OrderLine(partner=self.partner, sku=each, quantity=units)
            for each, units in wanted.items()
        ]
        request = OrderRequest(customer_ref="property", lines=tuple(asked))
        key = f"{self.partner}-{next(self.keys)}"
        placed = place_order(self.books.feeding.desk, request, owner="ann", idempotency_key=key)
        self.orders.append(placed.order.order_id)

    def by(self) -> dict[str, Any]:
        key = f"{self.partner}-{next(self.keys)}"
        return {"owner": "ann", "actor": "user:ann", "idempotency_key": key}

    def bring(self, past: list[tuple[int, int, str, int]]) -> None:
        """Import past lines, of which some may be known and others differ from what is known."""
        rows = (
            line(
                order_number=f"{self.partner}-{order}",
                line=str(number),
                ordered_at=f"2026-{8 + order % 3:02d}-30 22:30:00",
                partner=self.partner,
                sku=each,
                quantity=str(units),
            )
            for order, number, each, units in past
        )
        self.books.importing.bring(HEADER + "".join(rows), source=self.partner)


@few()
@example([("order", {"A": 9}), ("load", "delta", {"A": ("Lamp", "2", "USD", "3")})])
@example([("deliver", "full", STOCKED), ("order", {"A": 4, "B": 4}), ("load waiting",)])
@example([("import", PAST), ("roll up",), ("import", [(1, 3, "B", 5)])])
@given(st.lists(step, min_size=1, max_size=8))
def test_nothing_differs_whatever_is_done(books: Books, steps: list[Step]) -> None:
    run = Run(books)
    run.take(("load", "full", STOCKED))
    for statement in LONG_AGO:  # what is sold from now on is held against the stock
        books.database.rows(statement)
    for each in steps:
        run.take(each)

    found = books.differences()

    assert {name: [row.shown for row in each.rows] for name, each in found.items()} == {}
    for each in steps:
        event(str(each[0]))
