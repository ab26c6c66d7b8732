"""When the application is killed: at any time, or while it does what a kill could break."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from threading import Condition

import httpx

LOOK_EVERY_S = 0.002
SOON_S = 0.06
# how often each is chosen; `starting` is one of its own, as nobody can be served then
MOMENTS = {
    "any": 20,
    "starting": 15,
    "sending": 8,
    "delivered": 10,
    "validating": 10,
    "loading": 12,
    "approving": 5,
    "reverting": 7,
    "replaying": 5,
    "writing": 6,
    "checkpointing": 2,
}
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

    url: str
    data_dir: Path
    pulse: Pulse
    headers: Mapping[str, str]

    def wait(self, moment: str, within_s: float, draws: Random) -> bool:
        """Return at the moment, or a little later, True; False once the time is up."""
        if moment == "any":
            time.sleep(within_s)
            return True
        if moment in JOBS:
            came = self._until(lambda: self._runs(JOBS[moment]), within_s)
        elif moment in {"writing", "checkpointing"}:
            came = self._until(self._changes_of_log(grows=moment == "writing"), within_s)
        else:
            came = self.pulse.wait(moment, within_s)
        if came:
            time.sleep(draws.choice((0, draws.uniform(0, SOON_S))))
        return came

    def _until(self, happens: Callable[[], bool], within_s: float) -> bool:
        until_s = time.monotonic() + within_s
        while time.monotonic() < until_s:
            if happens():
                return True
            time.sleep(LOOK_EVERY_S)
        return False

    def _runs(self, kind: str) -> bool:
        asked = {"status": "RUNNING", "kind": kind}
        answer = httpx.get(
            f"{self.url}/api/v1/jobs", params=asked, headers=self.headers, timeout=30
        )
        return bool(answer.json().get("items"))

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
