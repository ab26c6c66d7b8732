"""
A source read on a thread of its own, through a short queue.

Whoever reads from the queue never waits longer than a moment for the network: a stop of the job
or the deadline ends the pull at once, and the thread ends at its next sign of life.
"""

import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ingestion.pull_source import Found, Marks, PullSource, PullUnavailable

PIECES_AHEAD = 4
LOOK_EVERY_S = 0.1


class _Abandoned(Exception):
    """Nobody reads any more."""


class Transfer:
    """A pull under way: `find` the version, then read its `pieces`."""

    def __init__(
        self, source: PullSource, known: Marks, timeout_s: float, check: Callable[[], None]
    ) -> None:
        self._source = source
        self._known = known
        self._timeout_s = timeout_s
        self._ends_at_s = time.monotonic() + timeout_s
        self._check = check
        self._queue: queue.Queue[Found | bytes | BaseException | None] = queue.Queue(PIECES_AHEAD)
        self._is_abandoned = threading.Event()

    def find(self) -> Found | None:
        """
        Return what is to be read, or None if the source is the known version.

        Raises:
            PullUnavailable: the source or the time came to its end.
            Whatever the source or `check` raises.
        """
        threading.Thread(target=self._read, name="pull", daemon=True).start()
        found = self._next()
        return found if isinstance(found, Found) else None

    def pieces(self) -> Iterator[bytes]:
        """Yield what comes; raises as `find` does."""
        while isinstance(piece := self._next(), bytes):
            yield piece

    def abandon(self) -> None:
        """Read no more."""
        self._is_abandoned.set()

    def _next(self) -> Found | bytes | None:
        while True:
            self._check()
            if time.monotonic() > self._ends_at_s:
                raise PullUnavailable(f"the pull took longer than {self._timeout_s:g} s")
            try:
                item = self._queue.get(timeout=LOOK_EVERY_S)
            except queue.Empty:
                continue
            if isinstance(item, BaseException):
                raise item
            return item

    def _read(self) -> None:
        try:
            with self._source.open(self._known) as found:
                self._put(found)
                for piece in found.pieces if found is not None else ():
                    self._put(piece)
            self._put(None)
        except _Abandoned:
            return
        except BaseException as error:  # noqa: BLE001 - raised again by who reads
            self._put_last(error)

    def _put(self, item: Found | bytes | BaseException | None) -> None:
        while not self._is_abandoned.is_set():
            try:
                self._queue.put(item, timeout=LOOK_EVERY_S)
            except queue.Full:
                continue
            return
        raise _Abandoned

    def _put_last(self, error: BaseException) -> None:
        try:
            self._put(error)
        except _Abandoned:
            return


@contextmanager
def transferring(
    source: PullSource, known: Marks, timeout_s: float, check: Callable[[], None]
) -> Iterator[Transfer]:
    """Lend a transfer; when the block ends, nothing more is read."""
    transfer = Transfer(source, known, timeout_s, check)
    try:
        yield transfer
    finally:
        transfer.abandon()
