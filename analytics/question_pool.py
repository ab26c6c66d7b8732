"""Processes for questions: one is kept ready, each answers one and ends or is ended."""

import contextlib
import json
import logging
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from analytics.question_frames import (
    END,
    FAILED,
    READY,
    ROWS,
    BrokenChannel,
    receive_frame,
)
from analytics.questions import (
    ERRORS,
    MIB,
    Answer,
    Limits,
    NotPublished,
    QueryCancelled,
    QueryFailed,
    QueryTooBig,
    QueryTooLong,
    QueryUnavailable,
)
from catalog.errors import FeedledgerError

LOG = logging.getLogger("feedledger.questions")
ROOT = Path(__file__).parents[1]
MODULE = "analytics.question_process"
# nothing of our own environment: it holds credentials
ENVIRONMENT = {"HOME": "/", "TZ": "UTC", "MALLOC_ARENA_MAX": "2"}
READY_WITHIN_S = 60.0


class Child:
    """A process that waits for its question, or is at it."""

    def __init__(self, process: subprocess.Popen[bytes], channel: socket.socket) -> None:
        self._process, self._channel = process, channel
        self._is_cancelled = threading.Event()

    @classmethod
    def start(cls) -> "Child":
        """
        Return a process once it is ready.

        Raises:
            QueryUnavailable: it did not start.
        """
        ours, theirs = socket.socketpair()
        with theirs:
            process = subprocess.Popen(  # noqa: S603 - our own module, by our own Python
                [sys.executable, "-m", MODULE, str(theirs.fileno())],
                cwd=ROOT,
                env=ENVIRONMENT,
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        child = cls(process, ours)
        try:
            kind, _ = receive_frame(ours, 0, time.monotonic() + READY_WITHIN_S)
        except (BrokenChannel, TimeoutError, OSError) as error:
            child.end()
            LOG.error("a process for questions did not start: exit code %s", process.returncode)  # noqa: TRY400 - the code says it
            raise QueryUnavailable("the process that answers did not start") from error
        if kind != READY:
            child.end()
            raise QueryUnavailable("the process that answers did not start")
        return child

    @property
    def process_id(self) -> int:
        """The process's id."""
        return self._process.pid

    def is_alive(self) -> bool:
        """Return whether it has not ended yet."""
        return self._process.poll() is None

    def cancel(self) -> None:
        """Stop it now, whatever it is at."""
        self._is_cancelled.set()
        self._process.kill()

    def end(self) -> None:
        """See that it is gone, and that nothing of it is left."""
        self._process.kill()
        self._process.wait()
        self._channel.close()

    def ask(self, path: Path, sql: str, limits: Limits) -> Answer:
        """
        Return what the file at `path` is answered; the process is gone afterwards.

        Raises:
            NotPublished: there is no file yet.
            QueryRefused: it is not one statement that reads.
            QueryFailed: it is wrong.
            QueryTooBig: it takes more memory than it may, or a row of it does.
            QueryTooLong: it was stopped at its limit.
            QueryCancelled: somebody stopped it.
            QueryUnavailable: the process was ended by somebody else.
        """
        tables: list[pa.Table] = []
        answer = self.ask_in_pieces(path, sql, limits, tables.append)
        return replace(answer, table=pa.concat_tables(tables))

    def ask_in_pieces(
        self, path: Path, sql: str, limits: Limits, take: Callable[[pa.Table], object]
    ) -> Answer:
        """
        Hand over what the file is answered a piece at a time, and return its columns without rows.

        The process is gone afterwards, also where `take` raises, which must be no OSError.

        Raises:
            What `ask` does.
        """
        began_s = time.monotonic()
        try:
            self._send(path, sql, limits)
            columns, told = self._receive(limits, began_s + limits.seconds, take)
        except TimeoutError as error:
            raise QueryTooLong(f"it was stopped after {limits.seconds:g} seconds") from error
        except (BrokenChannel, OSError) as error:
            raise self._meaning_of_end(limits) from error
        finally:
            self.end()
        return Answer(
            columns,
            told["is_cut"],
            time.monotonic() - began_s,
            datetime.fromisoformat(told["published_at"]),
            told["zone"],
        )

    def _send(self, path: Path, sql: str, limits: Limits) -> None:
        asked = {"sql": sql, "limits": asdict(limits)}
        text = json.dumps(asked).encode()
        with _open_file(path) as descriptor:
            socket.send_fds(self._channel, [len(text).to_bytes(4, "big")], [descriptor])
        self._channel.sendall(text)

    def _receive(
        self, limits: Limits, deadline_s: float, take: Callable[[pa.Table], object]
    ) -> tuple[pa.Table, dict[str, Any]]:
        columns = pa.table({})
        left_bytes, piece_bytes = map(_as_sent, (limits.result_bytes, limits.piece_bytes))
        while True:
            kind, payload = receive_frame(self._channel, min(left_bytes, piece_bytes), deadline_s)
            left_bytes -= len(payload)
            if kind == ROWS:
                table = pa.ipc.open_stream(payload).read_all()
                columns = table.slice(0, 0)
                take(table)
            elif kind == FAILED:
                raise _told_error(json.loads(payload))
            elif kind == END:
                return columns, json.loads(payload)
            else:
                raise BrokenChannel(f"a frame of kind {kind!r}")

    def _meaning_of_end(self, limits: Limits) -> FeedledgerError:
        if self._is_cancelled.is_set():
            return QueryCancelled("it was stopped by hand")
        self._process.kill()
        code = self._process.wait()
        if code == 0:
            return QueryUnavailable("the process that answers ended too soon")
        # a signal, or an error inside: there was no memory where nobody expects that
        LOG.info("a question ended its process: exit code %s", code)
        return QueryTooBig(
            f"it needs more than {limits.memory_mib} MiB of memory, or is nested too deeply:"
            " choose fewer rows or columns"
        )


def _as_sent(rows_bytes: int) -> int:
    """Return how much so many bytes of rows take with schemas, frames and padding, at most."""
    return rows_bytes + max(4 * MIB, rows_bytes // 4)


@contextlib.contextmanager
def _open_file(path: Path) -> Iterator[int]:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError as error:
        message = "the analysts' file is not there yet: try again in a moment"
        raise NotPublished(message) from error
    except OSError as error:
        raise QueryUnavailable("the analysts' file cannot be opened") from error
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _told_error(told: dict[str, str]) -> FeedledgerError:
    return ERRORS.get(told["code"], QueryFailed)(told["text"])


class QuestionPool:
    """Keeps a process ready once the first was asked for, and starts more as they are needed."""

    def __init__(self) -> None:
        # one thread that lives as long as the pool: its children are ended with it
        self._starter = ThreadPoolExecutor(1, "start processes for questions")
        self._lock = threading.Lock()
        self._ready: Future[Child] | None = None
        self._is_closed = False

    def prepare(self) -> None:
        """Begin to start a process, unless one is ready."""
        with self._lock:
            if self._ready is None and not self._is_closed:
                self._ready = self._starter.submit(Child.start)

    def take(self) -> Child:
        """
        Return a process for one question, which the caller has to end.

        Raises:
            QueryUnavailable: none could be started, or the pool is closed.
        """
        for _ in range(2):  # one that was ready may have been ended by somebody
            self.prepare()
            with self._lock:
                ready, self._ready = self._ready, None
            if ready is None:
                break
            child = ready.result()
            if child.is_alive():
                return child
            child.end()
        raise QueryUnavailable("no process for questions could be started")

    def close(self) -> None:
        """End the process that is ready; no other is started."""
        with self._lock:
            self._is_closed = True
            ready, self._ready = self._ready, None
        if ready is not None and not ready.cancel():
            with contextlib.suppress(QueryUnavailable):
                ready.result().end()
        self._starter.shutdown()
