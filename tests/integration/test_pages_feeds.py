"""The page *Feeds*: what came, narrowed down, how fast it went, and how good each partner's is."""

from datetime import timedelta
from decimal import Decimal

from streamlit.testing.v1 import AppTest

from analytics.feed_quality import read_feed_quality
from catalog.clock import utc_now
from catalog.database import Database
from tests.feeding import Feeding
from tests.shown import said, show, texts

GOOD = "sku,name,price\n1,Lamp,9.00\n2,Rug,12.00\n"
HALF = "sku,name,price\n1,Lamp,9.00\n2,Rug,none\n"
IMAGES = "Handle,Title,Variant SKU,Variant Price,Image Src\nlamp,Lamp,L,9.00,a.png\nlamp,,,,b.png\n"


def choose(pages: AppTest, label: str, value: str) -> None:
    next(box for box in pages.selectbox if box.label == label).set_value(value).run()
    assert not pages.exception


def listed(pages: AppTest) -> int:
    return said(pages).count(" read = ")


def age(database: Database, days: int) -> None:
    """See that every feed so far came so many days earlier."""
    with database.transaction() as cursor:
        cursor.execute("update feed set received_at = received_at - to_days(?)", [days])


def test_history_is_narrowed_by_mode_and_days(pages: AppTest, feeding: Feeding) -> None:
    feeding.load(GOOD)
    age(feeding.database, 3)
    feeding.load("sku,price\n1,8.00\n", "delta")
    today = utc_now().date()

    show(pages, "feeds.py", first=today.isoformat(), last=today.isoformat())

    assert listed(pages) == 1
    assert "delta" in said(pages)
    choose(pages, "Mode", "full")
    assert "No feed fits the filters." in texts(pages)
    pages.date_input[0].set_value(today - timedelta(days=3)).run()
    assert listed(pages) == 1
    pages.date_input[1].set_value(today - timedelta(days=1)).run()
    assert listed(pages) == 1
    choose(pages, "Mode", "delta")
    assert listed(pages) == 0


def test_days_that_are_the_wrong_way_round_are_told(pages: AppTest) -> None:
    show(pages, "feeds.py", first="2026-02-01", last="2026-01-01")

    assert "The first day is after the last one" in texts(pages)


def test_list_and_page_say_how_fast_a_feed_was(pages: AppTest, feeding: Feeding) -> None:
    feed = feeding.load(GOOD)
    with feeding.database.transaction() as cursor:
        cursor.execute("update job set started_at = finished_at - to_milliseconds(2000)")

    show(pages, "feeds.py")
    assert "took 4.0 s, 0.50 rows a second" in said(pages)

    show(pages, "feeds.py", feed=feed.feed_id)
    assert "took 4.0 s, 0.50 rows a second" in said(pages)


def test_quality_is_told_for_each_partner_with_its_feeds(pages: AppTest, feeding: Feeding) -> None:
    feeding.partner("nord", default_currency="EUR")
    feeding.load(GOOD)
    half = feeding.load(HALF)
    feeding.load(GOOD, partner="nord")

    show(pages, "feeds.py", view="Quality")

    assert "**lumen**: 50.0 % (+50.0 points)" in said(pages)
    assert "**nord**: 0.0 %" in said(pages)
    (table,) = pages.dataframe
    assert list(table.value["partner"]) == ["nord", "lumen", "lumen"]
    assert table.value["feed"][1] == f"/feeds?feed={half.feed_id}"

    choose(pages, "Partner", "nord")
    assert "lumen" not in said(pages)
    assert list(pages.dataframe[0].value["partner"]) == ["nord"]


def test_records_that_are_no_products_do_not_lower_the_quality(feeding: Feeding) -> None:
    feeding.profile(preset="shopify")
    feeding.load(IMAGES)
    feeding.profile(preset="plain")
    feeding.load(HALF)

    first, second = read_feed_quality(feeding.database, 30)

    assert (first.skipped, first.skipped_percent) == (1, Decimal("50.0"))
    assert first.quality_percent == Decimal("100.0")
    assert second.quality_percent == second.skipped_percent == Decimal("50.0")


def test_only_the_last_feeds_of_each_partner_are_looked_at(feeding: Feeding) -> None:
    feeding.partner("nord")
    for _ in range(3):
        feeding.load(GOOD)
    feeding.load(GOOD, partner="nord")
    feeding.load("hue\nred\n")

    found = read_feed_quality(feeding.database, 2)

    assert [feed.partner for feed in found] == ["lumen", "lumen", "nord"]
