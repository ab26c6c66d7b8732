"""Group commit: who comes together is worked for together, and each gets its own answer."""

import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain

import pytest

from orders import group as group_module
from orders.group import COMPANY_WITHIN_S, MAX_TOGETHER, GroupCommit
from tests.feeding import until


@dataclass
class Counter:
    """Work that doubles numbers, refuses odd ones, and can be made to wait or to fail."""

    groups: list[Sequence[int]] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)
    failure: BaseException | None = None

    def __call__(self, numbers: Sequence[int]) -> Sequence[int | Exception]:
        self.groups.append(list(numbers))
        assert self.gate.wait(10)
        if self.failure:
            raise self.failure
        return [ValueError(number) if number % 2 else number * 2 for number in numbers]


Group = GroupCommit[int, int]


@pytest.fixture
def counter() -> Counter:
    return Counter()


@pytest.fixture
def group(counter: Counter) -> Group:
    return GroupCommit(counter)


def gather(counter: Counter, group: Group, numbers: Sequence[int]) -> list[Future[int]]:
    """Submit each from a thread of its own, all while the first is being worked for."""
    with ThreadPoolExecutor(len(numbers) + 1) as pool:
        first = pool.submit(group.submit, 0)
        until(lambda: len(counter.groups) == 1)
        others = [pool.submit(group.submit, number) for number in numbers]
        until(lambda: group.waiting == len(numbers))
        counter.gate.set()
    return [first, *others]


def test_call_without_company_is_answered_without_waiting(
    counter: Counter, group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = listen(group, monkeypatch)
    counter.gate.set()

    assert [group.submit(number) for number in (2, 4)] == [4, 8]
    assert counter.groups == [[2], [4]]
    assert waits == []


def test_calls_that_come_meanwhile_are_one_group(counter: Counter, group: Group) -> None:
    answers = gather(counter, group, [2, 4, 6])

    assert [len(each) for each in counter.groups] == [1, 3]
    assert [each.result() for each in answers] == [0, 4, 8, 12]


def test_error_is_raised_for_its_own_call_alone(counter: Counter, group: Group) -> None:
    _, two, three, four = gather(counter, group, [2, 3, 4])

    assert (two.result(), four.result()) == (4, 8)
    with pytest.raises(ValueError, match="3"):
        three.result()


@pytest.mark.parametrize("failure", [RuntimeError("broken"), KeyboardInterrupt()])
def test_failure_of_the_work_leaves_nobody_waiting(
    counter: Counter, group: Group, failure: BaseException
) -> None:
    counter.failure = failure

    answers = gather(counter, group, [2, 4, 6])

    assert all(isinstance(each.exception(), type(failure)) for each in answers)
    counter.failure = None
    assert group.submit(8) == 16


def test_group_is_bounded_and_nobody_is_left_out(counter: Counter, group: Group) -> None:
    numbers = [2 * number for number in range(MAX_TOGETHER + 20)]

    answers = gather(counter, group, numbers)

    assert [each.result() for each in answers] == [0, *(2 * number for number in numbers)]
    assert max(len(each) for each in counter.groups) == MAX_TOGETHER
    assert sorted(chain.from_iterable(counter.groups)) == [0, *numbers]


def test_company_that_does_not_come_back_is_not_waited_for_long(
    counter: Counter, group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    gather(counter, group, [2, 4, 6])
    waits = listen(group, monkeypatch)
    monkeypatch.setattr(group_module, "COMPANY_SEEN_WITHIN_S", 60)

    assert [group.submit(8), group.submit(10)] == [16, 20]

    # the first call after a group waits for the group to come back, the next one does not
    assert waits == [COMPANY_WITHIN_S]


def test_company_that_comes_back_is_not_waited_for_longer(
    counter: Counter, group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    gather(counter, group, [2, 4, 6])
    monkeypatch.setattr(group_module, "COMPANY_WITHIN_S", 20)
    monkeypatch.setattr(group_module, "COMPANY_SEEN_WITHIN_S", 60)

    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(group.submit, [8, 10, 12]))

    assert answers == [16, 20, 24]
    assert sorted(counter.groups[-1]) == [8, 10, 12]


def listen(group: Group, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return how long the group's leaders were ready to wait, to which each wait is added."""
    waits: list[float] = []
    monkeypatch.setattr(group.company, "wait", waits.append)
    return waits
