"""What a run of orders took: how many a second, and how long each was waited for."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class Answered:
    """
    What customers were answered: when each order or refusal came, and after how long.

    `ends_s` are seconds since 1970, `waits_s` seconds; `orders` were placed with `units` in all
    (0 where the client was not told), `refused` were not.
    """

    ends_s: list[float] = field(default_factory=list)
    waits_s: list[float] = field(default_factory=list)
    orders: int = 0
    units: int = 0
    refused: int = 0

    @classmethod
    def together(cls, parts: Sequence["Answered"]) -> "Answered":
        """Return the answers of all as one."""
        return cls(
            [end for part in parts for end in part.ends_s],
            [wait for part in parts for wait in part.waits_s],
            sum(part.orders for part in parts),
            sum(part.units for part in parts),
            sum(part.refused for part in parts),
        )

    def between(self, begun_s: float, ended_s: float) -> "Answered":
        """Return what was under way at some moment between the two, without the counts."""
        both = zip(self.ends_s, self.waits_s, strict=True)
        kept = [(end, wait) for end, wait in both if end >= begun_s and end - wait <= ended_s]
        return Answered([end for end, _ in kept], [wait for _, wait in kept])


@dataclass(frozen=True)
class Measured:
    """A row of the table: one way of ordering, so many clients, one kind of demand."""

    way: str
    demand: str
    clients: int
    seconds: float
    answered: Answered

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.answered.waits_s) / self.seconds

    def wait_ms(self, percent: float) -> float:
        """Return the wait that so many percent of the orders had at most, 0 if there were none."""
        waits = self.answered.waits_s
        return float(np.percentile(waits, percent)) * 1000 if waits else 0.0


HEAD = "| choice | clients | way | orders/s | p50 ms | p99 ms | max ms | Feedledger's rate is |"


def markdown(rows: Sequence[Measured], measure_by: str) -> str:
    """Return the table; each rate is held against that of `measure_by` at the same load."""
    lines = [HEAD, "|---|---|---|---|---|---|---|---|"]
    ours = {(row.demand, row.clients): row.rate for row in rows if row.way == measure_by}
    for row in rows:
        rate = ours.get((row.demand, row.clients))
        ratio = f"{rate / row.rate:.2f} x" if rate and row.rate and row.way != measure_by else ""
        waits = " | ".join(f"{row.wait_ms(percent):,.1f}" for percent in (50, 99, 100))
        head = f"| {row.demand} | {row.clients} | {row.way} | {row.rate:,.0f} "
        lines.append(f"{head}| {waits} | {ratio} |")
    return "\n".join(lines)
