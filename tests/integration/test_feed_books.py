"""The check of a file after kills notices what must never happen to a feed."""

from pathlib import Path

import pytest

from benchmarks.feed_books import check_feed_books
from benchmarks.feed_clients import Asked, Delivered
from benchmarks.feed_parcels import Partner, made_partners
from ingestion.feeds import get_feed
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


def faults(feeding: Feeding, told: list[Delivered], asked: list[Asked] | None = None) -> str:
    store = feeding.ingestion.store
    return "\n".join(check_feed_books(feeding.database, store, told, asked or []))


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
        ("update partner set merges = merges + 1 where code = 'made'", "merged another number"),
        ("delete from product where sku = 'made-3'", "are not those of the model"),
        ("update product set price = price + 1 where sku = 'made-3'", "are not those of the model"),
        ("insert into product from product where sku = 'made-3'", "products are there twice"),
        ("delete from feed_issue where row_outcome = 'skipped'", "reports skip another number"),
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
