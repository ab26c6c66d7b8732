"""Guards tried on feeds that came say what they would have done, with the numbers of then."""

import pytest

from catalog.partners import get_partner
from ingestion.decisions import approve_feed
from ingestion.feeds import Feed
from ingestion.guard_trials import GuardTrial, try_guards
from ingestion.profiles import Profile
from tests.feeding import Feeding

HEADER = "sku,name,price,currency\n"


@pytest.fixture
def guarded(feeding: Feeding) -> Feeding:
    """Lend an ingestion whose partner `guarded` has the guards that everybody has."""
    feeding.partner("guarded", guards={})
    return feeding


def products(numbers: range, price: int = 10, currency: str = "USD") -> str:
    return "".join(f"{number},Product {number},{price},{currency}\n" for number in numbers)


def load(feeding: Feeding, records: str, mode: str = "full") -> Feed:
    return feeding.load(HEADER + records, mode, "guarded")  # type: ignore[arg-type]


def tried(feeding: Feeding, **changes: object) -> list[GuardTrial]:
    """Return the trials of the profile in force with these changes, the oldest feed first."""
    partner = get_partner(feeding.database, "guarded")
    profile = Profile.model_validate({**partner.profile, **changes})
    return list(try_guards(feeding.database, partner.partner_id, profile, 20))[::-1]


def test_guards_in_force_would_do_again_what_they_did(guarded: Feeding) -> None:
    load(guarded, products(range(100)))
    load(guarded, products(range(100)) * 2)
    load(guarded, products(range(30)))
    load(guarded, products(range(100), 40))
    load(guarded, products(range(2), currency="EUR"), "delta")
    load(guarded, products(range(50)) + "".join(f"x{n},No price,,USD\n" for n in range(25)))

    trials = tried(guarded)

    assert [trial.would_hold for trial in trials] == [trial.held_by for trial in trials]
    assert {code for trial in trials for code in trial.would_hold} == {
        *("guard/too_many_skipped", "guard/mass_deactivation", "guard/price_moves"),
        *("guard/row_count_drop", "guard/currency_change"),
    }


def test_other_shares_are_tried_on_the_numbers_of_then(guarded: Feeding) -> None:
    load(guarded, products(range(100)))
    load(guarded, products(range(80)) + "x,No price,,USD\n" * 2)

    (_, lax), (_, strict) = (
        tried(guarded, guards={"mass_deactivation": share, "too_many_skipped": share})
        for share in (0.9, 0.01)
    )

    assert lax.would_hold == ()
    assert strict.would_hold == ("guard/too_many_skipped", "guard/mass_deactivation")
    # of the two records without a price one is the other's equal, and is no fault
    assert strict.reasons[0].detail == "1 of 81 rows; more than 1 %"


def test_review_first_would_have_held_every_feed(guarded: Feeding) -> None:
    load(guarded, products(range(3)))

    (trial,) = tried(guarded, review_first=True)

    assert trial.would_hold == ("guard/review_first",)


def test_feed_checked_before_the_numbers_were_kept_is_left_out(guarded: Feeding) -> None:
    feed = load(guarded, products(range(3)))
    with guarded.database.transaction() as cursor:
        cursor.execute("update feed set guard_numbers = null where feed_id = ?", [feed.feed_id])

    assert tried(guarded) == []


def test_feed_of_another_partner_is_not_tried(guarded: Feeding) -> None:
    guarded.load(HEADER + products(range(3)))

    assert tried(guarded) == []


def test_approved_feed_keeps_what_its_guards_saw(guarded: Feeding) -> None:
    load(guarded, products(range(100)))
    held = load(guarded, products(range(30)))
    before = tried(guarded)[-1]

    approve_feed(guarded.ingestion, held.feed_id, "user:anna")
    assert guarded.finished(held).status == "COMPLETED"

    after = tried(guarded)[-1]
    assert [reason.code for reason in before.reasons] == [
        "guard/mass_deactivation",
        "guard/row_count_drop",
    ]
    assert after.reasons == before.reasons
    assert after.held_by == before.held_by
