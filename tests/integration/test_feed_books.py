"""The check of a file after kills notices what must never happen to a feed."""

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.feed_books import check_feed_books
from benchmarks.feed_clients import Asked, Delivered
from benchmarks.feed_drops import Dropped, FolderLetterbox
from benchmarks.feed_parcels import Partner, made_partners
from ingestion.feeds import get_feed
from ingestion.inbox import Inbox
from tests.feeding import NO_GUARDS, Feeding


@pytest.fixture
def partner(feeding: Feeding) -> Partner:
    partner = made_partners(5, 30, ("made",))[0]
    feeding.partner("made")
    feeding.profile("made", constants=dict(partner.constants), guards=NO_GUARDS)
    return partner


def deliver(feeding: Feeding, partner: Partner, count: int) -> list[Delivered]:
    told = []
    for _ in range(count):
        parcel = partner.next()
        feed = feeding.deliver(parcel.body, parcel.mode, "made", hold=parcel.hold)
        feeding.wait(feed)
        told.append(Delivered(parcel, feed.feed_id, 0))
    feeding.settle()
    return told


def drop(feeding: Feeding, *files: Dropped) -> list[Dropped]:
    """Drop them one after another, each in one of the ways, and let the application take it."""
    letterbox = FolderLetterbox(feeding.folder / "landing")
    inbox = Inbox(feeding.ingestion, 0.0)
    for number, file in enumerate(files):
        letterbox.ways[number % len(letterbox.ways)](file.place, file.parcel.body)
        assert letterbox.places("made") == {file.place}
        inbox.poll()
        inbox.poll()
        assert not letterbox.places()
        feeding.settle()
    return list(files)


def faults(
    feeding: Feeding,
    told: list[Delivered],
    asked: list[Asked] | None = None,
    dropped: list[Dropped] | None = None,
) -> str:
    store = feeding.ingestion.store
    return "\n".join(check_feed_books(feeding.database, store, told, asked or [], dropped or []))


def change(feeding: Feeding, statement: str) -> None:
    with feeding.database.transaction() as cursor:
        cursor.execute(statement)


def test_feeds_that_went_well_have_no_fault(feeding: Feeding, partner: Partner) -> None:
    told = deliver(feeding, partner, 12)

    assert faults(feeding, told) == ""


def test_revert_is_part_of_the_history(feeding: Feeding, partner: Partner) -> None:
    told = deliver(feeding, partner, 1)
    assert told[0].feed_id is not None
    feeding.revert(get_feed(feeding.database, told[0].feed_id))

    assert faults(feeding, told, [Asked("revert", told[0].feed_id)]) == ""
    assert "and is lost" in faults(feeding, told, [Asked("replay", told[0].feed_id, "none")])


@pytest.mark.parametrize(
    ("deed", "noticed"),
    [
        ("delete from feed", "was answered by 202 and is lost"),
        ("update feed set mode = 'delta'", "is there as another feed"),
        ("update feed set inserted = inserted - 1, skipped = skipped + 1", "the model"),
        ("update job set status = 'QUEUED'", "jobs still wait or run"),
        ("update feed set status = 'PROCESSING'", "neither at an end nor held"),
        (
            "update partner set merges = merges + 1 where code = 'made'",
            "Every load and every revert of a partner is counted",
        ),
        ("delete from product where sku = 'made-3'", "are not those of the model"),
        ("update product set price = price + 1 where sku = 'made-3'", "are not those of the model"),
        ("insert into product from product where sku = 'made-3'", "fault this id is there 2 times"),
        (
            "delete from feed_issue where row_outcome = 'skipped'",
            "Every report lists the skipped records",
        ),
    ],
)
def test_what_must_never_be_is_noticed(
    feeding: Feeding, partner: Partner, deed: str, noticed: str
) -> None:
    told = deliver(feeding, partner, 1)
    change(feeding, deed)

    assert noticed in faults(feeding, told)


def test_damaged_raw_file_and_a_feed_nobody_sent_are_noticed(
    feeding: Feeding, partner: Partner
) -> None:
    told = deliver(feeding, partner, 1)
    raw_key = get_feed(feeding.database, str(told[0].feed_id)).raw_key
    path = Path(feeding.folder / "landing" / raw_key)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes().replace(b"Lamp 3", b"Lamp 8", 1))

    assert "the raw file of" in faults(feeding, told)
    unheard = [Delivered(told[0].parcel, None, 0)]
    assert "was never sent" in faults(feeding, unheard)


@pytest.fixture
def files(partner: Partner) -> list[Dropped]:
    """Files of all modes, one of them twice, and a whole feed in either of its folders."""
    parcel = partner.next()
    whole = Dropped(parcel, "", "feed.csv")
    delta = Dropped(replace(parcel, mode="delta"), "delta", "feed.csv")
    supplemental = Dropped(replace(parcel, mode="supplemental"), "supplemental", "1.csv")
    return [whole, delta, supplemental, whole, replace(whole, folder="full")]


def test_dropped_files_that_went_well_have_no_fault(
    feeding: Feeding, partner: Partner, files: list[Dropped]
) -> None:
    told = deliver(feeding, partner, 2)
    dropped = drop(feeding, *files)

    assert faults(feeding, told, dropped=dropped) == ""


def test_dropped_file_that_is_lost_is_noticed_also_where_its_bytes_are_there(
    feeding: Feeding, files: list[Dropped]
) -> None:
    drop(feeding, *files[1:])

    assert faults(feeding, [], dropped=files) == (
        "feed.csv of made (full) was dropped and is lost 1 times"
    )


def test_dropped_file_that_is_taken_twice_is_noticed(
    feeding: Feeding, files: list[Dropped]
) -> None:
    drop(feeding, files[0], files[0])

    assert faults(feeding, [], dropped=files[:1]) == (
        "feed.csv of made (full) was taken 1 times too often"
    )


def test_dropped_file_that_is_cut_off_is_noticed(feeding: Feeding, files: list[Dropped]) -> None:
    whole = files[0]
    part = replace(whole.parcel, body=whole.parcel.body[:-300])
    drop(feeding, replace(whole, parcel=part))

    found = faults(feeding, [], dropped=[whole])

    assert "feed.csv of made (full) was dropped and is lost 1 times" in found
    assert "feed.csv of made (full) was taken 1 times too often" in found


@pytest.mark.parametrize("place", ["made/feed.csv", "made/delta/feed.csv.part", "stray.csv"])
def test_file_that_is_left_in_the_inbox_is_noticed(
    feeding: Feeding, files: list[Dropped], place: str
) -> None:
    dropped = drop(feeding, *files)
    FolderLetterbox(feeding.folder / "landing").ways[-1](place, files[0].parcel.body)

    assert faults(feeding, [], dropped=dropped) == f"'inbox/{place}' is left in the inbox"


@pytest.mark.parametrize(
    ("deed", "noticed"),
    [
        ("delete from feed where filename = '1.csv'", "1.csv of made (supplemental) was dropped"),
        ("update feed set origin = 'api' where filename = '1.csv'", "was never sent"),
        ("update feed set filename = '2.csv' where filename = '1.csv'", "2.csv of made"),
        ("update feed set inserted = inserted - 1, skipped = skipped + 1", "the model"),
        ("delete from product where sku = 'made-3'", "are not those of the model"),
    ],
)
def test_what_must_never_be_of_a_dropped_file_is_noticed(
    feeding: Feeding, files: list[Dropped], deed: str, noticed: str
) -> None:
    dropped = drop(feeding, *files)
    change(feeding, deed)

    assert noticed in faults(feeding, [], dropped=dropped)
