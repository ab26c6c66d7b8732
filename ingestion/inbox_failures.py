"""Files of the inbox that could not be taken: why, and until when to leave them alone."""

import logging
from collections.abc import Callable, Collection

from catalog.errors import FeedledgerError
from ingestion.inbox_places import Refused
from ingestion.inbox_takes import Take

LOG = logging.getLogger("feedledger.inbox")
AGAIN_AFTER_S = 300.0


class Failures:
    """Remembers failures by feed id, and logs each once; `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._reasons: dict[str, Refused] = {}
        self._again_at_s: dict[str, float] = {}

    def note(self, take: Take, error: FeedledgerError, *, leave: bool) -> None:
        """Remember that the file could not be taken; `leave` it alone for some minutes."""
        known = self._reasons.get(take.feed_id)
        if known is None or known.code != error.code:
            LOG.warning("%r is not taken from the inbox: %s", take.drop.key, error)
        self._reasons[take.feed_id] = Refused(error.code, str(error))
        if leave:
            self._again_at_s[take.feed_id] = self._clock() + AGAIN_AFTER_S

    def clear(self, feed_id: str) -> None:
        """Forget what was in the way: it is no more."""
        self._reasons.pop(feed_id, None)
        self._again_at_s.pop(feed_id, None)

    def keep(self, feed_ids: Collection[str]) -> None:
        """Forget the failures of all others: those files are gone."""
        for feed_id in self._reasons.keys() - feed_ids:
            self.clear(feed_id)

    def is_left(self, feed_id: str) -> bool:
        """Return whether the file is still to be left alone."""
        return self._again_at_s.get(feed_id, 0.0) > self._clock()

    def reason_of(self, feed_id: str) -> Refused | None:
        """Return why the file could not be taken, if it could not."""
        return self._reasons.get(feed_id)
