"""Which feed broke Tuesday's sales: stories with a known culprit, with two, and with none."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from analytics.causes import BlamedFeed, DayCauses, DayQuery, LosingProduct, read_causes
from tests.storytelling import TUESDAY, Story, shelf

NOON = TUESDAY + timedelta(hours=12)
LATER = TUESDAY + timedelta(days=9)
STEADY = {"A": 10, "B": 5, "C": 2}
PARTNERS = ("lumen", "weaver", "nord")


def causes(story: Story, now: datetime = LATER, **asked: Any) -> DayCauses:  # noqa: ANN401 - the fields of DayQuery
    query = DayQuery(**{"day": TUESDAY.date(), "zone": ZoneInfo("UTC"), **asked})
    return read_causes(story.database, query, now, 50)


def steady(story: Story) -> None:
    """Sell the same of all three partners on four Tuesdays."""
    for partner in PARTNERS:
        story.weeks(STEADY, partner)


def sell(story: Story, *, but: str) -> None:
    """Sell the same on the Tuesday, too, but of this partner."""
    for partner in PARTNERS:
        if partner != but:
            story.tuesday(STEADY, partner)


def exact(*amounts: int) -> tuple[Decimal, ...]:
    return tuple(map(Decimal, amounts))


def named(feed: BlamedFeed) -> tuple[str, Decimal, Decimal]:
    return feed.feed_id, feed.explained, feed.alone


def cause_of(product: LosingProduct) -> list[tuple[str, str, str, str]]:
    return [
        (each.turn.kind, each.turn.feed_id, each.turn.before, each.turn.after)
        for each in product.causes
    ]


def test_feed_that_moved_decimal_points_is_named_first(story: Story) -> None:
    steady(story)
    story.load(shelf(A="10.10"), TUESDAY - timedelta(days=2), partner="weaver")
    broken = story.load(shelf(A="0.10", B="0.20", C="0.30"), TUESDAY + timedelta(hours=6))
    sell(story, but="nobody")

    found = causes(story)

    assert [named(feed) for feed in found.feeds] == [
        (broken.feed_id, Decimal("257.40"), Decimal("257.40"))
    ]
    (totals,) = found.totals
    assert (totals.currency, totals.usual, totals.week_before) == ("USD", *exact(780, 780))
    assert totals.net == Decimal("523.60")  # lumen's 260 became 2.60, weaver's A a cent in ten up
    assert (totals.lost, totals.explained) == (Decimal("257.40"), Decimal("257.40"))
    assert [(each.sku, each.loss) for each in found.products] == [
        ("A", Decimal("99.00")),
        ("B", Decimal("99.00")),
        ("C", Decimal("59.40")),
    ]
    assert cause_of(found.products[0]) == [("price", broken.feed_id, "10.00 USD", "0.10 USD")]


def test_feed_that_deactivated_is_named_with_the_orders_it_had_refused(story: Story) -> None:
    steady(story)
    gone = story.load(shelf(C="30"), TUESDAY - timedelta(hours=5), "full")
    sell(story, but="nobody")

    found = causes(story)

    (blamed,) = found.feeds
    assert named(blamed) == (gone.feed_id, Decimal(200), Decimal(200))
    assert (blamed.refused_lines, blamed.refused_units, blamed.kinds) == (2, 15, ("active",))
    assert (blamed.partner, blamed.status, blamed.by_revert) == ("lumen", "COMPLETED", False)
    assert [cause_of(each) for each in found.products] == [
        [("active", gone.feed_id, "active", "inactive")]
    ] * 2
    assert [(each.sku, each.code, each.lost) for each in found.refused] == [
        ("A", "product/inactive", Decimal(100)),
        ("B", "product/inactive", Decimal(100)),
    ]
    assert {each.because.feed_id for each in found.refused if each.because} == {gone.feed_id}


def test_supplemental_feed_that_changed_only_stock_is_named(story: Story) -> None:
    steady(story)
    story.load("id,quantity\nA,100\n", TUESDAY - timedelta(days=3), "supplemental")
    empty = story.load("id,quantity\nA,0\n", TUESDAY - timedelta(hours=1), "supplemental")
    sell(story, but="nobody")

    found = causes(story)

    (blamed,) = found.feeds
    assert named(blamed) == (empty.feed_id, Decimal(100), Decimal(100))
    assert (blamed.mode, blamed.refused_units, blamed.kinds) == ("supplemental", 10, ("quantity",))
    assert cause_of(found.products[0]) == [("quantity", empty.feed_id, "100", "0")]


def test_stock_that_was_cut_is_named_where_an_order_was_short_of_it(story: Story) -> None:
    steady(story)
    story.load("id,quantity\nA,100\nB,100\n", TUESDAY - timedelta(days=3), "supplemental")
    cut = story.load("id,quantity\nA,4\nB,50\n", TUESDAY - timedelta(hours=1), "supplemental")
    story.tuesday({"A": 10, "B": 1})

    found = causes(story, partner_id=1)

    assert [cause_of(each) for each in found.products] == [
        [("quantity", cut.feed_id, "100", "4")],
        [],  # B sold less as well, but nobody was refused any
        [],
    ]


def test_nothing_is_to_blame_where_nothing_that_matters_was_changed(story: Story) -> None:
    steady(story)
    story.load("id,title\nA,Another name\n", TUESDAY - timedelta(days=1))
    story.load(shelf(B="20.50"), TUESDAY - timedelta(days=1))  # 2.5 % is too little
    sell(story, but="lumen")

    found = causes(story)

    assert found.feeds == ()
    assert [(each.sku, each.loss, each.causes) for each in found.products] == [
        ("A", Decimal(100), ()),
        ("B", Decimal(100), ()),
        ("C", Decimal(60), ()),
    ]
    assert (found.totals[0].lost, found.totals[0].explained) == exact(260, 0)


def test_nothing_is_to_blame_for_what_was_put_right_before_the_day(story: Story) -> None:
    steady(story)
    story.load(shelf(A="0.10"), TUESDAY - timedelta(days=2))
    story.load(shelf(A="10"), TUESDAY - timedelta(days=1))
    gone = story.load(shelf(A="10", B="20"), TUESDAY - timedelta(days=2), "full")
    story.revert(gone, TUESDAY - timedelta(days=1))
    sell(story, but="lumen")

    assert causes(story).feeds == ()


def test_two_feeds_that_share_a_product_are_both_named(story: Story) -> None:
    steady(story)
    first = story.load(
        "id,availability\nA,out of stock\nB,out of stock\n",
        TUESDAY - timedelta(days=1),
        "supplemental",
    )
    second = story.load(shelf(C="30"), TUESDAY - timedelta(hours=2), "full")
    sell(story, but="nobody")

    found = causes(story)

    assert {named(feed) for feed in found.feeds} == {
        (first.feed_id, Decimal(200), Decimal(0)),
        (second.feed_id, Decimal(200), Decimal(0)),
    }
    assert found.totals[0].explained == 200  # each product once
    assert {each.because.feed_id for each in found.refused if each.because} == {second.feed_id}


def test_feed_that_was_reverted_the_same_day_explains_what_was_lost_meanwhile(
    story: Story,
) -> None:
    for hour in (0, 6):  # at noon, and at six in the evening
        for ago in range(4, 0, -1):
            story.order(NOON + timedelta(hours=hour) - timedelta(weeks=ago), STEADY)
    gone = story.load(shelf(C="30"), NOON - timedelta(hours=1), "full")
    story.tuesday(STEADY)
    story.revert(gone, NOON + timedelta(hours=1))
    story.order(NOON + timedelta(hours=6), STEADY)

    found = causes(story)

    (blamed,) = found.feeds
    assert named(blamed) == (gone.feed_id, Decimal(200), Decimal(200))
    assert (blamed.status, blamed.reverted_at) == ("REVERTED", NOON + timedelta(hours=1))
    (cause,) = found.products[0].causes
    assert cause.turn.ended_at == NOON + timedelta(hours=1)


def test_revert_that_broke_it_is_named_as_a_revert(story: Story) -> None:
    better = story.load(shelf(A="10", D="40"), TUESDAY - timedelta(days=50))
    story.weeks({"D": 1})
    story.revert(better, TUESDAY - timedelta(hours=3))
    story.tuesday({"D": 1})

    (blamed,) = causes(story).feeds

    assert (blamed.feed_id, blamed.by_revert, blamed.explained) == (
        better.feed_id,
        True,
        Decimal(40),
    )


def test_day_that_is_not_over_is_compared_up_to_the_same_hour(story: Story) -> None:
    steady(story)
    for ago in (1, 2, 3, 4):
        story.order(NOON + timedelta(hours=6) - timedelta(weeks=ago), {"A": 1})
    sell(story, but="nobody")

    found = causes(story, now=NOON + timedelta(hours=2))

    assert found.until == NOON + timedelta(hours=2)
    assert [(each.net, each.usual, each.lost) for each in found.totals] == [exact(780, 780, 0)]
    assert causes(story).totals[0].lost == 10


def test_young_shop_is_compared_with_the_weeks_that_there_were(story: Story) -> None:
    story.weeks(STEADY, weeks=2)
    story.tuesday(STEADY)

    (totals,) = causes(story).totals

    assert (totals.usual, totals.week_before, totals.lost) == exact(260, 260, 0)


@pytest.mark.parametrize("days_ago", [30, 300])
def test_old_shop_is_compared_with_weeks_in_which_it_sold_nothing(
    story: Story, days_ago: int
) -> None:
    story.order(NOON - timedelta(days=days_ago), {"C": 1})
    story.weeks({"A": 4}, weeks=1)
    story.tuesday({"C": 1})

    (totals,) = causes(story).totals

    assert totals.week_before == 4 * totals.usual
    assert totals.usual > 0


def test_day_is_that_of_the_zone(story: Story) -> None:
    for ago in (0, 1, 2, 3, 4):
        story.order(TUESDAY - timedelta(hours=1) - timedelta(weeks=ago), {"A": 1})

    berlin = causes(story, zone=ZoneInfo("Europe/Berlin"))
    utc = causes(story)

    assert [(each.net, each.usual) for each in berlin.totals] == [exact(10, 10)]
    assert utc.totals == ()


@pytest.mark.parametrize("partner_id", [2, 3])
def test_partner_sees_nothing_of_the_others(story: Story, partner_id: int) -> None:
    steady(story)
    story.load(shelf(C="30"), TUESDAY - timedelta(hours=5), "full")
    sell(story, but="nobody")

    found = causes(story, partner_id=partner_id)

    assert (found.feeds, found.products, found.refused) == ((), (), ())
    assert found.totals[0].usual == 260


def test_day_without_sales_has_nothing(story: Story) -> None:
    found = causes(story, day=date(2020, 1, 7))

    assert (found.totals, found.feeds, found.products, found.refused) == ((), (), (), ())
