"""How far a job is and how fast: what it tells, thinned out, and never going back."""

from dataclasses import dataclass
from typing import Any

REPORT_EVERY_S = 0.5


@dataclass
class Pace:
    """
    One attempt's progress, as it is told; times are seconds of a clock that is never set.

    `rows_done` of `rows_total` are those of the phase; the rows of a second, since it began
    or, where one of its statements is measured, since that began.
    """

    progress: float = 0.0
    phase: str | None = None
    rows_done: int | None = None
    rows_total: int | None = None
    began_at_s: float = 0.0
    told_at_s: float = 0.0
    ahead: float = 0.0

    def tell(
        self, progress: float, phase: str, rows: tuple[int, int] | None, now_s: float
    ) -> dict[str, Any] | None:
        """
        Return what to write down, or None where the phase told of itself just now.

        `rows` are those done and those there are.
        """
        if phase != self.phase:
            self.phase, self.began_at_s = phase, now_s
            self.rows_done = self.rows_total = None
        elif now_s - self.told_at_s < REPORT_EVERY_S:
            return None
        self.told_at_s = now_s
        self.progress = min(max(progress, self.progress), 1.0)
        if rows is not None:
            self.rows_done, self.rows_total = rows
        return self._told(now_s)

    def measure(self, rows_total: int, until: float, now_s: float) -> None:
        """Have a statement begin that works on so many rows, and ends at this progress."""
        self.began_at_s = now_s
        self.rows_done, self.rows_total = 0, rows_total
        self.ahead = max(until - self.progress, 0.0)

    def sample(self, share: float, now_s: float) -> dict[str, Any] | None:
        """Return what to write down where the statement has done this share, if that is news."""
        rows_done = int(share * (self.rows_total or 0))
        if rows_done <= (self.rows_done or 0):
            return None
        self.rows_done = rows_done
        return {**self._told(now_s), "progress": min(self.progress + share * self.ahead, 1.0)}

    def end_measure(self) -> None:
        """Have the statement end: all its rows are done."""
        self.rows_done = self.rows_total
        self.progress = min(self.progress + self.ahead, 1.0)

    def _told(self, now_s: float) -> dict[str, Any]:
        took_s = now_s - self.began_at_s
        done = self.rows_done
        return {
            "progress": self.progress,
            "phase": self.phase,
            "rows_done": done,
            "rows_total": self.rows_total,
            "rows_per_s": None if done is None or took_s <= 0 else done / took_s,
        }
