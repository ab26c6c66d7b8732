"""Attempts, rates and what is remembered, on a clock set by hand."""

from collections.abc import Callable

import pytest

from accounts.cache import Cache
from accounts.limits import AttemptLimit, RateLimit, RateLimited, TooManyAttempts
from tests.doorway import SetClock


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


def refused_for_s(limit: AttemptLimit, *who: str) -> int:
    with pytest.raises(TooManyAttempts) as refused:
        limit.begin(*who)
    return refused.value.retry_after_s


def test_attempt_over_the_limit_waits_until_the_first_is_forgotten(clock: SetClock) -> None:
    limit = AttemptLimit(clock.seconds, most=3, within_s=60)
    for _attempt in range(3):
        limit.begin("admin", "10.0.0.1")
        clock.passed_s += 10

    assert refused_for_s(limit, "admin", "10.0.0.1") == 30
    limit.begin("admin", "10.0.0.2")
    clock.passed_s += 30
    limit.begin("admin", "10.0.0.1")
    assert refused_for_s(limit, "admin", "10.0.0.1") == 10


def test_success_forgets_the_attempts(clock: SetClock) -> None:
    limit = AttemptLimit(clock.seconds, most=1, within_s=60)

    for _attempt in range(5):
        limit.begin("admin")
        limit.forget("admin")


def test_attempts_of_many_names_take_no_more_memory_than_allowed(clock: SetClock) -> None:
    limit = AttemptLimit(clock.seconds, most=1, within_s=60, capacity=3)

    for name in "abcde":
        limit.begin(name)

    limit.begin("a")
    assert refused_for_s(limit, "e") == 60


def test_rate_is_a_minutes_requests_at_once_then_as_they_come_back(clock: SetClock) -> None:
    rates = RateLimit(clock.seconds)
    for _request in range(6):
        rates.take("key", 6)

    with pytest.raises(RateLimited) as refused:
        rates.take("key", 6)
    rates.take("another", 6)

    assert refused.value.retry_after_s == 10
    clock.passed_s += 10
    rates.take("key", 6)
    with pytest.raises(RateLimited):
        rates.take("key", 6)


def test_unused_requests_are_not_saved_up(clock: SetClock) -> None:
    rates = RateLimit(clock.seconds)
    rates.take("key", 2)
    clock.passed_s += 3600

    rates.take("key", 2)
    rates.take("key", 2)

    with pytest.raises(RateLimited):
        rates.take("key", 2)


def test_value_is_read_once_in_its_lifetime(clock: SetClock) -> None:
    cache: Cache[int] = Cache(clock.seconds, lifetime_s=5)
    reads = iter([1, 2])

    found = [cache.find("key", lambda: next(reads)) for _time in range(3)]
    clock.passed_s += 5

    assert (found, cache.recall("key")) == ([1, 1, 1], None)
    assert cache.find("key", lambda: next(reads)) == 2


def test_nothing_found_is_not_remembered(clock: SetClock) -> None:
    cache: Cache[int] = Cache(clock.seconds, lifetime_s=5)

    assert cache.find("key", lambda: None) is None
    assert cache.find("key", lambda: 1) == 1


def test_value_read_before_a_drop_is_not_remembered_after_it(clock: SetClock) -> None:
    cache: Cache[int] = Cache(clock.seconds, lifetime_s=5)

    def read_while_another_drops() -> int:
        cache.drop("key")
        return 1

    reading: Callable[[], int] = read_while_another_drops
    assert cache.find("key", reading) == 1
    assert cache.recall("key") is None


def test_full_memory_forgets_the_oldest(clock: SetClock) -> None:
    cache: Cache[int] = Cache(clock.seconds, lifetime_s=5, capacity=2)

    for number, name in enumerate("abc"):
        cache.find(name, lambda number=number: number)  # type: ignore[misc]

    assert [cache.recall(name) for name in "abc"] == [None, 1, 2]
