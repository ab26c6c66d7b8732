"""Guards: what holds a feed for a person, and from where on."""

import pytest

from ingestion.feeds import Feed
from ingestion.report import ReportFilter, read_report
from tests.feeding import Feeding, ledger

HEADER = "sku,name,price,currency\n"


@pytest.fixture
def guarded(feeding: Feeding) -> Feeding:
    """Lend an ingestion whose partner `lumen` has the guards that everybody has."""
    feeding.partner("guarded", guards={})
    return feeding


def products(numbers: range, price: float = 10, currency: str = "USD") -> str:
    return "".join(f"{number},Product {number},{price},{currency}\n" for number in numbers)


def load(feeding: Feeding, records: str, mode: str = "full", **more: bool) -> Feed:
    return feeding.load(HEADER + records, mode, "guarded", **more)  # type: ignore[arg-type]


def messages(feeding: Feeding, feed: Feed) -> list[str]:
    report = read_report(feeding.database, ReportFilter(feed.feed_id)).items
    return [row.message for row in report if row.code in feed.held_by]


def test_share_of_skipped_rows_holds_above_a_fifth(guarded: Feeding) -> None:
    good = products(range(80))

    below = load(guarded, good + "x,No price,,USD\n")
    at = load(guarded, good + "".join(f"x{n},No price,,USD\n" for n in range(20)))
    above = load(guarded, good + "".join(f"x{n},No price,,USD\n" for n in range(21)))

    assert (below.status, at.status) == ("COMPLETED_WITH_ERRORS", "COMPLETED_WITH_ERRORS")
    assert (above.status, above.held_by) == ("HELD", ("guard/too_many_skipped",))
    (message,) = messages(guarded, above)
    assert message.endswith("(21 of 101 rows; more than 20 %)")
    assert above.counters["warnings"] == 1


def test_records_that_come_again_in_every_cell_are_not_counted_as_skipped(
    guarded: Feeding,
) -> None:
    same = load(guarded, products(range(10)) * 3)
    other = load(guarded, products(range(10), 11) + products(range(10), 12))

    assert (same.status, ledger(same)) == ("COMPLETED_WITH_ERRORS", (30, 10, 0, 0, 20, 0))
    assert other.held_by == ("guard/too_many_skipped",)
    assert messages(guarded, other)[0].endswith("(10 of 20 rows; more than 20 %)")


def test_known_records_that_come_again_are_not_counted_as_skipped(guarded: Feeding) -> None:
    load(guarded, products(range(10)))

    again = load(guarded, products(range(10)) * 5)

    assert (again.status, ledger(again)) == ("COMPLETED_WITH_ERRORS", (50, 0, 0, 10, 40, 0))


def test_faulty_records_that_come_again_count_once(guarded: Feeding) -> None:
    feed = load(guarded, products(range(8)) + "x,No price,,USD\n" * 90 + ",No SKU,9,USD\n" * 2)

    assert (feed.status, feed.held_by) == ("COMPLETED_WITH_ERRORS", ())


def test_products_unknown_to_a_supplemental_feed_are_not_counted_as_skipped(
    guarded: Feeding,
) -> None:
    load(guarded, products(range(10)))

    feed = load(guarded, products(range(8, 100), 11), "supplemental")

    assert (feed.status, ledger(feed)) == ("COMPLETED_WITH_ERRORS", (92, 0, 2, 0, 90, 0))


@pytest.mark.parametrize(
    ("active", "kept", "is_held"),
    [
        (100, 80, False),  # 20 % are not more than 20 %
        (100, 79, True),
        (12, 2, False),  # ten are not more than ten
        (12, 1, True),
    ],
)
def test_deactivations_hold_above_a_fifth_and_ten(
    feeding: Feeding, active: int, kept: int, *, is_held: bool
) -> None:
    feeding.partner("guarded", guards={"row_count_drop": 0.0})
    load(feeding, products(range(active)))
    before = feeding.products()

    feed = load(feeding, products(range(kept)))

    assert (feed.status == "HELD") is is_held
    assert feed.held_by == (("guard/mass_deactivation",) if is_held else ())
    assert (feeding.products() == before) is is_held
    assert feed.counters["deactivated"] == active - kept


def test_products_inactive_before_are_no_deactivations(guarded: Feeding) -> None:
    load(guarded, products(range(100)))
    load(guarded, products(range(80)))

    feed = load(guarded, products(range(64)))

    assert (feed.status, feed.counters["deactivated"]) == ("COMPLETED", 16)


@pytest.mark.parametrize(
    ("matched", "moved", "price", "is_held"),
    [
        (220, 11, 15.01, False),  # 5 % are not more than 5 %
        (219, 11, 15.01, True),
        (219, 11, 4.99, True),
        (219, 11, 15, False),  # 50 % are not more than 50 %
        (219, 11, 5, False),
        (20, 10, 100, False),  # ten are not more than ten
        (20, 11, 100, True),
    ],
)
def test_price_moves_hold_above_a_twentieth_and_ten(
    guarded: Feeding, matched: int, moved: int, price: float, *, is_held: bool
) -> None:
    load(guarded, products(range(matched)))

    feed = load(guarded, products(range(moved), price) + products(range(moved, matched + 50)))

    assert feed.held_by == (("guard/price_moves",) if is_held else ())
    assert feed.counters["updated"] == moved


def test_row_count_drop_holds_below_half_of_the_last_full_feed_loaded(guarded: Feeding) -> None:
    load(guarded, products(range(20)))
    half = load(guarded, products(range(10)))
    held = load(guarded, products(range(4)))
    fewer = load(guarded, products(range(4)))
    delta = load(guarded, products(range(1), 11), "delta")

    assert (half.status, delta.status) == ("COMPLETED", "COMPLETED")
    assert held.held_by == fewer.held_by == ("guard/row_count_drop",)
    assert messages(guarded, fewer)[0].endswith("(4 rows after 10; less than 50 %)")


def test_any_change_of_currency_holds(guarded: Feeding) -> None:
    load(guarded, products(range(100)))

    feed = load(guarded, products(range(99)) + products(range(99, 100), currency="EUR"))

    assert feed.held_by == ("guard/currency_change",)
    assert messages(guarded, feed)[0].endswith("(1 of 100 products it matches; more than 0 %)")


def test_new_products_in_another_currency_hold_nothing(guarded: Feeding) -> None:
    load(guarded, products(range(2)))

    feed = load(guarded, products(range(2)) + products(range(2, 9), currency="EUR"))

    assert feed.status == "COMPLETED"


def test_thresholds_are_the_partners_own(feeding: Feeding) -> None:
    feeding.partner("guarded", guards={"too_many_skipped": 0.29, "currency_change": 0.5})
    load(feeding, products(range(2)))

    at = load(feeding, products(range(71)) + "".join(f"x{n},,9,USD\n" for n in range(29)))
    above = load(feeding, products(range(70)) + "".join(f"x{n},,9,USD\n" for n in range(30)))
    euros = load(feeding, products(range(35), currency="EUR") + products(range(35, 71)))

    assert at.status == "COMPLETED_WITH_ERRORS"
    assert above.held_by == ("guard/too_many_skipped",)
    assert euros.status == "COMPLETED"


def test_partner_under_review_and_sender_who_asks_hold_any_feed(feeding: Feeding) -> None:
    feeding.partner("guarded", guards={}, review_first=True)

    feed = load(feeding, products(range(2)), hold=True)

    assert feed.held_by == ("guard/hold_requested", "guard/review_first")
    assert len(messages(feeding, feed)) == 2
    assert (feed.status, feeding.products(), feed.counters["warnings"]) == ("HELD", [], 0)


def test_held_feed_blocks_no_later_one(guarded: Feeding) -> None:
    held = load(guarded, products(range(2)), hold=True)

    later = load(guarded, products(range(3)))

    assert (held.status, later.status) == ("HELD", "COMPLETED")
