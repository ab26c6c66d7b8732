"""What is done when the disk has become short of room, and when there is room again."""

import logging
from collections.abc import Callable

from catalog.checkpoints import Checkpoints
from catalog.clock import Clock, utc_now
from catalog.database import Database
from catalog.disk_guard import OF_FEEDS, OF_JOBS, DiskGuard
from catalog.errors import DiskFull
from jobs.queue import hurry_jobs

LOG = logging.getLogger("feedledger.disk")


class DiskWatch:
    """
    Looks at the disk from time to time, and tells of each change once.

    While jobs have no room, the log of writes is not folded into the file: a checkpoint that
    fails would cost the process. Once they have, those that waited for it are tried at once.
    """

    def __init__(
        self,
        database: Database,
        checkpoints: Checkpoints,
        guard: DiskGuard,
        wake: Callable[[], None],
        clock: Clock = utc_now,
    ) -> None:
        self._database = database
        self._checkpoints = checkpoints
        self._guard = guard
        self._wake = wake
        self._clock = clock
        self._refused: DiskFull | None = None
        self._is_held = False

    def look(self) -> None:
        """Act on what has changed since the last look."""
        refused = self._guard.refusal(OF_FEEDS)
        if bool(refused) != bool(self._refused):
            self._tell(refused)
        is_short = self._guard.refusal(OF_JOBS) is not None
        if is_short != self._is_held:
            self._checkpoints.hold(held=is_short)
        has_room_again = (self._is_held and not is_short) or (self._refused and not refused)
        self._refused, self._is_held = refused, is_short
        if has_room_again and hurry_jobs(self._database, DiskFull.code, self._clock()):
            self._wake()

    def _tell(self, refused: DiskFull | None) -> None:
        if refused:
            LOG.warning("new feeds are refused: %s", refused)
        else:
            LOG.info("there is room on the disk again: new feeds are taken")
