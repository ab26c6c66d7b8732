"""Which files in the inbox have stayed as they are for long enough to be whole."""

from collections.abc import Callable, Sequence

from ingestion.drops import Drop


class Resting:
    """Remembers what earlier looks have seen; `clock` gives seconds that never go back."""

    def __init__(self, rest_s: float, clock: Callable[[], float]) -> None:
        self._rest_s = rest_s
        self._clock = clock
        self._seen_at_s: dict[tuple[str, str], float] = {}

    def sift(self, drops: Sequence[Drop]) -> list[Drop]:
        """Return those seen before just as they are now, the first time `rest_s` ago or longer."""
        now_s = self._clock()
        before = self._seen_at_s
        self._seen_at_s = {_sight(drop): before.get(_sight(drop), now_s) for drop in drops}
        return [
            drop
            for drop in drops
            if _sight(drop) in before and now_s - before[_sight(drop)] >= self._rest_s
        ]


def _sight(drop: Drop) -> tuple[str, str]:
    return drop.key, drop.version
