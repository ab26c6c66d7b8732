"""Answers about sales that are kept: never one from before the last line, worked out once."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from analytics.kept_answers import KeptAnswers
from analytics.revenue import read_revenue
from analytics.revenue_query import RevenueQuery
from catalog.database import Database
from catalog.errors import FeedledgerError
from tests.racing import together
from tests.selling import PARTNERS, Entry, append
from tests.shop import Shop, ask

QUERY = RevenueQuery(group_by="currency")
REFUND = """
insert into order_refund by name
select
    order_id, line, product_id, partner_id, sku, category, brand, currency,
    1 as quantity, unit_price as amount, ordered_at as refunded_at
from order_item
limit 1
"""
LONG_AGO = Entry(
    happened_at=datetime(2020, 5, 5, 12, tzinfo=UTC),
    is_refund=False,
    order_id=str(UUID(int=7)),
    line=1,
    partner_id=next(iter(PARTNERS)),
    sku="LAMP",
    category=None,
    brand=None,
    country=None,
    currency="USD",
    units=1,
    amount=Decimal(3),
)


class Counted:
    """A question about all sales, and how often it was read."""

    def __init__(self, database: Database, answers: KeptAnswers) -> None:
        self.database, self.answers, self.times = database, answers, 0

    def net(self, question: str = "net") -> Decimal:
        """Return the net of all, as it is kept or read."""
        return self.answers.ask(question, self.read)

    def read(self) -> Decimal:
        """Read it, whatever is kept."""
        self.times += 1
        return sum((row.net for row in read_revenue(self.database, QUERY)), Decimal(0))


@pytest.fixture
def shop(database: Database) -> Shop:
    shop = Shop(database)
    shop.add("LAMP", price="10", quantity=100)
    return shop


@pytest.fixture
def counted(database: Database) -> Counted:
    return Counted(database, KeptAnswers(database, most=3))


def test_answer_is_kept_until_an_order_or_a_refund_comes(shop: Shop, counted: Counted) -> None:
    shop.place(ask(LAMP=2))
    assert [counted.net(), counted.net()] == [20, 20]
    assert counted.times == 1
    shop.place(ask(LAMP=1))
    assert [counted.net(), counted.net()] == [30, 30]
    assert counted.times == 2
    with shop.database.transaction() as cursor:
        cursor.execute(REFUND)
    assert [counted.net(), counted.net()] == [20, 20]
    assert counted.times == 3


def test_line_of_long_ago_is_in_the_next_answer(sold: Database) -> None:
    counted = Counted(sold, KeptAnswers(sold))
    before = counted.net()
    append(sold, [LONG_AGO])
    assert counted.net() == before + LONG_AGO.amount


def test_order_that_comes_while_the_answer_is_read_is_in_the_next_one(
    shop: Shop, counted: Counted
) -> None:
    shop.place(ask(LAMP=1))

    def read() -> Decimal:
        before = counted.read()  # an answer of before the order
        shop.place(ask(LAMP=1))
        return before

    assert counted.answers.ask("net", read) == 10
    assert counted.net() == 20


@contextmanager
def somebody_reading(counted: Counted, read: Callable[[], Decimal]) -> Iterator[Future[Decimal]]:
    """Have another thread be at it, and go on a moment after the block has begun."""
    is_reading, go_on = threading.Event(), threading.Event()

    def slowly() -> Decimal:
        is_reading.set()
        assert go_on.wait(30)
        return read()

    with ThreadPoolExecutor(1) as other:
        first = other.submit(counted.answers.ask, "net", slowly)
        assert is_reading.wait(30)
        threading.Timer(0.2, go_on.set).start()
        yield first


def test_those_who_ask_at_once_wait_for_one(shop: Shop, counted: Counted) -> None:
    shop.place(ask(LAMP=2))
    with somebody_reading(counted, counted.read) as first:
        assert together(*[counted.net] * 8) == [20] * 8
    assert first.result() == 20
    assert counted.times == 1


def test_failure_is_not_kept_and_whoever_waited_reads(shop: Shop, counted: Counted) -> None:
    shop.place(ask(LAMP=2))

    def fail() -> Decimal:
        raise FeedledgerError("no room")

    with somebody_reading(counted, fail) as first:
        assert counted.net() == 20
    assert isinstance(first.exception(), FeedledgerError)
    assert counted.net() == 20
    assert counted.times == 2


def test_nobody_is_behind_an_order_of_ones_own(shop: Shop, counted: Counted) -> None:
    def sell_and_look() -> list[tuple[Decimal, int]]:
        seen = []
        for placed in range(1, 9):
            shop.place(ask(LAMP=1))
            seen.append((counted.net(), 10 * placed))
        return seen

    for seen in together(*[sell_and_look] * 4):
        assert all(net >= own for net, own in seen)
        assert [net for net, _ in seen] == sorted(net for net, _ in seen)
    assert counted.net() == counted.read() == 320


def test_recent_answer_says_how_many_lines_it_lacks(shop: Shop) -> None:
    now_s = [100.0]
    counted = Counted(shop.database, KeptAnswers(shop.database, clock_s=lambda: now_s[0]))

    def recent() -> list[Decimal]:
        kept = counted.answers.ask_recent("net", counted.read, 10)
        return [kept.answer, Decimal(kept.lines_since)]

    assert recent() == [0, 0]
    shop.place(ask(LAMP=1))
    shop.place(ask(LAMP=1))
    now_s[0] += 9.9
    assert recent() == [0, 2]
    now_s[0] += 0.2
    assert recent() == [20, 0]
    shop.place(ask(LAMP=1))
    assert recent() == [20, 1]
    assert counted.net() == 30  # who asks for all of it has it, and has it read for the others
    assert recent() == [30, 0]
    now_s[0] += 1000
    assert recent() == [30, 0]
    assert counted.times == 3


def test_questions_that_differ_have_answers_of_their_own(counted: Counted) -> None:
    assert counted.answers.ask("a", lambda: 1) == 1
    assert counted.answers.ask("b", lambda: 2) == 2
    assert counted.answers.ask("a", lambda: 3) == 1


def test_so_many_answers_are_kept(counted: Counted) -> None:
    for question in "abcd":
        counted.answers.ask(question, lambda: 1)
    assert counted.answers.ask("b", lambda: 2) == 1
    assert counted.answers.ask("a", lambda: 2) == 2
    assert counted.answers.ask("c", lambda: 2) == 2  # the one that was longest not asked


@pytest.mark.parametrize("asked", [{}, {"brand": "Nordic"}, {"level": 1, "group_by": "category"}])
def test_a_query_is_a_question(counted: Counted, asked: dict[str, object]) -> None:
    query = RevenueQuery.model_validate(asked)
    same = RevenueQuery.model_validate(asked)
    assert counted.answers.ask(query, lambda: 1) == 1
    assert counted.answers.ask(same, lambda: 2) == 1
    assert counted.answers.ask(query.model_copy(update={"currency": "EUR"}), lambda: 2) == 2
