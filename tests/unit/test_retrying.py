"""Waits between attempts: longer and longer, by chance, and never without end."""

import pytest

from catalog.errors import TryAgain
from jobs.retrying import LONGEST_WAIT_S, PATIENT_MAX_ATTEMPTS, wait_before_retry_s

MINUTE_S = 60


class Busy(TryAgain):
    """A server that says when to come again."""

    retry_after_s = 40


@pytest.mark.parametrize("attempt", [1, 2, 5, 9, 12, 500])
def test_wait_doubles_with_each_attempt_up_to_five_minutes(attempt: int) -> None:
    nominal_s = min(2.0**attempt, 300.0)

    waits = [wait_before_retry_s(attempt, TryAgain("no")) for _ in range(200)]

    assert nominal_s / 2 <= min(waits) < max(waits) <= nominal_s


def test_outage_of_ten_minutes_fails_no_feed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jobs.retrying.random.uniform", lambda least, _most: least)

    waits = [wait_before_retry_s(at, TryAgain("no")) for at in range(1, PATIENT_MAX_ATTEMPTS)]

    assert sum(waits) > 10 * MINUTE_S


def test_what_the_error_asks_for_is_heeded_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    assert wait_before_retry_s(1, Busy("no")) == 40
    assert wait_before_retry_s(9, Busy("no")) > 40

    monkeypatch.setattr(Busy, "retry_after_s", 10**6)
    assert wait_before_retry_s(1, Busy("no")) == LONGEST_WAIT_S
