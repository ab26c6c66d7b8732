"""A stored file that is not what was sent is never taken for it, whoever reads it."""

import hashlib
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from ingestion.deposits import Deposit, IncomingDeposit, open_deposit
from ingestion.feeds import Feed, get_feed
from ingestion.raw_files import copy_raw, read_raw
from ingestion.rejects import open_rejects
from ingestion.replay import Replay, replay_feed
from ingestion.store import StoreUnavailable
from tests.feeding import Feeding
from tests.on_s3 import PART_BYTES, Scene

HEADER = "id,title,price,currency,availability\n"
BODY = HEADER + "A,Lamp,15.00,USD,in stock\nB,Rug,,USD,in stock\n"
DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "a flipped byte": lambda content: content.replace(b"15.00", b"15.01"),
    "cut short": lambda content: content[: len(HEADER) + 26],
    "more at the end": lambda content: content + b"C,Bed,9.00,USD,in stock\n",
    "empty": lambda _: b"",
}


def damage(path: Path, how: str = "a flipped byte") -> None:
    """Make something else of a stored file."""
    content = path.read_bytes()
    path.chmod(0o640)
    path.write_bytes(DAMAGES[how](content))
    assert path.read_bytes() != content


def stored(feeding: Feeding, raw_key: str) -> Path:
    return feeding.folder / "landing" / raw_key


def without_local_copy(feeding: Feeding) -> Feed:
    """Deliver a feed that only the store has, as after a restart."""
    feeding.runner.stop()
    feed = feeding.deliver(BODY)
    feeding.ingestion.spool.release(feed.feed_id)
    return feed


@pytest.mark.parametrize("how", DAMAGES)
def test_damaged_file_is_not_validated(feeding: Feeding, how: str) -> None:
    feed = without_local_copy(feeding)
    damage(stored(feeding, feed.raw_key), how)

    with pytest.raises(StoreUnavailable):
        feeding.run_next()

    assert get_feed(feeding.database, feed.feed_id).counters["rows_read"] is None
    assert feeding.products() == []
    assert list((feeding.folder / "spool").iterdir()) == []


def test_damaged_file_is_not_loaded(feeding: Feeding) -> None:
    feed = without_local_copy(feeding)
    assert feeding.run_next() == "VALIDATE"
    feeding.ingestion.bench.clear()
    feeding.ingestion.spool.release(feed.feed_id)
    damage(stored(feeding, feed.raw_key))

    with pytest.raises(StoreUnavailable):
        feeding.run_next()

    assert feeding.products() == []
    assert list((feeding.folder / "spool").iterdir()) == []


def test_damaged_file_gives_no_rejects(feeding: Feeding) -> None:
    feed = feeding.load(BODY)
    damage(stored(feeding, feed.raw_key))

    with pytest.raises(StoreUnavailable):
        open_rejects(feeding.ingestion, feed)

    assert list((feeding.folder / "spool").iterdir()) == []


def test_damaged_file_is_not_replayed(feeding: Feeding) -> None:
    feed = feeding.load(BODY)
    damage(stored(feeding, feed.raw_key))

    with pytest.raises(StoreUnavailable):
        replay_feed(feeding.ingestion, feed.feed_id, Replay("user:anna"))

    assert len(feeding.database.rows("from feed")) == 1


def test_damaged_file_of_past_orders_is_not_read(feeding: Feeding) -> None:
    incoming = IncomingDeposit(feeding.ingestion, "imports/shop", "orders.csv")
    incoming.write(BODY.encode())
    deposit = incoming.finish()
    damage(stored(feeding, deposit.raw_key))

    with pytest.raises(StoreUnavailable), open_deposit(feeding.ingestion, deposit):
        pass

    assert list((feeding.folder / "spool").iterdir()) == []


def test_flipped_byte_of_an_object_in_parts_is_noticed(scene: Scene, tmp_path: Path) -> None:
    content = b"0" * (2 * PART_BYTES)
    raw = Deposit("raw/feed.csv", len(content), hashlib.sha256(content).hexdigest())
    scene.store.put(raw.raw_key, io.BytesIO(content))
    scene.way.fail("GET", "body changed")

    with pytest.raises(StoreUnavailable):
        copy_raw(scene.store, raw, tmp_path / "copy")

    assert not (tmp_path / "copy").exists()
    assert b"".join(read_raw(scene.store, raw)) == content
