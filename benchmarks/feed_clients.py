"""Clients of the feeds' API: they repeat what was not answered, and remember each answer."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

import httpx

from benchmarks.counters import Doors
from benchmarks.feed_parcels import Parcel, Partner
from benchmarks.kill_moments import Pulse

ANSWERS_WITHIN_S = 60
AGAIN_AFTER_S = 0.05
LOOKS_AFTER_S = 0.2  # and not at once: the application is to work, and not to answer only
GIVEN_UP = 0.1  # of what was not answered: nobody repeats it, and it may be there or not
PIECE_BYTES = 16 * 1024
PIECE_AFTER_S = 0.002
WAITING = ("RECEIVED", "VALIDATING", "PROCESSING")
LOADED = ("COMPLETED", "COMPLETED_WITH_ERRORS")
ENDED = (*LOADED, "VALIDATION_FAILED", "FAILED", "REJECTED", "CANCELLED", "REVERTED")


class NotAnswered(Exception):
    """Nobody knows whether it was done."""


@dataclass(frozen=True)
class Delivered:
    """A parcel, the feed that was answered, None if nobody heard, and how often it went unheard."""

    parcel: Parcel
    feed_id: str | None
    unheard: int


@dataclass(frozen=True)
class Asked:
    """What was asked of a feed and answered by 202; `made` is the feed that a replay made."""

    act: str
    feed_id: str
    made: str | None = None


@dataclass
class Pace:
    """
    How far clients may be ahead of the application.

    `waiting` counts feeds of one partner that are not finished, `lying` its files in the inbox,
    and `replays` the feeds of all that are not finished when one more is replayed.
    """

    waiting: int = 4
    lying: int = 3
    replays: int = 40

    def go_on(self) -> None:
        """Be ahead as usual."""
        self.waiting, self.lying, self.replays = Pace.waiting, Pace.lying, Pace.replays

    def rest(self) -> None:
        """Send, drop and replay nothing more for now, so that the queue runs empty."""
        self.waiting, self.lying, self.replays = 0, 0, 1


@dataclass
class Client:
    """One connection to wherever the application is served."""

    doors: Doors
    api_key: str
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        headers = {"Authorization": f"Bearer {self.api_key}"}
        self._http = httpx.Client(headers=headers, timeout=ANSWERS_WITHIN_S, trust_env=False)

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:  # noqa: ANN401 - of httpx
        """
        Return the answer.

        Raises:
            NotAnswered: the connection broke, or the answer was to come again.
        """
        try:
            answer = self._http.request(method, f"{self.doors.wait()}/api/v1/{path}", **more)
        except httpx.TransportError as error:
            time.sleep(AGAIN_AFTER_S)
            raise NotAnswered from error
        if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:
            time.sleep(AGAIN_AFTER_S)
            raise NotAnswered
        return answer

    def feeds(self, *statuses: str, partner: str | None = None) -> list[dict[str, Any]]:
        """Return the newest feeds of these states."""
        found: list[dict[str, Any]] = []
        for status in statuses:
            asked = {"status": status, "limit": "20", **({"partner": partner} if partner else {})}
            found += self.ask("GET", "feeds", params=asked).json()["items"]
        return found

    def close(self) -> None:
        """Let go of the connection."""
        self._http.close()


@dataclass
class Sender:
    """Sends what one partner sends, each until it is answered, or gives it up."""

    client: Client
    partner: Partner
    pulse: Pulse
    pace: Pace
    delivered: list[Delivered] = field(default_factory=list)

    def send(self, go_on: Callable[[], bool]) -> None:
        """Send one feed after another while `go_on` says so, and not too far ahead."""
        while go_on():
            self._deliver(self.partner.next())
            while go_on() and self._is_ahead():
                time.sleep(LOOKS_AFTER_S)

    def _is_ahead(self) -> bool:
        if not self.pace.waiting:
            return True
        try:
            waiting = self.client.feeds(*WAITING, partner=self.partner.code)
        except NotAnswered:
            return False
        return len(waiting) >= self.pace.waiting

    def _deliver(self, parcel: Parcel) -> None:
        unheard, feed_id = 0, None
        while feed_id is None:
            try:
                answer = self._post(parcel)
            except NotAnswered:
                unheard += 1
                if self.partner.draws.random() < GIVEN_UP:
                    break
                continue
            if answer.status_code != httpx.codes.ACCEPTED:
                fault = f"{parcel.partner}: {answer.status_code} {answer.text}"
                self.client.faults.append(fault)
                break
            feed_id = answer.json()["feed_id"]
            self.pulse.tell("delivered")
        self.delivered.append(Delivered(parcel, feed_id, unheard))

    def _post(self, parcel: Parcel) -> httpx.Response:
        asked = {
            "partner": parcel.partner,
            "mode": parcel.mode,
            "hold": str(parcel.hold).lower(),
            "filename": f"{parcel.partner}.csv",
        }
        (way,) = self.partner.draws.choices(("whole", "streamed", "multipart"), (6, 3, 1))
        if way == "multipart":
            files = {"file": (f"{parcel.partner}.csv", parcel.body)}
            return self.client.ask("POST", "feeds", params=asked, files=files)
        content = self._pieces(parcel.body) if way == "streamed" else parcel.body
        return self.client.ask("POST", "feeds", params=asked, content=content)

    def _pieces(self, body: bytes) -> Iterator[bytes]:
        for start in range(0, len(body), PIECE_BYTES):
            self.pulse.tell("sending")
            yield body[start : start + PIECE_BYTES]
            time.sleep(PIECE_AFTER_S)


# what the decider does, to feeds of which states, and how it is told
ACTS: dict[str, tuple[int, tuple[str, ...], str]] = {
    "approve": (6, ("HELD",), "approving"),
    "reject": (2, ("HELD",), "approving"),
    "revert": (3, LOADED, "reverting"),
    "replay": (2, ENDED, "replaying"),
    "cancel": (1, WAITING, "approving"),
}


@dataclass
class Decider:
    """Approves, rejects, cancels, reverts and replays feeds, whichever are there."""

    client: Client
    pulse: Pulse
    pace: Pace
    draws: Random
    asked: list[Asked] = field(default_factory=list)
    unheard: int = 0

    def decide(self, go_on: Callable[[], bool]) -> None:
        """Decide one thing after another while `go_on` says so."""
        while go_on():
            try:
                self._act()
            except NotAnswered:
                self.unheard += 1
            time.sleep(LOOKS_AFTER_S)

    def _act(self) -> None:
        (act,) = self.draws.choices(list(ACTS), [weight for weight, _, _ in ACTS.values()])
        _, statuses, moment = ACTS[act]
        if act == "replay" and len(self.client.feeds(*WAITING)) > self.pace.replays:
            return
        found = self.client.feeds(*statuses)
        if not found:
            return
        feed_id = self.draws.choice(found)["feed_id"]
        self.pulse.tell(moment)
        answer = self.client.ask("POST", f"feeds/{feed_id}/{act}")
        if answer.status_code == httpx.codes.ACCEPTED:
            made = answer.json()["feed_id"] if act == "replay" else None
            self.asked.append(Asked(act, feed_id, made))
        elif answer.status_code != httpx.codes.CONFLICT:
            self.client.faults.append(f"{act} {feed_id}: {answer.status_code} {answer.text}")
