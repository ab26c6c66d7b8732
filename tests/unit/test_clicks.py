"""What clicks do: each once, whichever thread it comes by, and told until it could be read."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from catalog.errors import FeedledgerError, RejectedInput, TryAgain
from pages.clicks import LONGEST_S, READ_S, Clicks


class Clock:
    """A clock that is set by hand."""

    now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def clicks(clock: Clock) -> Clicks:
    return Clicks(clock=clock)


def refuse(error: FeedledgerError) -> None:
    raise error


def test_second_click_waits_for_the_first_and_writes_nothing(clicks: Clicks) -> None:
    begun, may_end, written = Event(), Event(), []

    def write() -> str:
        begun.set()
        assert may_end.wait(60)
        written.append("order")
        return "FL-1"

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(clicks.do, ("place", "cart"), write)
        assert begun.wait(60)
        second = threads.submit(clicks.do, ("place", "cart"), write)
        may_end.set()
        assert (first.result(), second.result()) == (True, True)

    assert written == ["order"]
    assert clicks.told("place", "cart") == "FL-1"


def test_outcome_is_told_until_a_while_after_a_whole_page_has_shown_it(
    clicks: Clicks, clock: Clock
) -> None:
    clicks.do(("place", "cart"), lambda: "FL-1")
    with pytest.raises(KeyboardInterrupt), clicks.shown():
        raise KeyboardInterrupt  # as a run that is cut off
    clock.now_s += READ_S * 2
    assert clicks.told("place") == "FL-1"

    with clicks.shown():
        assert clicks.told("place", is_new=True) == "FL-1"
    assert clicks.told("place", is_new=True) is None
    clock.now_s += READ_S / 2
    assert clicks.told("place") == "FL-1"
    clock.now_s += READ_S / 2

    assert clicks.told("place") is None
    assert not clicks.did("place")


def test_what_no_page_shows_is_not_told_for_ever(clicks: Clicks, clock: Clock) -> None:
    clicks.do(("run", 1), lambda: None)
    clock.now_s += LONGEST_S

    assert not clicks.did("run")
    assert clicks.do(("run", 1), lambda: "again")
    assert clicks.told("run") == "again"


def test_another_click_is_done_at_once(clicks: Clicks) -> None:
    assert clicks.do(("test", 1), lambda: "one")
    assert clicks.do(("test", 2), lambda: "two")

    assert clicks.told("test") == "two"
    assert clicks.told("test", 1) is None


def test_click_that_failed_is_tried_again(clicks: Clicks) -> None:
    error = TryAgain("busy")
    assert not clicks.do(("place", 1), lambda: refuse(error))
    assert clicks.failure() is error
    assert clicks.told("place") is None

    assert clicks.do(("place", 1), lambda: "FL-1")
    assert clicks.failure() is None


@pytest.mark.parametrize(
    ("error", "asked"), [(None, None), (RejectedInput("no"), None), (TryAgain("busy"), "sure?")]
)
def test_question_stays_where_the_same_may_work_later(
    clicks: Clicks, error: FeedledgerError | None, asked: str | None
) -> None:
    clicks.question = "sure?"

    clicks.answer(("cancel", 1), lambda: refuse(error) if error else None)

    assert clicks.question == asked


def test_what_came_of_a_second_thread_is_not_taken_for_shown(clicks: Clicks, clock: Clock) -> None:
    with clicks.shown():
        clicks.do(("place", 1), lambda: "FL-1")
    clock.now_s += READ_S * 2

    assert clicks.told("place") == "FL-1"
