"""
Answers about sales that are kept while nothing is sold or given back: who asks next gets the same.

Fifty people who have the same dashboard open ask the same questions, and so does one who looks at
the same period by day and then by brand. An answer is good for as long as the lines of orders are
those that it was worked out of; they are only ever added to (docs/adr/0023).
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from catalog.clock import utc_now
from catalog.database import Database
from catalog.statements import Statements

SQL = Statements(__file__)
MOST_KEPT = 64  # the largest, a thousand rows of a table, is one MiB
MOST_TABLES = 2  # of every product sold: 51 MiB of 300,000
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Kept(Generic[Answer]):
    """An answer, when it was begun to be read, and how many lines of orders came since."""

    answer: Answer
    read_at: datetime
    lines_since: int


@dataclass(frozen=True)
class _Reading:
    lines: int
    begun_s: float
    read_at: datetime = field(default_factory=utc_now)
    answer: Future[Any] = field(default_factory=Future)

    def has_all(self, lines: int) -> bool:
        # what is read later has more lines than were counted, never fewer
        return self.lines >= lines


class KeptAnswers:
    """The last answers, in memory."""

    def __init__(
        self,
        database: Database,
        most: int = MOST_KEPT,
        clock_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._most = most
        self._clock_s = clock_s
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, _Reading] = OrderedDict()

    def ask(self, question: Hashable, read: Callable[[], Answer]) -> Answer:
        """
        Return what `read` returned since the last line came, else what it returns now.

        Who asks while somebody reads the same waits for that. The question says all that the
        answer depends on but the lines themselves; nobody may change an answer.

        Raises:
            Exception: as `read` does; nothing is kept, and who waited reads for itself.
        """
        return self.ask_recent(question, read, 0).answer

    def ask_recent(
        self, question: Hashable, read: Callable[[], Answer], good_for_s: float
    ) -> Kept[Answer]:
        """
        Return what `ask` does, or what was begun to be read less than so many seconds ago.

        Raises:
            Exception: as `ask` does.
        """
        lines, now_s = self._count_lines(), self._clock_s()
        mine = _Reading(lines, now_s)
        with self._lock:
            found = self._kept.get(question)
            is_good = found and (found.has_all(lines) or now_s - found.begun_s < good_for_s)
            reading = found if found and is_good else mine
            self._kept[question] = reading
            self._kept.move_to_end(question)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        answer = self._read(question, mine, read) if reading is mine else _wait(reading, read)
        return Kept(answer, reading.read_at, max(lines - reading.lines, 0))

    def _read(self, question: Hashable, mine: _Reading, read: Callable[[], Answer]) -> Answer:
        try:
            answer = read()
        except BaseException:
            with self._lock:
                if self._kept.get(question) is mine:
                    del self._kept[question]
            mine.answer.set_exception(NotRead())
            raise
        mine.answer.set_result(answer)
        return answer

    def _count_lines(self) -> int:
        """Return how many lines are committed: more than before, where any came."""
        with self._database.cursor() as cursor:
            ((lines,),) = cursor.execute(SQL["count_lines"]).fetchall()
        return int(lines)


class NotRead(Exception):
    """Who was to read it failed."""


def _wait(reading: _Reading, read: Callable[[], Answer]) -> Answer:
    try:
        answer: Answer = reading.answer.result()
    except NotRead:
        return read()
    return answer
