"""How often somebody may try: wrong passwords, and requests of an API key; kept in memory."""

import math
import threading
from collections import deque
from collections.abc import Callable

from catalog.errors import TryAgain

MINUTE_S = 60.0
DEFAULT_CAPACITY = 10_000


class TooManyAttempts(TryAgain):
    """Too many wrong passwords; none is looked at for `retry_after_s` seconds."""

    code = "auth/too_many_attempts"

    def __init__(self, retry_after_s: int) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(f"too many wrong passwords; try again in {retry_after_s} s")


class RateLimited(TryAgain):
    """The key has used up its requests; the next one is served in `retry_after_s` seconds."""

    code = "auth/rate_limited"

    def __init__(self, retry_after_s: int) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(f"this key may send its next request in {retry_after_s} s")


class AttemptLimit:
    """At most `most` attempts of one name within `within_s`, unless one of them succeeds."""

    def __init__(
        self,
        seconds: Callable[[], float],
        most: int,
        within_s: float,
        capacity: int = DEFAULT_CAPACITY,
    ) -> None:
        self._seconds = seconds
        self._most = most
        self._within_s = within_s
        self._capacity = capacity
        self._begun: dict[tuple[str, ...], deque[float]] = {}
        self._lock = threading.Lock()

    def begin(self, *who: str) -> None:
        """
        Count an attempt before it is judged, so that attempts side by side are counted too.

        Raises:
            TooManyAttempts: the attempt must not be made; it was not counted.
        """
        with self._lock:
            now_s = self._seconds()
            begun = self._begun.pop(who, deque())
            while begun and begun[0] <= now_s - self._within_s:
                begun.popleft()
            refused = len(begun) >= self._most
            if not refused:
                begun.append(now_s)
            self._keep(who, begun)
        if refused:
            raise TooManyAttempts(math.ceil(begun[0] + self._within_s - now_s))

    def forget(self, *who: str) -> None:
        """Count the name's attempts from nothing again: one of them succeeded."""
        with self._lock:
            self._begun.pop(who, None)

    def _keep(self, who: tuple[str, ...], begun: deque[float]) -> None:
        if len(self._begun) >= self._capacity:
            del self._begun[next(iter(self._begun))]
        self._begun[who] = begun


class RateLimit:
    """A token bucket a key: a minute's requests at once, then as fast as they come back."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._buckets: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def take(self, key_id: str, requests_per_minute: int) -> None:
        """
        Take one request from the key's bucket.

        Raises:
            RateLimited: the bucket is empty; nothing was taken.
        """
        with self._lock:
            now_s = self._seconds()
            left, at_s = self._buckets.get(key_id, (float(requests_per_minute), now_s))
            left += (now_s - at_s) * requests_per_minute / MINUTE_S
            left = min(left, float(requests_per_minute))
            served = left >= 1
            self._buckets[key_id] = (left - served, now_s)
        if not served:
            raise RateLimited(math.ceil((1 - left) * MINUTE_S / requests_per_minute))
