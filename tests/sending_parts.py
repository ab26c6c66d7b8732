"""Full feeds in parts, as a partner's program sends them. A pytest plugin."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest

from ingestion.batches import Parts, SentPart, read_parts_of
from ingestion.delivery import Delivery
from ingestion.feeds import Feed
from ingestion.parts import IncomingPart, begin_part
from tests.feeding import Feeding

HEAD = "sku,title,price\n"
LAMP, RUG, SHELF = "LAMP,Lamp,15\n", "RUG,Rug,80\n", "SHELF,Shelf,7\n"


@dataclass(frozen=True)
class Sender:
    """Sends parts of one batch of a partner."""

    feeding: Feeding
    batch: str = "spring"
    partner: str = "lumen"
    filename: str = "feed.csv"

    def send(
        self, part: int, content: bytes | str, *, is_last: bool = False, hold: bool = False
    ) -> Feed:
        """Send one part and return the feed."""
        incoming = self.begin(part, is_last=is_last, hold=hold)
        incoming.write(content.encode() if isinstance(content, str) else content)
        return incoming.finish()

    def begin(self, part: int, *, is_last: bool = False, hold: bool = False) -> IncomingPart:
        """Begin to send one part."""
        delivery = Delivery(self.partner, "full", self.filename, "api", "key:test", hold=hold)
        return begin_part(self.feeding.ingestion, delivery, SentPart(self.batch, part, is_last))

    def send_all(self, parts: Sequence[bytes | str]) -> Feed:
        """Send all parts in their order and return the feed as it was received."""
        for part, content in enumerate(parts, 1):
            feed = self.send(part, content, is_last=part == len(parts))
        return feed

    def load(self, *parts: bytes | str) -> Feed:
        """Send all parts in their order and return the feed when it is finished."""
        return self.feeding.wait(self.send_all(parts))


def parts_of(feeding: Feeding, feed: Feed) -> Parts:
    """Return which parts of the feed are there."""
    return read_parts_of(feeding.database, [feed.feed_id])[feed.feed_id]


def raw_keys(feeding: Feeding) -> list[str]:
    """Return the keys of all raw files, those of parts without what is random in them."""
    return sorted(found.key for found in feeding.ingestion.store.list("raw/"))


def raw_content(feeding: Feeding, feed: Feed) -> bytes:
    """Return the feed's raw file."""
    with feeding.ingestion.store.open(feed.raw_key) as file:
        return file.read()


def cut(content: bytes, *places: int) -> Iterator[bytes]:
    """Yield the content cut at the places."""
    for start, end in zip((0, *places), (*places, len(content)), strict=True):
        yield content[start:end]


def skus(feeding: Feeding) -> list[str]:
    """Return the SKUs of the active products."""
    return [str(row["sku"]) for row in feeding.products() if row["is_active"]]


@pytest.fixture
def sender(feeding: Feeding) -> Sender:
    """Lend a sender of the partner `lumen`."""
    return Sender(feeding)
