"""What a visitor's clicks do: each once, and told until it could be read."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import RLock
from time import monotonic
from typing import Any

import streamlit as st

from catalog.errors import FeedledgerError, TryAgain

KEY = "clicks"
READ_S = 3.0  # how long what came of a click is told at least, once a whole page has shown it
LONGEST_S = 60.0
Click = tuple[Hashable, ...]


@dataclass
class Outcome:
    """What came of a click, which is named by what it is to do and all that it is about."""

    click: Click = ()
    value: Any = None
    failure: FeedledgerError | None = None
    since_s: float = 0.0
    shown_at_s: float | None = None

    def is_fresh(self, now_s: float) -> bool:
        """Return whether a second click of a double click may still be on its way."""
        shown_s = now_s if self.shown_at_s is None else self.shown_at_s
        return bool(self.click) and now_s - shown_s < READ_S and now_s - self.since_s < LONGEST_S


@dataclass
class Clicks:
    """
    What the clicks of one visitor ask, do and have done.

    Streamlit runs a page anew at each click, in a second thread while the first one still writes,
    and cuts the first off at its next access of the session's state and at the next element
    (1.67). What must not be lost between writing and showing is therefore kept here, in plain
    assignments, and a second thread waits for the first one's write. `question` is what the page
    asks once more before it does it.
    """

    question: Hashable = None
    last: Outcome = field(default_factory=Outcome)
    clock: Callable[[], float] = monotonic
    _lock: RLock = field(default_factory=RLock, repr=False)

    def do(self, click: Click, write: Callable[[], object]) -> bool:
        """
        Write, unless just this click has; return whether it is done. `write` shows nothing.

        What came of it is told by the page: what `write` returned, or why nothing was written.
        """
        with self._lock:
            last = self.last
            if last.click == click and not last.failure and last.is_fresh(self.clock()):
                return True
            try:
                value = write()
            except FeedledgerError as error:
                self.last = Outcome(click, failure=error, since_s=self.clock())
                return False
            self.last = Outcome(click, value, since_s=self.clock())
            return True

    def answer(self, click: Click, write: Callable[[], object]) -> bool:
        """Do what the page asked about; it asks on only where the same may work later."""
        is_done = self.do(click, write)
        if not isinstance(self.last.failure, TryAgain):
            self.question = None
        return is_done

    def told(self, *click: Hashable, is_new: bool = False) -> Any:  # noqa: ANN401 - what was written
        """
        Return what came of the last click if it is of that kind, None if not or if it failed.

        `is_new` asks for what no whole page has shown yet.
        """
        last = self._fresh()
        if last.failure or last.click[: len(click)] != click:
            return None
        return None if is_new and last.shown_at_s is not None else last.value

    def did(self, *click: Hashable) -> bool:
        """Return whether the last click was of that kind, and did not fail."""
        last = self._fresh()
        return last.failure is None and last.click[: len(click)] == click

    def failure(self) -> FeedledgerError | None:
        """Return why the last click wrote nothing, None if it did."""
        return self._fresh().failure

    def forget(self) -> None:
        """Tell nothing more of the last click."""
        self.last = Outcome()

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Note that a whole page has shown the last outcome, unless the block is cut off."""
        before = self.last
        yield
        last = self.last
        # a second thread may have done something since; a failure of this one is shown at once
        if last.shown_at_s is None and (last is before or last.failure):
            last.shown_at_s = self.clock()

    def _fresh(self) -> Outcome:
        last = self.last
        return last if last.is_fresh(self.clock()) else Outcome()


def current_clicks() -> Clicks:
    """Return the visitor's clicks; to be asked for before anything is written."""
    clicks: Clicks = st.session_state.setdefault(KEY, Clicks())
    return clicks


def ask(question: Hashable) -> None:
    """See that the page asks this once more; None takes the question back."""
    current_clicks().question = question


def is_asked(question: Hashable) -> bool:
    """Return whether the page asks just this."""
    return current_clicks().question == question
