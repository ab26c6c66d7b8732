"""What customers ask for: three lines an order, chosen evenly or by Zipf's law, from a seed."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

LINES = 3
MOST_UNITS = 3
BATCH = 256
# a prime: what is chosen most often lies scattered over the catalog, not on its first pages
SCATTER = 7_919

Line = tuple[str, int]


@dataclass(frozen=True)
class Demand:
    """
    Orders of three products each; with a `skew`, the k-th of a line is asked for by 1 / k ** skew.

    Line n takes every third product from the n-th on, so that no order names a product twice.
    """

    products: int
    skew: float = 0.0

    @property
    def name(self) -> str:
        """How the products are chosen."""
        return f"Zipf {self.skew:g}" if self.skew else "uniform"

    @property
    def choices(self) -> int:
        """How many products a line chooses from."""
        return self.products // LINES

    def orders(self, seed: int) -> Iterator[tuple[Line, ...]]:
        """Yield orders without end, the same for the same seed: (sku, units) a line."""
        draws = np.random.default_rng(seed)
        while True:
            numbers = self._draw(draws)
            units = draws.integers(1, MOST_UNITS + 1, (BATCH, LINES))
            for chosen, wanted in zip(numbers.tolist(), units.tolist(), strict=True):
                yield tuple((sku(n), u) for n, u in zip(chosen, wanted, strict=True))

    def _draw(self, draws: np.random.Generator) -> NDArray[np.int64]:
        if not self.skew:
            ranks = draws.integers(0, self.choices, (BATCH, LINES))
        else:
            ranks = np.searchsorted(self._shares, draws.random((BATCH, LINES)))
        return ranks * SCATTER % self.choices * LINES + np.arange(LINES)

    @cached_property
    def _shares(self) -> NDArray[np.float64]:
        weights = 1 / np.arange(1, self.choices + 1) ** self.skew
        shares: NDArray[np.float64] = np.cumsum(weights)
        shares /= shares[-1]
        return shares


def sku(number: int) -> str:
    """Return the SKU of a product by its place in the feed, from 0."""
    return f"SKU-{number:08d}"
