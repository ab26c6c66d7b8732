"""Undo: a reverted feed leaves nothing in the catalog, but what a later feed changed since."""

import pytest

from ingestion.feeds import Feed, Reverted, get_feed
from ingestion.profiles import Mode
from ingestion.rejects import open_rejects
from ingestion.report import ReportFilter, read_report, summarize_issues
from ingestion.revert_plan import preview_revert
from orders.witness import find_ordered
from tests.feeding import Feeding, ledger
from tests.reverting import FULL, HEADER, A, diff, history, preview

CASES = {
    "full": ("full", FULL, Reverted(2, 1, 0, 0)),
    "delta": ("delta", "sku,name,price\n2,,21.00\n4,Sofa,99.00\n", Reverted(1, 1, 0, 0)),
    "with errors": ("delta", "sku,name\n1,__CLEAR__\n2,Carpet\n", Reverted(1, 0, 0, 0)),
    "supplemental": (
        "supplemental",
        "sku,price,brand\n1,16.00,Lumo\n9,1.00,\n",
        Reverted(1, 0, 0, 0),
    ),
    "unchanged": ("full", A, Reverted(0, 0, 0, 0)),
    "attributes": ("delta", "sku,size\n1,XL\n3,S\n", Reverted(2, 0, 0, 0)),
}


def left_by(feeding: Feeding, feed: Feed) -> list[tuple[str | None, str, str]]:
    rows = read_report(feeding.database, ReportFilter(feed.feed_id, severity="info")).items
    return [(row.sku, row.code, row.message) for row in rows if row.code.startswith("etl/")]


@pytest.mark.parametrize(("mode", "body", "expected"), CASES.values(), ids=CASES.keys())
def test_reverted_feed_leaves_the_catalog_as_it_was(
    feeding: Feeding, mode: Mode, body: str, expected: Reverted
) -> None:
    feeding.load(A)
    before = feeding.values()
    feed = feeding.load(body, mode)
    changes, foreseen = diff(feeding, feed), preview(feeding, feed)

    reverted = feeding.revert(feed)

    assert feeding.values() == before
    assert reverted.status == "REVERTED"
    assert reverted.reverted == foreseen == expected
    assert ledger(reverted) == ledger(feed)
    assert (reverted.counters["warnings"], reverted.finished_at) == (
        feed.counters["warnings"],
        feed.finished_at,
    )
    assert diff(feeding, feed) == changes
    assert feeding.jobs_of(feed)[0] == ("REVERT", "SUCCEEDED")


def test_history_shows_the_price_going_there_and_back(feeding: Feeding) -> None:
    a = feeding.load(A)
    b = feeding.load(FULL)

    feeding.revert(b)

    low, high = feeding.product("1")["price"], 30
    assert history(feeding, "1") == [
        (a.feed_id, "inserted", None, None),
        (b.feed_id, "updated", low, high),
        (b.feed_id, "reverted", high, low),
    ]
    assert [row[:2] for row in history(feeding, "2")] == [
        (a.feed_id, "inserted"),
        (b.feed_id, "deactivated"),
        (b.feed_id, "reverted"),
    ]


def test_times_tell_of_the_revert(feeding: Feeding) -> None:
    feeding.load(A)
    b = feeding.load(FULL)

    reverted = feeding.revert(b)

    changed = feeding.database.rows("select updated_at from product where sku in ('1', '2')")
    assert {row["updated_at"] for row in changed} == {reverted.reverted_at}
    assert reverted.revert_asked_by == "user:anna"


def test_record_is_never_known_by_what_a_revert_took_back(feeding: Feeding) -> None:
    feeding.load(A)
    b = feeding.load(FULL)
    feeding.revert(b)

    unchanged = feeding.load(A)
    again = feeding.load(FULL)

    assert ledger(unchanged) == (3, 0, 0, 3, 0, 0)
    assert ledger(again) == ledger(b) == (3, 1, 1, 1, 0, 1)
    assert feeding.product("1")["product_name"] == "Desk lamp"


def test_load_after_a_revert_compares_with_what_the_revert_left(feeding: Feeding) -> None:
    feeding.load(A)
    b = feeding.load(FULL)
    feeding.load(FULL)  # by now every record of it is known by its hash
    feeding.revert(b)

    again = feeding.load(FULL)

    assert ledger(again) == (3, 1, 1, 1, 0, 1)


def test_product_changed_since_is_listed_and_left(feeding: Feeding) -> None:
    feeding.load(A)
    b = feeding.load(FULL)
    c = feeding.load("sku,price\n1,31.00\n4,98.00\n", "delta")
    before = {row["sku"]: row for row in feeding.products()}
    foreseen = preview_revert(feeding.database, b.feed_id, find_ordered)

    reverted = feeding.revert(b)

    assert reverted.reverted == foreseen.counts == Reverted(1, 0, 0, 2)
    assert [left.sku for left in foreseen.left.items] == ["1", "4"]
    assert {left.feed_id for left in foreseen.left.items} == {c.feed_id}
    listed = left_by(feeding, reverted)
    assert [(sku, code) for sku, code, _ in listed] == [
        ("1", "etl/changed_since"),
        ("4", "etl/changed_since"),
    ]
    assert all(c.feed_id in message for _, _, message in listed)
    assert [feeding.product(sku) for sku in ("1", "4")] == [before["1"], before["4"]]
    assert feeding.product("2")["is_active"]


def test_left_products_are_paged(feeding: Feeding) -> None:
    rows = "".join(f"{n},Product {n},10\n" for n in range(5))
    a = feeding.load("sku,name,price\n" + rows)
    feeding.load("sku,name,price\n" + rows.replace(",10", ",11"))

    first = preview_revert(feeding.database, a.feed_id, find_ordered, 3)
    rest = preview_revert(feeding.database, a.feed_id, find_ordered, 3, first.left.next_cursor)

    assert [left.sku for page in (first, rest) for left in page.left.items] == list("01234")
    assert rest.left.next_cursor is None
    assert first.counts == rest.counts == Reverted(0, 0, 0, 5)


def test_listed_products_disturb_neither_warnings_nor_rejects(feeding: Feeding) -> None:
    feeding.load(A)
    b = feeding.load("sku,name,price,gtin\n1,Lamp,30.00,7\n2,Rug,x,\n3,Vase,9,\n")
    rejects = b"".join(open_rejects(feeding.ingestion, b).pieces)
    feeding.load("sku,price\n1,31.00\n", "delta")

    reverted = feeding.revert(b)

    assert b"".join(open_rejects(feeding.ingestion, b).pieces) == rejects
    assert reverted.counters == b.counters
    found = {issue.code: issue.count for issue in summarize_issues(feeding.database, b.feed_id)}
    assert (found["etl/changed_since"], found["price/invalid"], found["gtin/invalid"]) == (1, 1, 1)


def test_reverts_newest_first_undo_everything(feeding: Feeding) -> None:
    bodies: list[tuple[str, Mode]] = [
        (A, "full"),
        (FULL, "full"),
        ("sku,price\n1,31.00\n3,8.00\n", "delta"),
        ("sku,name,price\n2,Rug,22.00\n5,Stool,40.00\n", "full"),
    ]
    states, feeds = [], []
    for body, mode in bodies:
        states.append(feeding.values())
        feeds.append(feeding.load(body, mode))
    changes = [diff(feeding, feed) for feed in feeds]

    for feed, before in zip(reversed(feeds), reversed(states), strict=True):
        assert feeding.revert(feed).reverted == preview_like(feeding, feed)
        assert feeding.values() == before

    assert feeding.products() == []
    assert [diff(feeding, feed) for feed in feeds] == changes


def preview_like(feeding: Feeding, feed: Feed) -> Reverted:
    """Return what a revert does of which nothing is left: all that the counters say."""
    counters = get_feed(feeding.database, feed.feed_id).counters
    restored = (counters["updated"] or 0) + (counters["deactivated"] or 0)
    return Reverted(restored, counters["inserted"] or 0, 0, 0)


def test_insert_is_removed_once_the_deactivation_of_it_is_reverted(feeding: Feeding) -> None:
    f = feeding.load("sku,name,price\n1,Lamp,15.00\n")
    inserted = feeding.values()
    g = feeding.load("sku,name,price\n2,Rug,20.00\n")

    assert preview(feeding, f) == Reverted(0, 0, 0, 1)
    feeding.revert(g)
    assert feeding.values() == inserted
    assert feeding.revert(f).reverted == Reverted(0, 1, 0, 0)
    assert feeding.products() == []


def test_reactivated_product_becomes_inactive_again(feeding: Feeding) -> None:
    feeding.load(A)
    feeding.load(FULL)
    before = feeding.values()
    back = feeding.load(HEADER + "2,Rug,20.00,7,\n", "delta")
    assert feeding.product("2")["is_active"]

    feeding.revert(back)

    assert feeding.values() == before
    assert not feeding.product("2")["is_active"]


def test_other_partners_and_other_feeds_are_not_touched(feeding: Feeding) -> None:
    feeding.partner("other")
    feeding.load(A, partner="other")
    feeding.load(A)
    b = feeding.load(FULL)
    feeding.load(FULL, partner="other")
    other = [row for row in feeding.products() if row["partner_id"] == 2]

    feeding.revert(b)

    assert [row for row in feeding.products() if row["partner_id"] == 2] == other
