"""How far a job is and how fast: what it tells, thinned out, and never going back."""

from dataclasses import dataclass

REPORT_EVERY_S = 0.5


@dataclass
class Pace:
    """
    One attempt's progress, as it is told; times are seconds of a clock that is never set.

    The rows of a second are those of the phase, since it began.
    """

    progress: float = 0.0
    phase: str | None = None
    began_at_s: float = 0.0
    told_at_s: float = 0.0

    def tell(
        self,
        progress: float,
        phase: str,
        rows_done: int | None,
        rows_total: int | None,
        now_s: float,
    ) -> dict[str, object] | None:
        """Return what to write down, or None where the phase told of itself just now."""
        if phase != self.phase:
            self.phase, self.began_at_s = phase, now_s
        elif now_s - self.told_at_s < REPORT_EVERY_S:
            return None
        self.told_at_s = now_s
        self.progress = min(max(progress, self.progress), 1.0)
        return {
            "progress": self.progress,
            "phase": phase,
            "rows_done": rows_done,
            "rows_total": rows_total,
            "rows_per_s": self._rate(rows_done, now_s),
        }

    def _rate(self, rows_done: int | None, now_s: float) -> float | None:
        took_s = now_s - self.began_at_s
        return None if rows_done is None or took_s <= 0 else rows_done / took_s
