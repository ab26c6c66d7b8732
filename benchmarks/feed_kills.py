"""
Feeds streaming into the served application, which is killed again and again; then it is checked.

    make soak-feeds KILLS=100 ARGS="--seed 7"

Partners send real feeds and made-up ones over HTTP and drop them into the inbox, full, delta and
supplemental, some held, packed, sent twice or no feeds at all; somebody approves, rejects, cancels,
reverts and replays them. The application is killed (SIGKILL) at random moments, at start and while
it does what a kill could break, half of the times with its raw files on a real S3 server and half
in a folder; clients repeat what was not answered, or give it up. Now and then it lives for long
enough for the queue to run empty, so that what comes late in the life of a feed is hit, too. At the
end nothing may wait, and the file is held against what clients were told, against what was dropped
and against a plain-Python model of the contract.

The seed says what is sent and when it is killed, not how the threads meet.
"""

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from threading import Event

from benchmarks.feed_books import check_feed_books
from benchmarks.feed_clients import WAITING, Asked, Delivered, Pace
from benchmarks.feed_drops import Dropped
from benchmarks.feed_scene import STORES, Landing, Plan, Scene, StoreKind, landing
from benchmarks.kill_moments import BROUGHT_BY_DROPS, CALM_MOMENTS, MOMENTS, Watch
from catalog.database import Database
from ingestion.open_store import open_store
from tests.realdata import asked_folder
from tests.served import Served, serving, starting

MOST_SHOWN = 20
STARTS_WITHIN_S = 2.5
EMPTY_WITHIN_S = 1800
LOOK_EVERY_S = 0.2
NEARLY_EMPTY = 2  # feeds that are not finished
COMES_WITHIN_S = 20


@dataclass(frozen=True)
class Outcome:
    """What clients were told and dropped, when it was killed meanwhile, and what was wrong."""

    delivered: tuple[Delivered, ...]
    dropped: tuple[Dropped, ...]
    asked: tuple[Asked, ...]
    kills: Counter[str]
    calm: Counter[str]
    emptied_s: float
    faults: tuple[str, ...]

    def __str__(self) -> str:
        """Return the outcome in a few sentences."""
        answered = sum(one.feed_id is not None for one in self.delivered)
        unheard = sum(one.unheard for one in self.delivered)
        parcels = [one.parcel for one in self.delivered] + [one.parcel for one in self.dropped]
        sent = sum(len(parcel.body) for parcel in parcels) / 1e6
        acts = Counter(one.act for one in self.asked)
        return (
            f"{self.kills.total()} kills ({_counts(self.kills)}); {answered:,} feeds answered by"
            f" 202 of {len(self.delivered):,}, {unheard:,} deliveries not answered,"
            f" {len(self.dropped):,} files dropped ({sent:.0f} MB); decisions: {_counts(acts)};"
            f" long lives: {_counts(self.calm)}; the queue was empty {self.emptied_s:.0f} s after"
            f" the last kill; {len(self.faults)} faults"
        )


def _counts(counter: Counter[str]) -> str:
    return ", ".join(f"{count} {what}" for what, count in sorted(counter.items()))


@dataclass
class Drill:
    """The application that is killed, and those who are about it."""

    plan: Plan
    data_dir: Path
    landing: Landing
    scene: Scene
    kills: Counter[str] = field(default_factory=Counter)
    calm: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.draws = Random(self.plan.seed)  # noqa: S311 - no secret

    def kill_first_start(self) -> None:
        """Kill it while it makes its file, then start it and add the partners."""
        with starting(self.data_dir, self.landing.settings) as served:
            until_s = time.monotonic() + STARTS_WITHIN_S
            file = self.data_dir / "feedledger.duckdb"
            while not file.exists() and time.monotonic() < until_s:
                time.sleep(0.001)
            time.sleep(self.draws.uniform(0, 0.5))
            self._kill(served, "first start")
        with serving(self.data_dir, self.landing.settings) as served:
            self.scene.add_partners(served)
            self._kill(served, "partners added")

    def kill_lives(self) -> None:
        """Start it and kill it again, as often as is planned."""
        calm_every = self.plan.calm_every
        while self.kills.total() < self.plan.kills:
            if self.kills.total() % calm_every == calm_every - 1:
                self._kill_calm_life(CALM_MOMENTS[self.calm.total() % len(CALM_MOMENTS)])
                continue
            (moment,) = self.draws.choices(list(MOMENTS), list(MOMENTS.values()))
            if moment == "starting":
                with starting(self.data_dir, self.landing.settings) as served:
                    time.sleep(self.draws.uniform(0.2, STARTS_WITHIN_S))
                    self._kill(served, moment)
                continue
            with serving(self.data_dir, self.landing.settings) as served:
                self.scene.doors.open(served.url)
                self._kill_at(served, moment, self.draws.uniform(*self.plan.lives_s))

    def finish(self, finish: Callable[[], object]) -> tuple[list[str], float]:
        """Let clients come to an end and all run empty, and return what is wrong by then."""
        with serving(self.data_dir, self.landing.settings) as served:
            began_s = time.monotonic()
            self.scene.doors.open(served.url)
            finish()
            while self._waits(served):
                if time.monotonic() - began_s > EMPTY_WITHIN_S:
                    return ["the inbox or the queue did not run empty"], EMPTY_WITHIN_S
                time.sleep(LOOK_EVERY_S)
            spool = self.data_dir / "spool"
            left = [path.name for path in spool.rglob("*") if path.is_file()]
            emptied_s = time.monotonic() - began_s
            log = served.log
        faults = [fault for client in self.scene.clients for fault in client.faults]
        faults += [f"{len(left)} local copies are left: {left[:3]}"] if left else []
        faults += [f"the application failed:\n{log}"] if "Traceback" in log else []
        return faults, emptied_s

    def hold_against_file(self, faults: Sequence[str], emptied_s: float) -> Outcome:
        """Return the outcome, with what is wrong in the file."""
        scene = self.scene
        for client in scene.clients:
            client.close()
        delivered = [one for sender in scene.senders for one in sender.delivered]
        dropped = [one for dropper in scene.droppers for one in dropper.dropped]
        asked = scene.decider.asked
        database = Database(self.data_dir / "feedledger.duckdb")
        try:
            store = open_store(self.landing.settings["FEEDLEDGER_STORE"])
            found = check_feed_books(database, store, delivered, asked, dropped)
        finally:
            database.close()
        told = (tuple(delivered), tuple(dropped), tuple(asked))
        return Outcome(*told, self.kills, self.calm, emptied_s, (*faults, *found))

    def _kill_calm_life(self, moment: str) -> None:
        """Let the queue run nearly empty, then kill it at the moment."""
        pace = self.scene.pace
        with serving(self.data_dir, self.landing.settings) as served:
            pace.rest()
            self.scene.doors.open(served.url)
            until_s = time.monotonic() + self.plan.calm_s
            while not (is_empty := _is_nearly_empty(served)) and time.monotonic() < until_s:
                time.sleep(LOOK_EVERY_S)
            self.calm["the queue ran nearly empty" if is_empty else "it did not"] += 1
            pace.lying = Pace.lying if moment in BROUGHT_BY_DROPS else 0
            self._kill_at(served, moment, COMES_WITHIN_S)
            pace.go_on()

    def _kill_at(self, served: Served, moment: str, within_s: float) -> None:
        with served.api() as api:
            watch = Watch(api, self.data_dir, self.scene.pulse)
            came = watch.wait(moment, within_s, self.draws)
        self._kill(served, moment if came else "any")
        self.scene.doors.close()

    def _kill(self, served: Served, moment: str) -> None:
        served.process.kill()
        served.process.wait()
        self.kills[moment] += 1

    def _waits(self, served: Served) -> bool:
        if self.landing.letterbox.places():
            return True
        with served.api() as api:
            answers = [
                api.get("/jobs", params={"status": status, "limit": "1"}).raise_for_status()
                for status in ("QUEUED", "RUNNING", "RETRY_WAIT")
            ]
        return any(answer.json()["items"] for answer in answers)


def _is_nearly_empty(served: Served) -> bool:
    with served.api() as api:
        answers = [api.get("/feeds", params={"status": status}) for status in WAITING]
    waiting = [feed for answer in answers for feed in answer.raise_for_status().json()["items"]]
    return len(waiting) <= NEARLY_EMPTY


def run_kills(plan: Plan, folder: Path) -> Outcome:
    """Send feeds through an application that keeps its data in the folder, kill it, and check."""
    with landing(plan.store, folder) as place:
        scene = Scene(plan, place.letterbox)
        drill = Drill(plan, folder / "data", place, scene)
        is_over = Event()
        with ThreadPoolExecutor(len(scene.works)) as threads:
            go_on: Callable[[], bool] = lambda: not is_over.is_set()  # noqa: E731
            drill.kill_first_start()
            working = [threads.submit(work, go_on) for work in scene.works]
            try:
                drill.kill_lives()
                is_over.set()
                faults, emptied_s = drill.finish(lambda: [one.result() for one in working])
            finally:  # nobody goes on asking if the application failed
                is_over.set()
                scene.doors.give_up()
        return drill.hold_against_file(faults, emptied_s)


def main(kills: int, seed: int, stores: Sequence[StoreKind], real: tuple[str, ...]) -> int:
    """Print what came of it, and return 1 if anything was wrong."""
    failed = 0
    for place, store in enumerate(stores):
        share = kills // len(stores) + (place < kills % len(stores))
        plan = Plan(kills=share, seed=seed + place, store=store, real=real)
        with tempfile.TemporaryDirectory(prefix="feedledger-soak-") as folder:
            outcome = run_kills(plan, Path(folder))
        print(f"{store}, seed {plan.seed}, {os.cpu_count()} cores: {outcome}", flush=True)
        for fault in outcome.faults[:MOST_SHOWN]:
            print(fault)
        failed += bool(outcome.faults)
    return 1 if failed else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=Plan.kills)
    parser.add_argument("--seed", type=int, default=Plan.seed)
    parser.add_argument("--store", choices=STORES, help="only this one, not half on each")
    asked_for = parser.parse_args()
    has_real = asked_folder().is_dir()
    if not has_real:
        print(f"without real feeds: no folder {asked_folder()}")
    sys.exit(
        main(
            asked_for.kills,
            asked_for.seed,
            [asked_for.store] if asked_for.store else STORES,
            Plan.real if has_real else (),
        )
    )
