"""What was found in the database, remembered for some seconds."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Value = TypeVar("Value")
DEFAULT_CAPACITY = 10_000


class Cache(Generic[Value]):
    """
    Values by key, each for `lifetime_s`; what is dropped is asked for anew.

    A value read before a drop and brought after it is not remembered, so a session
    that ended and a key that was revoked stay out.
    """

    def __init__(
        self,
        seconds: Callable[[], float],
        lifetime_s: float,
        capacity: int = DEFAULT_CAPACITY,
    ) -> None:
        self._seconds = seconds
        self._lifetime_s = lifetime_s
        self._capacity = capacity
        self._kept: dict[str, tuple[Value, float]] = {}
        self._drops = 0
        self._lock = threading.Lock()

    def recall(self, key: str) -> Value | None:
        """Return what is remembered, or None."""
        kept = self._kept.get(key)
        return kept[0] if kept and self._seconds() < kept[1] else None

    def find(self, key: str, read: Callable[[], Value | None]) -> Value | None:
        """Return what is remembered, else what `read` returns, and remember that unless None."""
        recalled = self.recall(key)
        if recalled is not None:
            return recalled
        drops_before = self._drops
        value = read()
        if value is not None:
            self._remember(key, value, drops_before)
        return value

    def drop(self, key: str) -> None:
        """Forget the value; call it when the change is committed."""
        with self._lock:
            self._drops += 1
            self._kept.pop(key, None)

    def _remember(self, key: str, value: Value, drops_before: int) -> None:
        with self._lock:
            if drops_before != self._drops:
                return
            self._kept.pop(key, None)
            if len(self._kept) >= self._capacity:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = (value, self._seconds() + self._lifetime_s)
