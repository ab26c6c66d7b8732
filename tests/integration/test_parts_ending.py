"""Full feeds in parts that end before all parts are there."""

from dataclasses import replace
from datetime import timedelta
from unittest import mock

import pytest

from catalog.clock import utc_now
from catalog.errors import FeedledgerError
from ingestion.batch_expiry import end_stale_batches
from ingestion.batches import BatchClosed
from ingestion.decisions import cancel_feed
from ingestion.delivery import Ingestion
from ingestion.feeds import FeedWrongState, get_feed
from ingestion.store import Source, StoredObject
from tests.feeding import Feeding
from tests.racing import together
from tests.sending_parts import (
    HEAD,
    LAMP,
    RUG,
    Sender,
    raw_keys,
    skus,
)


def later(feeding: Feeding, hours: float) -> Ingestion:
    """Return the same ingestion some hours later."""
    now = utc_now() + timedelta(hours=hours)
    return replace(feeding.ingestion, clock=lambda: now)


def test_cancelled_batch_takes_no_more_parts(feeding: Feeding, sender: Sender) -> None:
    feed = sender.send(1, HEAD + LAMP)
    cancelled = cancel_feed(feeding.ingestion, feed.feed_id, "user:anna")
    assert cancelled.status == "CANCELLED"

    with pytest.raises(BatchClosed):
        sender.send(2, RUG, is_last=True)

    assert sender.send(1, HEAD + LAMP) == cancelled
    assert len(raw_keys(feeding)) == 1


def test_part_that_is_under_way_when_its_batch_is_cancelled_is_refused_and_not_kept(
    feeding: Feeding, sender: Sender
) -> None:
    feed = sender.send(1, HEAD + LAMP)
    late = sender.begin(2, is_last=True)
    late.write(RUG.encode())
    cancel_feed(feeding.ingestion, feed.feed_id, "user:anna")

    with pytest.raises(BatchClosed):
        late.finish()

    assert len(raw_keys(feeding)) == 1
    with pytest.raises(BatchClosed):  # before any of its bytes is taken
        sender.begin(2)
    assert list(feeding.ingestion.spool.folder.iterdir()) == []


def test_part_that_is_stored_when_its_batch_is_cancelled_is_deleted(
    feeding: Feeding, sender: Sender
) -> None:
    feed = sender.send(1, HEAD + LAMP)
    put = feeding.ingestion.store.put

    def put_late(key: str, source: Source) -> StoredObject:
        stored = put(key, source)
        if key.startswith("raw/"):
            cancel_feed(feeding.ingestion, feed.feed_id, "user:anna")
        return stored

    with mock.patch.object(feeding.ingestion.store, "put", put_late), pytest.raises(BatchClosed):
        sender.send(2, RUG, is_last=True)

    assert len(raw_keys(feeding)) == 1
    assert skus(feeding) == []


def test_part_and_cancel_at_once_leave_either_a_feed_or_none(
    feeding: Feeding, sender: Sender
) -> None:
    feed = sender.send(1, HEAD + LAMP)

    def outcome(call: object) -> str:
        try:
            call()  # type: ignore[operator]
        except FeedledgerError as error:
            return error.code
        return ""

    together(
        lambda: outcome(lambda: sender.send(2, RUG, is_last=True)),
        lambda: outcome(lambda: cancel_feed(feeding.ingestion, feed.feed_id, "user:anna")),
    )

    feed = feeding.wait(feed)
    assert (feed.status == "CANCELLED") == (skus(feeding) == [])


def test_batch_without_a_further_part_ends_with_a_reason(feeding: Feeding, sender: Sender) -> None:
    feed = sender.send(1, HEAD + LAMP)
    whole = Sender(feeding, batch="whole").load(HEAD + RUG)

    assert end_stale_batches(later(feeding, hours=71), 72) == []
    assert end_stale_batches(later(feeding, hours=73), 72) == [feed.feed_id]

    ended = get_feed(feeding.database, feed.feed_id)
    assert (ended.status, (ended.error or {})["code"]) == ("CANCELLED", "batch/expired")
    assert ended.finished_at is not None
    assert len(raw_keys(feeding)) == 3
    with pytest.raises(BatchClosed):
        sender.send(2, RUG, is_last=True)
    assert get_feed(feeding.database, whole.feed_id) == whole
    assert end_stale_batches(later(feeding, hours=74), 72) == []


def test_each_part_puts_the_end_of_its_batch_off(
    feeding: Feeding, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender.send(1, HEAD + LAMP)
    monkeypatch.setattr(feeding, "ingestion", later(feeding, hours=50))
    sender.send(2, RUG)

    assert end_stale_batches(later(feeding, hours=23), 72) == []


def test_cancelled_batch_has_nothing_to_replay(feeding: Feeding, sender: Sender) -> None:
    feed = sender.send(1, HEAD + LAMP)
    cancel_feed(feeding.ingestion, feed.feed_id, "user:anna")

    with pytest.raises(FeedWrongState):
        feeding.replay(feed)
