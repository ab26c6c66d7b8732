"""Group commit: what is asked at the same time is done together, and answered one by one."""

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Generic, TypeVar, cast

MAX_TOGETHER = 256
# how long the first of a group waits for those who were of the last one; alone it never waits
COMPANY_WITHIN_S = 0.002
# company that was last seen longer ago is not expected back
COMPANY_SEEN_WITHIN_S = 0.1

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


@dataclass(eq=False)
class _Ticket(Generic[Asked, Answer]):
    """One call: what it asks, and once it is done the answer, or the error to raise."""

    asked: Asked
    called: Event = field(default_factory=Event)
    is_done: bool = False
    answer: Answer | None = None
    error: BaseException | None = None


class GroupCommit(Generic[Asked, Answer]):
    """
    Calls from many threads, handed to `work` together, one group at a time.

    `work` returns an answer or an error for each call, in their order. The thread that comes
    first works for all who came until then; of those who come meanwhile, the first is next.
    """

    def __init__(self, work: Callable[[Sequence[Asked]], Sequence[Answer | Exception]]) -> None:
        self._work = work
        self._waiting: deque[_Ticket[Asked, Answer]] = deque()
        self._lock = Lock()
        self._is_led = False
        self._last_size = 1
        self._last_ended_s = 0.0
        # set once as many wait as were of the last group
        self.company = Event()

    @property
    def waiting(self) -> int:
        """How many calls wait for a group to take them in."""
        return len(self._waiting)

    @property
    def is_at_work(self) -> bool:
        """Whether a group is being worked for or about to be."""
        return self._is_led

    def submit(self, asked: Asked) -> Answer:
        """
        Return the call's answer once its group is done, or raise its error.

        Whatever `work` itself raises, each call of the group raises.
        """
        ticket: _Ticket[Asked, Answer] = _Ticket(asked)
        with self._lock:
            self._waiting.append(ticket)
            leads, self._is_led = not self._is_led, True
            if len(self._waiting) >= self._last_size:
                self.company.set()
        if not leads:
            ticket.called.wait()
        if not ticket.is_done:
            self._lead()
        if ticket.error is not None:
            raise ticket.error
        return cast("Answer", ticket.answer)

    def _lead(self) -> None:
        """Work for those who wait, the caller among them, then call the next one to lead."""
        self._await_company()
        with self._lock:
            size = min(len(self._waiting), MAX_TOGETHER)
            group = [self._waiting.popleft() for _ in range(size)]
        try:
            self._answer(group)
        finally:
            self._last_size, self._last_ended_s = size, time.monotonic()
            with self._lock:
                self._is_led = bool(self._waiting)
                following = self._waiting[0] if self._waiting else None
            for ticket in group:
                ticket.is_done = True
                ticket.called.set()
            if following:
                following.called.set()

    def _await_company(self) -> None:
        """Where the last group was many, wait a moment until as many are here again."""
        now_s = time.monotonic()
        if self._last_size == 1 or now_s - self._last_ended_s > COMPANY_SEEN_WITHIN_S:
            return
        with self._lock:
            self.company.clear()
            is_here = len(self._waiting) >= self._last_size
        if not is_here:
            self.company.wait(COMPANY_WITHIN_S)

    def _answer(self, group: Sequence[_Ticket[Asked, Answer]]) -> None:
        try:
            answers = self._work([ticket.asked for ticket in group])
        except BaseException as error:
            for ticket in group:
                ticket.error = error
            raise
        for ticket, answer in zip(group, answers, strict=True):
            if isinstance(answer, Exception):
                ticket.error = answer
            else:
                ticket.answer = answer
