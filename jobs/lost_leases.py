"""Jobs that run by the database and that nobody is at: their worker died, and they go on anew."""

import time
from collections.abc import Callable, Collection
from dataclasses import replace

from catalog.database import Database, Row
from jobs.claims import read_running
from jobs.endings import Endings
from jobs.queue import get_job

LEASE_S = 30.0


class LostLeases:
    """
    Watches leases that others hold; `seconds` is a clock that is never set.

    A lease is lost once it has been seen without an extension for as long as a lease lasts.
    What the clock of the host says is of no matter.
    """

    def __init__(
        self, database: Database, endings: Endings, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._database = database
        self._endings = endings
        self._seconds = seconds
        self._seen: dict[tuple[str, str, int | None], float] = {}

    def take_up_all(self) -> None:
        """Go on with all that runs by the database, as at a start: one process holds the file."""
        for row in read_running(self._database):
            self._take_up(row)

    def take_up(self, besides: Collection[str]) -> None:
        """Go on with what runs under a lease that is lost; `besides` are leases held here."""
        now_s = self._seconds()
        others = {
            (str(row["job_id"]), str(row["lease"]), row["beats"]): row
            for row in read_running(self._database)
            if str(row["lease"]) not in besides
        }
        self._seen = {key: self._seen.get(key, now_s) for key in others}
        for key, since_s in self._seen.items():
            if now_s - since_s >= LEASE_S:
                self._take_up(others[key])

    def _take_up(self, row: Row) -> None:
        lease = None if row["lease"] is None else str(row["lease"])
        # under the lease that was looked at: by now the job may be somebody else's
        job = replace(get_job(self._database, str(row["job_id"])), lease=lease)
        self._endings.take_up(job, is_settled=bool(row["is_settled"]))
