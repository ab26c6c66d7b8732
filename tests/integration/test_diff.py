"""The diff: what a feed would do is what it then does, product by product, field by field."""

from decimal import Decimal

import pytest

from ingestion.decisions import approve_feed, cancel_feed, reject_feed
from ingestion.diff import DiffRow, read_diff
from ingestion.feeds import Feed, FeedNotFound, FeedWrongState
from tests.feeding import Feeding

HEADER = "sku,name,price,quantity,Colour\n"
THREE = HEADER + "1,Lamp,10,5,red\n2,Rug,20,0,\n3,Vase,30,,blue\n"


def told(rows: list[DiffRow]) -> list[tuple[str, str, tuple[tuple[object, ...], ...]]]:
    return [
        (row.sku, row.action, tuple((c.column, c.before, c.after) for c in row.changes))
        for row in rows
    ]


def test_held_feed_tells_field_by_field_what_it_would_do(feeding: Feeding) -> None:
    feeding.load(THREE)

    held = feeding.load(HEADER + "1,Lamp,12,5,green\n3,Vase,60,,blue\n4,Cup,3,0,\n", hold=True)

    assert told(feeding.diff(held)) == [
        ("3", "updated", (("price", Decimal(30), Decimal(60)),)),
        (
            *("1", "updated"),
            (
                ("price", Decimal(10), Decimal(12)),
                ("attributes", {"Colour": "red"}, {"Colour": "green"}),
            ),
        ),
        ("2", "deactivated", (("is_active", True, False),)),
        (
            *("4", "inserted"),
            (
                ("product_name", None, "Cup"),
                ("price", None, Decimal(3)),
                ("currency", None, "USD"),
                ("availability", None, "out_of_stock"),
                ("quantity", None, Decimal(0)),
            ),
        ),
    ]


def test_returning_product_is_told_as_active_again(feeding: Feeding) -> None:
    feeding.load(THREE)
    feeding.load(HEADER + "1,Lamp,10,5,red\n2,Rug,20,0,\n")

    back = feeding.load(THREE)

    assert told(feeding.diff(back)) == [("3", "updated", (("is_active", False, True),))]


def test_diff_of_a_first_load_keeps_what_was_inserted_after_later_changes(
    feeding: Feeding,
) -> None:
    first = feeding.load(THREE)
    before = told(feeding.diff(first))

    feeding.load(HEADER + "1,Lamp,12,7,green\n2,Rug,20,0,\n")
    feeding.load(HEADER + "1,Lamp,13,7,green\n2,Carpet,20,0,\n3,Vase,31,,blue\n")

    assert told(feeding.diff(first)) == before


@pytest.mark.parametrize("limit", [1, 2, 7])
def test_pages_hold_each_product_once_the_biggest_price_move_first(
    feeding: Feeding, limit: int
) -> None:
    feeding.load(HEADER + "".join(f"{n},Product {n},100,1,\n" for n in range(20)))
    moved = "".join(f"{n},Product {n},{100 + n // 2},2,\n" for n in range(10, 30))

    held = feeding.load(HEADER + moved, hold=True)
    forecast = feeding.diff(held, limit)
    approve_feed(feeding.ingestion, held.feed_id, "user:anna")
    loaded = feeding.diff(feeding.finished(held), limit)

    assert forecast == loaded
    moves = [
        abs(row.after["price"] - row.before["price"]) if row.action == "updated" else Decimal(0)
        for row in loaded
    ]
    assert moves == sorted(moves, reverse=True)
    assert len({row.sku for row in loaded}) == len(loaded) == 30


def test_unchanged_feed_has_an_empty_diff(feeding: Feeding) -> None:
    feeding.load(THREE)

    assert feeding.diff(feeding.load(THREE)) == []


@pytest.mark.parametrize("decide", [reject_feed, cancel_feed])
def test_feed_that_does_nothing_has_no_diff(feeding: Feeding, decide: object) -> None:
    held = feeding.load(THREE, hold=True)
    decide(feeding.ingestion, held.feed_id, "user:anna")  # type: ignore[operator]

    with pytest.raises(FeedWrongState):
        read_diff(feeding.database, held.feed_id)
    with pytest.raises(FeedNotFound):
        read_diff(feeding.database, "x")


def test_approved_feed_keeps_its_forecast_until_it_is_loaded(feeding: Feeding) -> None:
    held = feeding.load(THREE, hold=True)
    forecast = told(feeding.diff(held))
    feeding.runner.stop()

    approved = approve_feed(feeding.ingestion, held.feed_id, "user:anna")

    assert approved.status == "PROCESSING"
    assert told(feeding.diff(held)) == forecast


def test_products_are_named_where_the_catalog_has_them(feeding: Feeding) -> None:
    def known(feed: Feed) -> list[tuple[str, bool]]:
        ids = {row["sku"]: row["product_id"] for row in feeding.products()}
        rows = feeding.diff(feed)
        assert {row.product_id for row in rows} <= {None, *ids.values()}
        return [(row.sku, row.product_id == ids.get(row.sku, 0)) for row in rows]

    feeding.load(THREE)
    held = feeding.load(HEADER + "1,Lamp,12,5,red\n3,Vase,30,,blue\n4,Cup,3,0,\n", hold=True)
    before = known(held)
    approve_feed(feeding.ingestion, held.feed_id, "user:anna")
    loaded = feeding.finished(held)
    after = known(loaded)
    reverted = feeding.revert(loaded)

    assert before == [("1", True), ("2", True), ("4", False)]
    assert after == [("1", True), ("2", True), ("4", True)]
    assert known(reverted) == before
