"""Full feeds in parts: loaded as one once all are there, and never a part of them."""

import pytest

from ingestion.batches import PartOutOfPlace, PartTaken
from ingestion.decisions import approve_feed
from ingestion.feeds import FeedSuperseded, get_feed
from ingestion.spool import FeedEmpty, FeedTooLarge
from tests.feeding import Feeding, ledger
from tests.racing import together
from tests.sending_parts import (
    HEAD,
    LAMP,
    RUG,
    SHELF,
    Sender,
    parts_of,
    raw_content,
    raw_keys,
    skus,
)


def test_parts_are_loaded_as_one_feed_when_the_last_is_there(
    feeding: Feeding, sender: Sender
) -> None:
    first = sender.send(1, HEAD + LAMP)
    second = sender.send(2, HEAD + RUG)

    assert (second.feed_id, second.status, second.sha256) == (first.feed_id, "RECEIVED", "")
    assert second.size_bytes == len(HEAD + LAMP + HEAD + RUG)
    assert (parts_of(feeding, second).received, parts_of(feeding, second).last) == ((1, 2), None)
    assert feeding.jobs_of(second) == []

    feed = feeding.wait(sender.send(3, HEAD + SHELF, is_last=True))

    assert feed.feed_id == first.feed_id
    assert ledger(feed) == (3, 3, 0, 0, 0, 0)
    assert raw_content(feeding, feed) == (HEAD + LAMP + RUG + SHELF).encode()
    assert feed.size_bytes == len(HEAD + LAMP + RUG + SHELF)
    assert parts_of(feeding, feed).missing == ()


def test_parts_come_in_any_order_the_last_one_first(feeding: Feeding, sender: Sender) -> None:
    feed = sender.send(3, SHELF, is_last=True)
    assert parts_of(feeding, feed).missing == (1, 2)
    feed = sender.send(1, HEAD + LAMP)
    assert parts_of(feeding, feed).missing == (2,)
    assert feed.status == "RECEIVED"

    feed = feeding.wait(sender.send(2, RUG))

    assert raw_content(feeding, feed) == (HEAD + LAMP + RUG + SHELF).encode()
    assert ledger(feed) == (3, 3, 0, 0, 0, 0)


def test_parts_that_come_at_once_are_all_taken_and_complete_the_feed_once(
    feeding: Feeding, sender: Sender
) -> None:
    parts = [HEAD, *(f"SKU{number},Name,{number}\n" for number in range(1, 12))]

    feeds = together(
        *(
            lambda part=part, content=content: sender.send(
                part, content, is_last=part == len(parts)
            )
            for part, content in enumerate(parts, 1)
        )
    )

    assert len({feed.feed_id for feed in feeds}) == 1
    assert ledger(feeding.wait(feeds[0])) == (11, 11, 0, 0, 0, 0)
    assert [kind for kind, _ in feeding.jobs_of(feeds[0])] == ["ETL", "VALIDATE"]


def test_same_part_at_once_is_taken_once(feeding: Feeding, sender: Sender) -> None:
    feeds = together(*[lambda: sender.send(2, RUG)] * 4)

    assert len({feed.feed_id for feed in feeds}) == 1
    assert len(raw_keys(feeding)) == 1
    assert parts_of(feeding, feeds[0]).received == (2,)


def test_two_parts_of_one_number_at_once_leave_one_of_them(
    feeding: Feeding, sender: Sender
) -> None:
    def send(content: str) -> str:
        try:
            sender.send(1, content)
        except PartTaken:
            return "refused"
        return content

    outcomes = together(*(lambda content=content: send(content) for content in (LAMP, RUG)))

    assert outcomes.count("refused") == 1
    assert len(raw_keys(feeding)) == 1


def test_repeated_part_changes_nothing_also_when_all_is_loaded(
    feeding: Feeding, sender: Sender
) -> None:
    once = sender.send(1, HEAD + LAMP)
    assert sender.send(1, HEAD + LAMP, hold=True) == once
    feed = feeding.wait(sender.send(2, RUG, is_last=True))
    keys, jobs = raw_keys(feeding), feeding.jobs_of(feed)

    assert sender.send(1, HEAD + LAMP) == feed
    assert sender.send(2, RUG, is_last=True) == feed
    assert sender.send(2, RUG) == feed

    assert raw_keys(feeding) == keys
    assert feeding.jobs_of(feed) == jobs


def test_sender_who_did_not_know_the_last_part_sends_it_again_as_such(
    feeding: Feeding, sender: Sender
) -> None:
    sender.send(1, HEAD + LAMP)
    sender.send(2, RUG)

    feed = feeding.wait(sender.send(2, RUG, is_last=True))

    assert ledger(feed) == (2, 2, 0, 0, 0, 0)


def test_other_bytes_for_a_part_that_is_there_are_refused(feeding: Feeding, sender: Sender) -> None:
    feed = sender.send(1, HEAD + LAMP)
    with pytest.raises(PartTaken):
        sender.send(1, HEAD + RUG)
    assert get_feed(feeding.database, feed.feed_id) == feed
    done = feeding.wait(sender.send(2, RUG, is_last=True))

    with pytest.raises(PartTaken):
        sender.send(1, HEAD + RUG)

    assert get_feed(feeding.database, feed.feed_id) == done
    assert skus(feeding) == ["LAMP", "RUG"]


@pytest.mark.parametrize(("part", "is_last"), [(4, False), (4, True), (2, True)])
def test_part_that_does_not_fit_to_the_last_is_refused(
    feeding: Feeding, sender: Sender, part: int, *, is_last: bool
) -> None:
    feed = sender.send(3, SHELF, is_last=True)
    keys = raw_keys(feeding)

    with pytest.raises(PartOutOfPlace):
        sender.send(part, RUG, is_last=is_last)

    assert get_feed(feeding.database, feed.feed_id) == feed
    assert raw_keys(feeding) == keys


def test_last_part_before_one_that_is_there_is_refused(feeding: Feeding, sender: Sender) -> None:
    feed = sender.send(3, SHELF)

    with pytest.raises(PartOutOfPlace):
        sender.send(2, RUG, is_last=True)

    assert parts_of(feeding, feed).last is None


def test_parts_together_may_have_no_more_bytes_than_a_feed(feeding: Feeding) -> None:
    small = Feeding(feeding.database, feeding.folder / "small", max_bytes=len(HEAD + LAMP))
    sender = Sender(small)
    feed = sender.send(1, HEAD)

    with pytest.raises(FeedTooLarge):
        sender.send(2, LAMP + RUG)
    with pytest.raises(FeedTooLarge):
        sender.send(2, LAMP + "X")

    assert parts_of(small, feed).received == (1,)
    assert sender.send(2, LAMP, is_last=True).status == "RECEIVED"


def test_empty_part_is_none(feeding: Feeding, sender: Sender) -> None:
    with pytest.raises(FeedEmpty):
        sender.send(1, "")

    assert feeding.database.rows("from feed") == []
    assert raw_keys(feeding) == []


def test_batches_of_two_partners_are_two(feeding: Feeding, sender: Sender) -> None:
    feeding.partner("nordhus")
    other = Sender(feeding, partner="nordhus")

    ours = sender.send(1, HEAD + LAMP)
    theirs = other.send(1, HEAD + RUG, is_last=True)

    assert theirs.feed_id != ours.feed_id
    assert ledger(feeding.wait(theirs)) == (1, 1, 0, 0, 0, 0)
    assert get_feed(feeding.database, ours.feed_id).status == "RECEIVED"


def test_incomplete_batch_blocks_no_other_feed_and_loads_in_its_turn(
    feeding: Feeding, sender: Sender
) -> None:
    begun = sender.send(1, HEAD + LAMP)
    between = feeding.load(HEAD + RUG)
    assert between.status == "COMPLETED"

    feed = feeding.wait(sender.send(2, SHELF, is_last=True))

    assert (feed.feed_id, feed.status) == (begun.feed_id, "COMPLETED")
    assert feed.receipt_no > between.receipt_no > begun.receipt_no
    assert feed.feed_no == begun.feed_no
    assert feed.received_at > between.received_at > begun.received_at
    assert skus(feeding) == ["LAMP", "SHELF"]


def test_feed_counts_from_where_it_was_complete_when_another_is_superseded(
    feeding: Feeding, sender: Sender
) -> None:
    begun = Sender(feeding, batch="summer")
    begun.send(1, HEAD + LAMP)
    held = feeding.wait(sender.send(1, HEAD + LAMP, is_last=True, hold=True))
    feeding.wait(begun.send(2, SHELF, is_last=True))

    with pytest.raises(FeedSuperseded):
        approve_feed(feeding.ingestion, held.feed_id, "user:anna")

    assert skus(feeding) == ["LAMP", "SHELF"]


def test_profile_is_that_of_the_moment_the_feed_is_complete(
    feeding: Feeding, sender: Sender
) -> None:
    begun = sender.send(1, "IdProd,title,price\nLAMP,Lamp,15\n")
    feeding.profile(fields={"sku": "IdProd"})

    feed = feeding.wait(sender.send(2, RUG, is_last=True))

    assert feed.profile_version == begun.profile_version + 1
    assert ledger(feed) == (2, 2, 0, 0, 0, 0)
