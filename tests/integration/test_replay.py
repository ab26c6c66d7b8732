"""Replay: a stored raw file, read once more as a new feed of its own."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import pytest

from catalog.errors import FeedledgerError
from ingestion.delivery import Delivery, deliver_feed
from ingestion.feeds import Feed, FeedNotFound, FeedWrongState, get_feed
from ingestion.folder_store import FolderStore
from ingestion.replay import Replay, replay_feed
from ingestion.spool import FeedTooLarge
from ingestion.store import ObjectMissing, StoreUnavailable
from tests.feeding import Feeding, ledger
from tests.reverting import FULL, A

ANNA = Replay("user:anna")


def raw_path(feeding: Feeding, feed: Feed) -> Path:
    return feeding.folder / "landing" / feed.raw_key


def feeds(feeding: Feeding) -> list[dict[str, object]]:
    return feeding.database.rows("from feed order by feed_no")


def test_replay_is_a_new_feed_of_the_same_bytes(feeding: Feeding) -> None:
    feed = feeding.load(A)

    replayed = feeding.replay(feed)

    assert (replayed.origin, replayed.replays_feed_id) == ("replay", feed.feed_id)
    assert replayed.delivered_by == "user:anna"
    same = ("partner", "mode", "filename", "size_bytes", "sha256", "profile_version")
    assert [getattr(replayed, name) for name in same] == [getattr(feed, name) for name in same]
    assert replayed.feed_id != feed.feed_id
    assert replayed.raw_key != feed.raw_key
    assert raw_path(feeding, replayed).read_bytes() == raw_path(feeding, feed).read_bytes()
    assert ledger(replayed) == (3, 0, 0, 3, 0, 0)
    assert get_feed(feeding.database, feed.feed_id) == feed


def test_replay_lives_without_the_first_raw_file(feeding: Feeding) -> None:
    feed = feeding.load(A)
    replayed = feeding.replay(feed)
    raw_path(feeding, feed).unlink()

    assert ledger(feeding.replay(replayed)) == (3, 0, 0, 3, 0, 0)


def test_mode_and_name_are_those_of_the_first_feed(feeding: Feeding) -> None:
    feeding.load(A)
    body = feeding.folder / "feed"
    body.write_text("sku,price\n1,16.00\n")
    delivery = Delivery("lumen", "supplemental", "Preise März.csv", "upload", "user:ben")
    with body.open("rb") as source:
        feed = feeding.wait(deliver_feed(feeding.ingestion, delivery, source))
    feeding.revert(feed)

    replayed = feeding.replay(feed)

    assert (replayed.mode, replayed.filename) == ("supplemental", "Preise März.csv")
    assert ledger(replayed) == (1, 0, 1, 0, 0, 0)


@pytest.mark.parametrize(("profile", "name"), [("today", "rouge"), ("then", "Lamp")])
def test_replay_reads_with_the_profile_of_today_or_of_then(
    feeding: Feeding, profile: str, name: str
) -> None:
    feed = feeding.load("sku,name,price,nom\n1,Lamp,15.00,rouge\n")
    feeding.profile(fields={"product_name": "nom"})

    replayed = feeding.replay(feed, profile)  # type: ignore[arg-type]

    assert replayed.profile_version == (2 if profile == "today" else 1)
    assert feeding.product("1")["product_name"] == name


def test_replay_of_what_could_not_be_read_loads_once_the_profile_is_right(
    feeding: Feeding,
) -> None:
    feed = feeding.load("Artikel,name,price\n1,Lamp,15.00\n")
    feeding.profile(fields={"sku": "Artikel"})

    replayed = feeding.replay(feed)

    assert (feed.status, ledger(replayed)) == ("VALIDATION_FAILED", (1, 1, 0, 0, 0, 0))


def test_reverted_feed_is_loaded_again_by_its_replay(feeding: Feeding) -> None:
    feeding.load(A)
    feed = feeding.load(FULL)
    loaded = feeding.values()
    feeding.revert(feed)

    replayed = feeding.replay(feed)

    assert ledger(replayed) == ledger(feed)
    own = ("first_feed_id", "last_feed_id", "price_feed_id", "product_id", "quantity_counted_at")
    assert [without(row, own) for row in feeding.values()] == [without(row, own) for row in loaded]


def without(row: dict[str, object], names: tuple[str, ...]) -> dict[str, object]:
    return {name: value for name, value in row.items() if name not in names}


def test_older_full_feed_is_not_superseded_when_it_is_replayed(feeding: Feeding) -> None:
    older = feeding.load(A)
    feeding.load(FULL)

    assert feeding.replay(older).status == "COMPLETED"


def test_replay_can_be_held(feeding: Feeding) -> None:
    feed = feeding.load(A)

    asked = Replay("user:anna", hold=True)
    replayed = feeding.wait(replay_feed(feeding.ingestion, feed.feed_id, asked))

    assert (replayed.status, replayed.held_by) == ("HELD", ("guard/hold_requested",))


def test_held_and_waiting_feeds_are_not_replayed(feeding: Feeding) -> None:
    held = feeding.load(A, hold=True)
    feeding.runner.stop()
    waiting = feeding.deliver(A)
    before = feeds(feeding)

    for feed in (held, waiting):
        with pytest.raises(FeedWrongState):
            replay_feed(feeding.ingestion, feed.feed_id, ANNA)

    assert feeds(feeding) == before


def test_unknown_feed_is_not_replayed(feeding: Feeding) -> None:
    with pytest.raises(FeedNotFound):
        replay_feed(feeding.ingestion, "x", ANNA)


def lose(feeding: Feeding, feed: Feed) -> None:
    raw_path(feeding, feed).unlink()


def swap(feeding: Feeding, feed: Feed) -> None:
    lose(feeding, feed)
    raw_path(feeding, feed).write_text("sku,name,price\n9,Stool,40.00\n")


def shrink(feeding: Feeding, _feed: Feed) -> None:
    feeding.ingestion.spool.max_bytes = 10


@pytest.mark.parametrize(
    ("harm", "expected"),
    [(lose, ObjectMissing), (swap, StoreUnavailable), (shrink, FeedTooLarge)],
)
def test_raw_file_that_cannot_be_had_leaves_no_feed_behind(
    feeding: Feeding,
    harm: Callable[[Feeding, Feed], None],
    expected: type[FeedledgerError],
) -> None:
    feed = feeding.load(A)
    harm(feeding, feed)
    before = feeds(feeding)
    stored = sorted((feeding.folder / "landing").rglob("*"))

    with pytest.raises(expected):
        replay_feed(feeding.ingestion, feed.feed_id, ANNA)

    assert feeds(feeding) == before
    assert sorted((feeding.folder / "landing").rglob("*")) == stored
    assert list((feeding.folder / "spool").iterdir()) == []


class BreakingStore(FolderStore):
    """A store that breaks off in the middle of what it reads out."""

    @contextmanager
    def open(self, key: str) -> Iterator[BinaryIO]:
        with super().open(key) as source:
            yield _Breaking(source.read(10))


class _Breaking(io.BytesIO):
    def read(self, size: int | None = -1, /) -> bytes:
        piece = super().read(size)
        if not piece:
            raise StoreUnavailable("the store broke off")
        return piece


def test_store_that_breaks_off_leaves_no_feed_behind(feeding: Feeding) -> None:
    feed = feeding.load(A)
    before = feeds(feeding)
    broken = replace(feeding.ingestion, store=BreakingStore(feeding.folder / "landing"))

    with pytest.raises(StoreUnavailable):
        replay_feed(broken, feed.feed_id, ANNA)

    assert feeds(feeding) == before
    assert list((feeding.folder / "spool").iterdir()) == []
