"""
Answers about sales that are kept while nothing is sold or given back: who asks next gets the same.

Fifty people who have the same dashboard open ask the same questions, and so does one who looks at
the same period by day and then by brand. An answer is good for as long as the lines of orders are
those that it was worked out of; they are only ever added to (docs/adr/0023).
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Any, TypeVar

from catalog.database import Database
from catalog.statements import Statements

SQL = Statements(__file__)
MOST_KEPT = 64  # the largest, a thousand rows of a table, is one MiB
MOST_TABLES = 2  # of every product sold: 51 MiB of 300,000
Answer = TypeVar("Answer")


class KeptAnswers:
    """The last answers, in memory; none of them is older than the last line of an order."""

    def __init__(self, database: Database, most: int = MOST_KEPT) -> None:
        self._database = database
        self._most = most
        self._lock = threading.Lock()
        self._lines: object = None
        self._kept: OrderedDict[Hashable, Future[Any]] = OrderedDict()

    def ask(self, question: Hashable, read: Callable[[], Answer]) -> Answer:
        """
        Return what `read` returned since the last line came, else what it returns now.

        Who asks while somebody reads the same waits for that. The question says all that the
        answer depends on but the lines themselves; nobody may change an answer.

        Raises:
            Exception: as `read` does; nothing is kept, and who waited reads for itself.
        """
        lines, mine = self._count_lines(), Future[Answer]()
        with self._lock:
            if lines != self._lines:
                self._lines = lines
                self._kept.clear()
            kept: Future[Answer] = self._kept.setdefault(question, mine)
            self._kept.move_to_end(question)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        if kept is mine:
            return self._read(question, mine, read)
        try:
            return kept.result()
        except NotRead:
            return read()

    def _read(self, question: Hashable, mine: Future[Answer], read: Callable[[], Answer]) -> Answer:
        try:
            answer = read()
        except BaseException:
            with self._lock:
                if self._kept.get(question) is mine:
                    del self._kept[question]
            mine.set_exception(NotRead())
            raise
        mine.set_result(answer)
        return answer

    def _count_lines(self) -> object:
        """Return how many lines are committed: more than before, where any came."""
        with self._database.cursor() as cursor:
            return cursor.execute(SQL["count_lines"]).fetchone()


class NotRead(Exception):
    """Who was to read it failed."""
