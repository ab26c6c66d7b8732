"""When the application is killed: at any time, or while it does what a kill could break."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from threading import Condition

import httpx

LOOK_EVERY_S = 0.002
SOON_S = 0.06
TAKEN_S = 0.3  # in which a file is copied, read twice, recorded and removed
TWO_POLLS_S = 3.0  # nothing is taken from the inbox before
# how often each is chosen; `starting` is one of its own, as nobody can be served then
MOMENTS = {
    "any": 14,
    "starting": 13,
    "sending": 8,
    "delivered": 8,
    "taking": 10,
    "validating": 10,
    "loading": 12,
    "approving": 5,
    "reverting": 7,
    "replaying": 5,
    "writing": 6,
    "checkpointing": 2,
}
# what comes only where the queue is not full of other work
CALM_MOMENTS = ("reverting", "taking", "approving", "replaying")
BROUGHT_BY_DROPS = ("taking", "approving")
BEGUN_TAKES = "????????-????-5*.raw"  # the ids of files of the inbox are UUIDs of version 5
JOBS = {"validating": "VALIDATE", "loading": "ETL", "reverting": "REVERT"}


@dataclass
class Pulse:
    """What clients are about, told to the one who waits for it."""

    _changed: Condition = field(default_factory=Condition)
    _beats: dict[str, int] = field(default_factory=dict)

    def tell(self, moment: str) -> None:
        """Say that it is this moment now."""
        with self._changed:
            self._beats[moment] = self._beats.get(moment, 0) + 1
            self._changed.notify_all()

    def wait(self, moment: str, within_s: float) -> bool:
        """Return when it is told next, or False if it is not in time."""
        with self._changed:
            heard = self._beats.get(moment, 0)
            return self._changed.wait_for(lambda: self._beats.get(moment, 0) > heard, within_s)


@dataclass(frozen=True)
class Watch:
    """An application that is served, watched for the moment to kill it."""

    api: httpx.Client
    data_dir: Path
    pulse: Pulse

    def wait(self, moment: str, within_s: float, draws: Random) -> bool:
        """Return at the moment, or a little later, True; False once the time is up."""
        if moment == "any":
            time.sleep(within_s)
            return True
        if moment == "taking":
            came = self._until(self._takes, within_s + TWO_POLLS_S)
        elif moment in JOBS:
            came = self._until(lambda: self._runs(JOBS[moment]), within_s)
        elif moment in {"writing", "checkpointing"}:
            came = self._until(self._changes_of_log(grows=moment == "writing"), within_s)
        else:
            came = self.pulse.wait(moment, within_s)
        if came:
            soon_s = TAKEN_S if moment == "taking" else SOON_S
            time.sleep(draws.choice((0, draws.uniform(0, soon_s))))
        return came

    def _until(self, happens: Callable[[], bool], within_s: float) -> bool:
        until_s = time.monotonic() + within_s
        while time.monotonic() < until_s:
            if happens():
                return True
            time.sleep(LOOK_EVERY_S)
        return False

    def _runs(self, kind: str) -> bool:
        answer = self.api.get("/jobs", params={"status": "RUNNING", "kind": kind})
        return bool(answer.json().get("items"))

    def _takes(self) -> bool:
        """Return whether a file of the inbox is on its way, nothing of it read yet."""
        for path in (self.data_dir / "spool").glob(BEGUN_TAKES):
            with suppress(FileNotFoundError):
                if path.stat().st_size == 0:
                    return True
        return False

    def _changes_of_log(self, *, grows: bool) -> Callable[[], bool]:
        """Return what tells that the log of writes has grown, or was folded into the file."""
        sizes = [self._log_bytes()]

        def happens() -> bool:
            sizes.append(self._log_bytes())
            return sizes[-1] > sizes[-2] if grows else sizes[-1] < sizes[-2]

        return happens

    def _log_bytes(self) -> int:
        log = self.data_dir / "feedledger.duckdb.wal"
        return log.stat().st_size if log.exists() else 0
