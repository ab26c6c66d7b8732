"""The scene of a drill: where the application keeps its files, and everybody who sends it feeds."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Literal
from unittest import mock

from benchmarks.counters import Doors
from benchmarks.feed_clients import Client, Decider, Pace, Sender
from benchmarks.feed_drops import BucketLetterbox, Dropper, FolderLetterbox, Letterbox
from benchmarks.feed_parcels import REAL_FILES, Partner, made_partners, real_partners
from benchmarks.kill_moments import Pulse
from tests.realdata import asked_folder
from tests.seaweed import running_seaweed
from tests.served import API_KEY, Served

StoreKind = Literal["s3", "folder"]
STORES: tuple[StoreKind, ...] = ("s3", "folder")
LENIENT = {
    **dict.fromkeys(("too_many_skipped", "mass_deactivation", "price_moves"), 1.0),
    "currency_change": 1.0,
    "row_count_drop": 0.0,
}
WARY = ("wary", "walmart")  # their feeds are held by the guards as they stand
DROP_TOO = ("luma", "woo", "stock")  # of the real ones, beside what they send
ONLY_DROPS = "shelf"
OTHER_FILES = 10_000  # added to the seed: what is dropped is not what is sent
INBOX_SETTINGS = {"FEEDLEDGER_INBOX_POLL_S": "1"}


@dataclass(frozen=True)
class Plan:
    """How often it is killed, who sends, and how long the application lives each time."""

    kills: int = 100
    seed: int = 1
    store: StoreKind = "folder"
    real: tuple[str, ...] = tuple(REAL_FILES)
    products: int = 400  # of each partner whose feeds are made up
    lives_s: tuple[float, float] = (0.5, 4.0)
    calm_every: int = 8  # in so many lives the queue may run empty once
    calm_s: float = 60.0  # it has so long for that


@dataclass(frozen=True)
class Landing:
    """Where raw files and dropped ones lie: the application's settings, and the partners' way."""

    settings: Mapping[str, str]
    letterbox: Letterbox


@contextmanager
def landing(store: StoreKind, folder: Path) -> Iterator[Landing]:
    """Lend an empty store, and let this process find it, too."""
    if store == "folder":
        root = folder / "landing"
        settings = {**INBOX_SETTINGS, "FEEDLEDGER_STORE": f"file://{root}"}
        yield Landing(settings, FolderLetterbox(root))
        return
    with running_seaweed() as server, mock.patch.dict(os.environ, server.environment):
        prefix = server.fresh_prefix()
        url = f"s3://{server.bucket}/{prefix}"
        settings = {**INBOX_SETTINGS, **server.environment, "FEEDLEDGER_STORE": url}
        letterbox = BucketLetterbox(server.client(), server.bucket, f"{prefix}/")
        yield Landing(settings, letterbox)


class Scene:
    """The clients at the application's doors and at its inbox, and who they are."""

    def __init__(self, plan: Plan, letterbox: Letterbox) -> None:
        self.doors, self.pulse, self.pace = Doors(), Pulse(), Pace()
        folder = asked_folder()
        sending = real_partners(folder, plan.seed, plan.real)
        sending += made_partners(plan.seed, plan.products)
        others = plan.seed + OTHER_FILES
        dropping = real_partners(folder, others, [code for code in plan.real if code in DROP_TOO])
        dropping += made_partners(others, plan.products, ("wary", ONLY_DROPS))
        self.partners: Mapping[str, Partner] = {each.code: each for each in (*dropping, *sending)}
        self.senders = [Sender(self._client(), each, self.pulse, self.pace) for each in sending]
        self.droppers = [Dropper(letterbox, each, self.pace) for each in dropping]
        decides = Random(f"{plan.seed} decider")  # noqa: S311 - no secret
        self.decider = Decider(self._client(), self.pulse, self.pace, decides)

    @property
    def clients(self) -> list[Client]:
        """All that are at the doors."""
        return [*(sender.client for sender in self.senders), self.decider.client]

    @property
    def works(self) -> Sequence[Callable[[Callable[[], bool]], None]]:
        """What each of them does for as long as it is told to go on."""
        return [
            *(sender.send for sender in self.senders),
            *(dropper.drop for dropper in self.droppers),
            self.decider.decide,
        ]

    def add_partners(self, served: Served) -> None:
        """Add all partners with their profiles and guards."""
        for partner in self.partners.values():
            guards = {} if partner.code in WARY else LENIENT
            profile = {**partner.profile, "constants": partner.constants, "guards": guards}
            served.add_partner(partner.code)
            with served.api() as api:
                api.put(f"/partners/{partner.code}/profile", json=profile).raise_for_status()

    def _client(self) -> Client:
        return Client(self.doors, API_KEY)
