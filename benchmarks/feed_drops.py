"""Partners who drop files into the inbox, whether the application is there or not."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from benchmarks.feed_clients import Pace
from benchmarks.feed_parcels import Parcel, Partner
from ingestion.drops import INBOX

AGAIN = 0.25  # of the drops: the same bytes under the same name, once that is free
SAME_NAME = 0.4  # of the others: all have one name, once that is free
PAUSE_S = (0.1, 1.5)
Way = Callable[[str, bytes], None]


@dataclass(frozen=True)
class Dropped:
    """A parcel that was put into a folder of the inbox under a name that was free."""

    parcel: Parcel
    folder: str
    name: str

    @property
    def place(self) -> str:
        """Where it was put, below `inbox/`."""
        return "/".join(part for part in (self.parcel.partner, self.folder, self.name) if part)


class Letterbox(Protocol):
    """The inbox as partners reach it, without the application."""

    @property
    def ways(self) -> Sequence[Way]:
        """How a whole file may be put there, by its place below `inbox/`."""
        ...

    def places(self, partner: str = "") -> set[str]:
        """Return what lies there, of one partner or of all."""
        ...


@dataclass(frozen=True)
class FolderLetterbox:
    """The inbox in the folder of a store; `root` is that of the store."""

    root: Path

    @property
    def ways(self) -> Sequence[Way]:
        """Most write under another name and rename."""
        return (self._renamed, self._renamed, self._written)

    def places(self, partner: str = "") -> set[str]:
        """Return what lies there, of one partner or of all."""
        inbox = self.root / INBOX
        files = (path for path in (inbox / partner).rglob("*") if path.is_file())
        return {path.relative_to(inbox).as_posix() for path in files}

    def _renamed(self, place: str, body: bytes) -> None:
        self._written(f"{place}.part", body)
        path = self.root / INBOX / place
        path.with_name(f"{path.name}.part").rename(path)

    def _written(self, place: str, body: bytes) -> None:
        path = self.root / INBOX / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)


@dataclass(frozen=True)
class BucketLetterbox:
    """The inbox in a bucket; `base` is the store's prefix with its slash."""

    client: Any  # boto3 ships no types
    bucket: str
    base: str

    @property
    def ways(self) -> Sequence[Way]:
        """There is one: an object is there whole or not at all."""
        return (self._put,)

    def places(self, partner: str = "") -> set[str]:
        """Return what lies there, of one partner or of all."""
        above = self.base + INBOX
        prefix = f"{above}{partner}/" if partner else above
        found = self.client.list_objects_v2(Bucket=self.bucket, Prefix=prefix)
        return {each["Key"].removeprefix(above) for each in found.get("Contents", ())}

    def _put(self, place: str, body: bytes) -> None:
        self.client.put_object(Bucket=self.bucket, Key=self.base + INBOX + place, Body=body)


@dataclass
class Dropper:
    """Drops what one partner sends, and replaces nothing that lies there still."""

    letterbox: Letterbox
    partner: Partner
    pace: Pace
    dropped: list[Dropped] = field(default_factory=list)

    def drop(self, go_on: Callable[[], bool]) -> None:
        """Drop one file after another while `go_on` says so, and not too many at once."""
        draws = self.partner.draws
        while go_on():
            lying = self.letterbox.places(self.partner.code)
            if len(lying) < self.pace.lying:
                one = self._again(lying) or self._fresh(lying)
                draws.choice(self.letterbox.ways)(one.place, one.parcel.body)
                self.dropped.append(one)
            time.sleep(draws.uniform(*PAUSE_S))

    def _again(self, lying: set[str]) -> Dropped | None:
        draws = self.partner.draws
        free = [one for one in self.dropped[-10:] if one.place not in lying]
        return draws.choice(free) if free and draws.random() < AGAIN else None

    def _fresh(self, lying: set[str]) -> Dropped:
        draws = self.partner.draws
        parcel = replace(self.partner.next(), hold=False)  # nobody can ask for that by a file
        folder = "" if parcel.mode == "full" and draws.random() < SAME_NAME else parcel.mode
        same = Dropped(parcel, folder, "feed.csv")
        if draws.random() < SAME_NAME and same.place not in lying:
            return same
        return replace(same, name=f"{len(self.dropped)}.csv")
