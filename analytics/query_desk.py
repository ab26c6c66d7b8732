"""Where questions on the published file are put: so many at once, each with an end."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from analytics.kept_files import KeptFiles
from analytics.published_schema import PublishedSchema, functions_of, tables_of
from analytics.query_history import Asked, note_question
from analytics.question_export import export_answer
from analytics.question_pool import Child, QuestionPool
from analytics.questions import MIB, Answer, Limits, QueriesBusy, QueryCancelled, QueryUnavailable
from catalog.clock import Clock, utc_now
from catalog.database import Database
from catalog.errors import FeedledgerError
from catalog.exports import ExportRoom, Form
from catalog.statements import Statements

SQL = Statements(__file__)
LOG = logging.getLogger("feedledger.questions")
SCHEMA_FOR_S = 300.0  # it changes with a new version of Feedledger alone
OF_FILE = Limits(rows=1_000_000, result_bytes=256 * MIB)
OF_SCHEMA = Limits(seconds=30.0, rows=100_000)


@dataclass(frozen=True)
class Room:
    """How many questions may run at once, of all users and of each; what a file of one may take."""

    at_once: int = 2
    at_once_each: int = 1
    of_file: Limits = OF_FILE


class Question:
    """A question that was put, and is answered by and by."""

    def __init__(self, asked: Asked, limits: Limits) -> None:
        self.asked, self.limits = asked, limits
        self.began_s = time.monotonic()
        self._lock = threading.Lock()
        self._child: Child | None = None
        self._is_cancelled = False
        self._outcome: Future[Answer] = Future()

    @property
    def runs_s(self) -> float:
        """How long ago it was put."""
        return time.monotonic() - self.began_s

    def cancel(self) -> None:
        """Stop it now; one that is over stays as it is."""
        with self._lock:
            self._is_cancelled = True
            if self._child is not None:
                self._child.cancel()

    def wait(self, seconds: float) -> bool:
        """Wait for it so long at most, and return whether it is over."""
        try:
            self._outcome.exception(seconds)
        except NotYet:
            return False
        return True

    def answer(self) -> Answer:
        """Return the answer once it is over; raises what `Child.ask` does."""
        return self._outcome.result()

    def run(self, pool: QuestionPool, path: Path) -> Answer | FeedledgerError:
        """Answer it in a process of its own."""
        try:
            answer = self._run(pool, path)
        except FeedledgerError as error:
            return error
        return answer

    def end(self, outcome: Answer | FeedledgerError | BaseException) -> None:
        """Hand the outcome to those who wait for it."""
        if isinstance(outcome, Answer):
            self._outcome.set_result(outcome)
        else:
            self._outcome.set_exception(outcome)

    def _run(self, pool: QuestionPool, path: Path) -> Answer:
        child = pool.take()
        with self._lock:
            self._child = child
            if self._is_cancelled:
                child.end()
                raise QueryCancelled("it was stopped by hand")
        return self._put_to(child, path)

    def _put_to(self, child: Child, path: Path) -> Answer:
        return child.ask(path, self.asked.sql, self.limits)


class FileQuestion(Question):
    """A question whose whole result is wanted as a file."""

    def __init__(self, asked: Asked, limits: Limits, form: Form, room: ExportRoom) -> None:
        super().__init__(asked, limits)
        self.form, self._room = form, room

    def _put_to(self, child: Child, path: Path) -> Answer:
        ask = partial(child.ask_in_pieces, path, self.asked.sql, self.limits)
        return export_answer(ask, self.limits, self.form, self._room)


class QueryDesk:
    """Takes questions, refuses those for which there is no room, and keeps who asked what."""

    def __init__(
        self, database: Database, path: Path, limits: Limits, room: Room, clock: Clock = utc_now
    ) -> None:
        self.limits, self.room = limits, room
        self._database, self._path, self._clock = database, path, clock
        self.files = KeptFiles()
        self._pool = QuestionPool()
        self._workers = ThreadPoolExecutor(room.at_once, "ask the published file")
        self._lock, self._describing = threading.Lock(), threading.Lock()
        self._is_closed = False
        self._running: dict[Question, None] = {}
        self._schema: tuple[float, PublishedSchema] | None = None

    def prepare(self) -> None:
        """Begin to get ready for a question, so that its answer is not late."""
        self._pool.prepare()

    def ask(self, sql: str, asked_by: str) -> Question:
        """
        Put a question, and return it at once.

        Raises:
            QueriesBusy: as many run as may; it was not run.
            QueryUnavailable: the application is stopping; it was not run.
        """
        question = Question(Asked(asked_by, self._clock(), sql), self.limits)
        self._put(question)
        return question

    def export(self, sql: str, asked_by: str, form: Form, room: ExportRoom) -> FileQuestion:
        """
        Put a question whose whole result is wanted, and return it at once; raises what `ask` does.

        Its answer is a `FileAnswer`, within `room.of_file`, or an error where it does not fit.
        """
        asked = Asked(asked_by, self._clock(), sql)
        question = FileQuestion(asked, self.room.of_file, form, room)
        self._put(question)
        return question

    def read_schema(self) -> PublishedSchema:
        """
        Return what is in the file, as it was five minutes ago at most.

        Raises:
            NotPublished: there is no file yet.
        """
        with self._describing:
            known = self._schema
            if known is None or time.monotonic() - known[0] > SCHEMA_FOR_S:
                known = self._schema = (time.monotonic(), self._describe())
        return known[1]

    def close(self) -> None:
        """Stop what runs, and take no more."""
        with self._lock:
            self._is_closed = True
            running = list(self._running)
        for question in running:
            question.cancel()
        self._workers.shutdown()
        self.files.close()
        self._pool.close()

    def _describe(self) -> PublishedSchema:
        tables, functions = (
            self._pool.take().ask(self._path, SQL[name], OF_SCHEMA).table.to_pylist()
            for name in ("describe_published", "describe_macros")
        )
        self._pool.prepare()
        return PublishedSchema(tables_of(tables), functions_of(functions))

    def _put(self, question: Question) -> None:
        asked_by = question.asked.asked_by
        with self._lock:
            if self._is_closed:
                raise QueryUnavailable("the application is stopping")
            self._refuse_too_many(asked_by)
            self._running[question] = None
            self._workers.submit(self._work, question)

    def _refuse_too_many(self, asked_by: str) -> None:
        by_user = Counter(question.asked.asked_by for question in self._running)
        if by_user[asked_by] >= self.room.at_once_each:
            raise QueriesBusy(
                f"you have {by_user[asked_by]} running, which is as many as one may at once:"
                " wait for it, or cancel it"
            )
        if by_user.total() >= self.room.at_once:
            raise QueriesBusy(
                f"{by_user.total()} questions are running, which is as many as may at once"
            )

    def _work(self, question: Question) -> None:
        with self._ending(question):
            outcome = question.run(self._pool, self._path)
        if self._is_closed and isinstance(outcome, QueryCancelled):
            outcome = QueryUnavailable("the application is stopping")
        try:
            self._note(question, time.monotonic() - question.began_s, outcome)
        finally:  # whoever waits for it is not to wait for ever
            question.end(outcome)
        self._pool.prepare()

    @contextmanager
    def _ending(self, question: Question) -> Iterator[None]:
        """Make room for another question after the block; what it raises is the outcome."""
        try:
            yield
        except BaseException as error:
            question.end(error)
            raise
        finally:
            with self._lock:
                self._running.pop(question, None)

    def _note(self, question: Question, took_s: float, outcome: Answer | FeedledgerError) -> None:
        try:
            note_question(self._database, question.asked, took_s, outcome)
        except FeedledgerError as error:  # the answer is there all the same
            LOG.warning("a question is missing in the history: %s", error)
