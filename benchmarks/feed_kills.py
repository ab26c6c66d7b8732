"""
Feeds streaming into the served application, which is killed again and again; then it is checked.

    make soak-feeds KILLS=100 ARGS="--seed 7"

Partners deliver real feeds and made-up ones over HTTP, full, delta and supplemental, some held,
packed, sent twice or no feeds at all; somebody approves, rejects, cancels, reverts and replays
them. The application is killed (SIGKILL) at random moments, at start and while it does what a
kill could break, half of the times with its raw files on a real S3 server and half in a folder;
clients repeat what was not answered, or give it up. At the end nothing may wait, and the file is
held against what clients were told and against a plain-Python model of the contract.

The seed says what is sent and when it is killed, not how the threads meet.
"""

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from threading import Event
from typing import Literal
from unittest import mock

from benchmarks.counters import Doors
from benchmarks.feed_books import check_feed_books
from benchmarks.feed_clients import Asked, Client, Decider, Delivered, Sender
from benchmarks.feed_parcels import REAL_FILES, Partner, made_partners, real_partners
from benchmarks.kill_moments import MOMENTS, Pulse, Watch
from catalog.database import Database
from ingestion.open_store import open_store
from tests.realdata import asked_folder
from tests.seaweed import running_seaweed
from tests.served import API_KEY, Served, serving, starting

StoreKind = Literal["s3", "folder"]
STORES: tuple[StoreKind, ...] = ("s3", "folder")
LENIENT = {
    **dict.fromkeys(("too_many_skipped", "mass_deactivation", "price_moves"), 1.0),
    "currency_change": 1.0,
    "row_count_drop": 0.0,
}
WARY = ("wary", "walmart")  # their feeds are held by the guards as they stand
HEADERS = {"Authorization": f"Bearer {API_KEY}"}
MOST_SHOWN = 20
STARTS_WITHIN_S = 2.5
EMPTY_WITHIN_S = 600
LOOK_EVERY_S = 0.2


@dataclass(frozen=True)
class Plan:
    """How often it is killed, who sends, and how long the application lives each time."""

    kills: int = 100
    seed: int = 1
    store: StoreKind = "folder"
    real: tuple[str, ...] = tuple(REAL_FILES)
    products: int = 400  # of each partner whose feeds are made up
    lives_s: tuple[float, float] = (0.5, 4.0)


@dataclass(frozen=True)
class Outcome:
    """What clients were told, when it was killed meanwhile, and what was wrong."""

    delivered: tuple[Delivered, ...]
    asked: tuple[Asked, ...]
    kills: Counter[str]
    emptied_s: float
    faults: tuple[str, ...]

    def __str__(self) -> str:
        """Return the outcome in a few sentences."""
        answered = sum(one.feed_id is not None for one in self.delivered)
        unheard = sum(one.unheard for one in self.delivered)
        sent = sum(len(one.parcel.body) for one in self.delivered) / 1e6
        acts = Counter(one.act for one in self.asked)
        told = ", ".join(f"{count} {act}" for act, count in sorted(acts.items()))
        when = ", ".join(f"{count} {moment}" for moment, count in sorted(self.kills.items()))
        return (
            f"{self.kills.total()} kills ({when}); {answered:,} feeds answered by 202 of"
            f" {len(self.delivered):,} ({sent:.0f} MB), {unheard:,} deliveries not answered;"
            f" decisions: {told}; the queue was empty {self.emptied_s:.0f} s after the last kill;"
            f" {len(self.faults)} faults"
        )


@dataclass
class Scene:
    """The application's data, its settings, and the clients at its doors."""

    plan: Plan
    data_dir: Path
    settings: Mapping[str, str]
    partners: Sequence[Partner]
    doors: Doors = field(default_factory=Doors)
    pulse: Pulse = field(default_factory=Pulse)
    kills: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.draws = Random(self.plan.seed)  # noqa: S311 - no secret
        self.senders = [Sender(self._client(), each, self.pulse) for each in self.partners]
        decides = Random(f"{self.plan.seed} decider")  # noqa: S311 - no secret
        self.decider = Decider(self._client(), self.pulse, decides)

    @property
    def clients(self) -> list[Client]:
        """All that are at the doors."""
        return [*(sender.client for sender in self.senders), self.decider.client]

    def _client(self) -> Client:
        return Client(self.doors, API_KEY)


def run_kills(plan: Plan, folder: Path) -> Outcome:
    """Send feeds through an application that keeps its data in the folder, kill it, and check."""
    with _settings(plan, folder) as settings:
        partners = real_partners(asked_folder(), plan.seed, plan.real)
        partners += made_partners(plan.seed, plan.products)
        scene = Scene(plan, folder / "data", settings, partners)
        is_over = Event()
        with ThreadPoolExecutor(len(partners) + 1) as threads:
            go_on: Callable[[], bool] = lambda: not is_over.is_set()  # noqa: E731
            _kill_first_start(scene)
            working = [threads.submit(sender.send, go_on) for sender in scene.senders]
            working.append(threads.submit(scene.decider.decide, go_on))
            try:
                _kill_lives(scene)
                is_over.set()
                faults, emptied_s = _finish(scene, lambda: [one.result() for one in working])
            finally:  # nobody goes on asking if the application failed
                is_over.set()
                scene.doors.give_up()
        return _hold_against_file(scene, faults, emptied_s)


@contextmanager
def _settings(plan: Plan, folder: Path) -> Iterator[Mapping[str, str]]:
    """Lend the settings of the application's store, and this process the way to it, too."""
    with ExitStack() as stack:
        if plan.store == "folder":
            yield {"FEEDLEDGER_STORE": f"file://{folder / 'landing'}"}
            return
        server = stack.enter_context(running_seaweed())
        stack.enter_context(mock.patch.dict(os.environ, server.environment))
        yield {**server.environment, "FEEDLEDGER_STORE": server.fresh_url()}


def _kill_first_start(scene: Scene) -> None:
    """Kill it while it makes its file, then start it and add the partners."""
    with starting(scene.data_dir, scene.settings) as served:
        until_s = time.monotonic() + STARTS_WITHIN_S
        while not (scene.data_dir / "feedledger.duckdb").exists() and time.monotonic() < until_s:
            time.sleep(0.001)
        time.sleep(scene.draws.uniform(0, 0.5))
        _kill(scene, served, "first start")
    with serving(scene.data_dir, scene.settings) as served:
        for partner in scene.partners:
            _add_partner(served, partner)
        _kill(scene, served, "partners added")


def _add_partner(served: Served, partner: Partner) -> None:
    guards = {} if partner.code in WARY else LENIENT
    profile = {**partner.profile, "constants": partner.constants, "guards": guards}
    served.add_partner(partner.code)
    with served.api() as api:
        api.put(f"/partners/{partner.code}/profile", json=profile).raise_for_status()


def _kill_lives(scene: Scene) -> None:
    while scene.kills.total() < scene.plan.kills:
        (moment,) = scene.draws.choices(list(MOMENTS), list(MOMENTS.values()))
        life_s = scene.draws.uniform(*scene.plan.lives_s)
        if moment == "starting":
            with starting(scene.data_dir, scene.settings) as served:
                time.sleep(scene.draws.uniform(0.2, STARTS_WITHIN_S))
                _kill(scene, served, moment)
            continue
        with serving(scene.data_dir, scene.settings) as served:
            scene.doors.open(served.url)
            watch = Watch(served.url, scene.data_dir, scene.pulse, HEADERS)
            came = watch.wait(moment, life_s, scene.draws)
            _kill(scene, served, moment if came else "any")
            scene.doors.close()


def _kill(scene: Scene, served: Served, moment: str) -> None:
    served.process.kill()
    served.process.wait()
    scene.kills[moment] += 1


def _finish(scene: Scene, finish: Callable[[], object]) -> tuple[list[str], float]:
    """Let clients come to an end and the queue run empty, and return what is wrong by then."""
    with serving(scene.data_dir, scene.settings) as served:
        began_s = time.monotonic()
        scene.doors.open(served.url)
        finish()
        while _waits(served):
            if time.monotonic() - began_s > EMPTY_WITHIN_S:
                return ["the queue did not run empty"], EMPTY_WITHIN_S
            time.sleep(LOOK_EVERY_S)
        left = [path.name for path in (scene.data_dir / "spool").rglob("*") if path.is_file()]
        emptied_s = time.monotonic() - began_s
        log = served.log
    faults = [fault for client in scene.clients for fault in client.faults]
    faults += [f"{len(left)} local copies are left: {left[:3]}"] if left else []
    faults += [f"the application failed:\n{log}"] if "Traceback" in log else []
    return faults, emptied_s


def _waits(served: Served) -> bool:
    with served.api() as api:
        answers = [
            api.get("/jobs", params={"status": status, "limit": "1"}).raise_for_status()
            for status in ("QUEUED", "RUNNING", "RETRY_WAIT")
        ]
    return any(answer.json()["items"] for answer in answers)


def _hold_against_file(scene: Scene, faults: Sequence[str], emptied_s: float) -> Outcome:
    for client in scene.clients:
        client.close()
    delivered = [one for sender in scene.senders for one in sender.delivered]
    asked = scene.decider.asked
    database = Database(scene.data_dir / "feedledger.duckdb")
    try:
        store = open_store(scene.settings["FEEDLEDGER_STORE"])
        found = check_feed_books(database, store, delivered, asked)
    finally:
        database.close()
    return Outcome(tuple(delivered), tuple(asked), scene.kills, emptied_s, (*faults, *found))


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
