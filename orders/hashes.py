"""Hashes in sorted arrays: what many millions of keys stand for, in a few bytes each."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
RECENT = 50_000
MAX_RUNS = 8


class HashIndex:
    """The numbers that stand under each 64-bit hash, 16 bytes an entry."""

    def __init__(self, hashes: Hashes, numbers: NDArray[np.int64]) -> None:
        order = np.argsort(hashes)
        self._hashes, self.numbers = hashes[order], numbers[order]

    def find(self, hashes: Sequence[int]) -> list[int]:
        """Return the numbers under any of the hashes; two keys may share one."""
        wanted = np.array(hashes, np.uint64)
        first = np.searchsorted(self._hashes, wanted, "left")
        after = np.searchsorted(self._hashes, wanted, "right")
        found: list[int] = []
        for start, end in zip(first, after, strict=True):
            found += self.numbers[start:end].tolist()
        return found


class HashSet:
    """Hashes that are only ever added, 8 bytes each; one writer at a time."""

    def __init__(self, hashes: Hashes) -> None:
        self._runs = [np.sort(hashes)]
        self._recent: set[int] = set()

    def add(self, number: int) -> None:
        """Take in a hash."""
        self._recent.add(number)
        if len(self._recent) >= RECENT:
            self._runs.append(np.sort(np.fromiter(self._recent, np.uint64)))
            self._recent = set()

    def find(self, hashes: Sequence[int]) -> set[int]:
        """Return those that were added."""
        found = {number for number in hashes if number in self._recent}
        wanted = np.array(hashes, np.uint64)
        for run in self._runs:
            places = np.searchsorted(run, wanted)
            inside = places < len(run)
            hits = wanted[inside][run[places[inside]] == wanted[inside]]
            found.update(hits.tolist())
        return found

    def long_runs(self) -> list[Hashes]:
        """Return the runs, once there are many of them; `fold` makes them one."""
        return list(self._runs) if len(self._runs) > MAX_RUNS else []

    def fold(self, runs: Sequence[Hashes], folded: Hashes) -> None:
        """Put `folded` in the place of the first runs, those that it was made of."""
        self._runs = [folded, *self._runs[len(runs) :]]
