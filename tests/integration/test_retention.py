"""Retention: what must never be deleted."""

import io

from ingestion.decisions import cancel_feed
from ingestion.replay import Replay, replay_feed
from ingestion.retention import (
    find_orphans,
)
from ingestion.revert import request_revert
from tests.feeding import Feeding
from tests.retaining import BAD, DAYS, Keeper, findings, keep, run_again
from tests.sending_parts import HEAD, LAMP, RUG, SHELF, Sender, raw_keys


def test_without_a_number_of_days_everything_is_kept_for_ever(feeding: Feeding) -> None:
    old, new = feeding.load(HEAD + LAMP + BAD), feeding.load(HEAD + RUG)
    keeper = Keeper(feeding)

    keeper.apply(days=100_000)
    keep(feeding, raw_days=DAYS)
    keep(feeding)
    keeper.apply(days=100_000)

    assert keeper.has_raw(old)
    assert keeper.has_raw(new)
    assert findings(feeding, old)


def test_partner_without_days_is_not_touched_by_those_of_another(
    feeding: Feeding, keeper: Keeper
) -> None:
    feeding.partner("nordhus")
    theirs = feeding.load(HEAD + LAMP, partner="nordhus")
    feeding.load(HEAD + LAMP, partner="nordhus")

    keeper.apply()

    assert keeper.has_raw(theirs)


def test_full_feed_that_was_loaded_last_is_kept(feeding: Feeding, keeper: Keeper) -> None:
    full = feeding.load(HEAD + LAMP)
    delta = feeding.load(HEAD + RUG, "delta")
    failed = feeding.load("nothing\n1\n")

    keeper.apply()

    assert keeper.has_raw(full)
    assert not keeper.has_raw(delta)
    assert not keeper.has_raw(failed)


def test_full_feed_before_one_that_is_reverted_is_kept_while_and_after_it_is(
    feeding: Feeding, keeper: Keeper
) -> None:
    first, second = feeding.load(HEAD + LAMP), feeding.load(HEAD + RUG)
    feeding.runner.stop()
    request_revert(feeding.ingestion, second.feed_id, "user:anna")

    keeper.apply()
    assert (keeper.has_raw(first), keeper.has_raw(second)) == (True, True)
    feeding.work_off(second)
    keeper.apply()

    assert (keeper.has_raw(first), keeper.has_raw(second)) == (True, False)


def test_feeds_that_may_still_go_on_are_kept(feeding: Feeding, keeper: Keeper) -> None:
    feeding.load(HEAD + LAMP)
    held = feeding.load(HEAD + RUG + BAD, "delta", hold=True)
    feeding.runner.stop()
    waiting = feeding.deliver(HEAD + RUG, "delta")
    begun = Sender(feeding).send(1, HEAD + LAMP)
    retrying = feeding.deliver(HEAD + SHELF, "delta")
    with feeding.database.transaction() as cursor:
        cursor.execute(
            "update job set status = 'RETRY_WAIT' where subject_id = ?", [retrying.feed_id]
        )
    keys = raw_keys(feeding)

    keeper.apply(days=1000)

    assert raw_keys(feeding) == keys
    assert "price/invalid" in findings(feeding, held)
    for feed in (held, waiting, begun, retrying):
        assert keeper.look(feed).raw_expired_at is None


def test_feed_whose_job_was_queued_again_is_kept(feeding: Feeding, keeper: Keeper) -> None:
    feeding.load(HEAD + LAMP)
    failed = feeding.load("nothing\n1\n")
    feeding.runner.stop()
    run_again(feeding, failed)

    keeper.apply()

    assert keeper.has_raw(failed)


def test_feed_whose_replay_is_not_finished_is_kept(feeding: Feeding, keeper: Keeper) -> None:
    old = feeding.load(HEAD + LAMP)
    feeding.load(HEAD + LAMP)
    feeding.runner.stop()
    replayed = replay_feed(feeding.ingestion, old.feed_id, Replay("user:anna"))

    keeper.apply()
    assert keeper.has_raw(old)
    feeding.work_off(replayed)
    keeper.apply()

    assert not keeper.has_raw(old)
    assert keeper.has_raw(replayed)


def test_what_a_revert_needs_is_never_deleted(feeding: Feeding, keeper: Keeper) -> None:
    feeding.load(HEAD + LAMP)
    before = feeding.values()
    changed = feeding.load(HEAD + "LAMP,Lamp,99\n" + RUG, "delta")
    keeper.apply(days=1000)
    assert not keeper.has_raw(changed)

    reverted = feeding.revert(changed)

    assert reverted.status == "REVERTED"
    assert feeding.values() == before


def test_parts_go_with_the_raw_file_that_they_make(feeding: Feeding, keeper: Keeper) -> None:
    old = Sender(feeding).load(HEAD + LAMP, RUG)
    begun = Sender(feeding, batch="summer").send(1, HEAD + LAMP)
    cancel_feed(feeding.ingestion, begun.feed_id, "user:anna")
    last = Sender(feeding, batch="winter").load(HEAD + LAMP, RUG)
    assert len(raw_keys(feeding)) == 7

    keeper.apply()

    assert {key.split("/")[5] for key in raw_keys(feeding)} == {last.feed_id}
    assert len(raw_keys(feeding)) == 3
    notes = list(feeding.ingestion.store.list("notes/"))
    assert len(notes) == 2
    assert all(last.feed_id in note.key for note in notes)
    assert keeper.look(begun).raw_deleted_at is not None
    assert keeper.look(old).raw_deleted_at is not None


def test_files_that_nothing_names_are_found_and_left(feeding: Feeding, keeper: Keeper) -> None:
    feeding.load(HEAD + LAMP)
    Sender(feeding).load(HEAD + LAMP, RUG)
    orphan = "raw/lumen/2026/01/02/nobody/feed.csv"
    feeding.ingestion.store.put(orphan, io.BytesIO(b"lost"))
    feeding.ingestion.store.put("imports/nobody/feed.csv", io.BytesIO(b"kept"))

    assert list(find_orphans(keeper.after(0))) == []
    assert [found.key for found in find_orphans(keeper.after(2))] == [orphan]
    keeper.apply()

    assert orphan in raw_keys(feeding)
