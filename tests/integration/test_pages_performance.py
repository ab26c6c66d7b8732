"""Products in sales, and feeds and sales, without a browser: what they say and where they lead."""

from datetime import timedelta

from streamlit.testing.v1 import AppTest

from tests.shown import said, show, texts
from tests.storytelling import TUESDAY, Story, shelf

STEADY = {"A": 10, "B": 5}
DAY = TUESDAY.date().isoformat()


def tiles(pages: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in pages.metric}


def column(pages: AppTest, table: int, name: str) -> list[object]:
    return list(pages.dataframe[table].value[name])


def choose(pages: AppTest, label: str, value: str) -> None:
    next(box for box in pages.selectbox if box.label == label).set_value(value).run()
    assert not pages.exception


def leads_to(pages: AppTest) -> list[str]:
    return [link.proto.query_string for link in pages.get("page_link")]


def test_day_names_the_feed_that_can_explain_it_on_top(pages: AppTest, story: Story) -> None:
    story.weeks(STEADY)
    gone = story.load(shelf(C="30"), TUESDAY - timedelta(hours=3), "full")
    story.tuesday(STEADY)

    show(pages, "feed_sales.py", day=DAY)

    assert tiles(pages) == {
        f"Net of Tuesday {DAY} (USD)": "0.00",
        "Usual on a Tuesday (USD)": "200.00",
        "2 products below the usual (USD)": "200.00",
        "Of that, changes can explain (USD)": "200.00",
    }
    assert "can explain **200.00 USD** lost by 2 products" in said(pages)
    assert "changed deactivated" in said(pages)
    assert "2 order lines refused (15 units)" in said(pages)
    assert f"feed={gone.feed_id}" in leads_to(pages)
    assert column(pages, 0, "change") == ["deactivated", "deactivated"]
    assert column(pages, 1, "because") == ["deactivated", "deactivated"]
    assert column(pages, 0, "feed") == [f"/feeds?feed={gone.feed_id}"] * 2
    assert "It explains, it does not prove." in said(pages)


def test_day_without_a_culprit_blames_nobody(pages: AppTest, story: Story) -> None:
    story.weeks(STEADY)

    show(pages, "feed_sales.py", day=DAY)

    assert "No feed can explain it" in texts(pages)
    assert column(pages, 0, "change") == ["nothing that matters"] * 2


def test_day_without_any_trade_says_what_to_do(pages: AppTest, story: Story) -> None:
    show(pages, "feed_sales.py", day=DAY)

    assert story.orders == []
    assert "Choose another day." in texts(pages)


def test_feed_has_what_it_changed_and_what_came_of_it(pages: AppTest, story: Story) -> None:
    story.weeks(STEADY)
    feed = story.load(shelf(A="5", C="30"), TUESDAY - timedelta(hours=3), "full")
    story.tuesday(STEADY)

    show(pages, "feed_sales.py", show="What came of each feed")
    assert column(pages, 0, "effects") == [f"/feed-sales?feed={feed.feed_id}"]
    assert column(pages, 0, "net") == ["50.00 USD"]
    assert column(pages, 0, "refused_lines") == [1]

    show(pages, "feed_sales.py", feed=feed.feed_id)
    assert "2 products changed" in said(pages)
    assert "1 repriced (0 up, 1 down)" in said(pages)
    assert tiles(pages)["Net (USD)"] == "50.00"
    assert column(pages, 0, "sku") == ["B"]
    assert column(pages, 0, "stopped") == ["deactivated"]
    assert column(pages, 1, "move") == ["-50.0 %"]
    assert column(pages, 2, "sku") == ["B"]


def test_feed_that_does_not_exist_is_said(pages: AppTest) -> None:
    show(pages, "feed_sales.py", feed="x")

    assert "feed/not_found" in texts(pages)


def test_volumes_are_shown_by_partner(pages: AppTest, story: Story) -> None:
    show(pages, "feed_sales.py", show="How feeds run", period="All time", by="Partner")
    assert "No feed came in this period" in texts(pages)

    story.load("id,title,price\nA,A by name,10\nX,X,abc\n", TUESDAY, "full", "nord")
    show(pages, "feed_sales.py", show="How feeds run", period="All time", by="Partner")

    assert "Days are those of UTC" in said(pages)
    assert tiles(pages)["Skipped"] == "1"
    assert column(pages, 0, "key") == ["nord"]
    assert [str(each) for each in column(pages, 0, "quality_percent")] == ["50.0"]


def test_products_are_shown_by_list(pages: AppTest, story: Story) -> None:
    dates = {"period": "From … to …", "from": DAY, "to": DAY}
    story.order(TUESDAY - timedelta(hours=6), {"A": 1, "B": 4})
    story.tuesday({"A": 10})
    story.order(TUESDAY + timedelta(hours=9), {"NONE": 2})

    show(pages, "products.py", **dates)
    assert "Days are those of UTC" in said(pages)
    assert tiles(pages)["Products sold"] == "1"
    assert tiles(pages)["Sell nothing any more"] == "1"
    assert [str(each) for each in column(pages, 0, "net")] == ["100.0000"]

    choose(pages, "Show", "falling")
    assert column(pages, 0, "sku") == ["B"]
    assert tiles(pages)["Lost by the falling (USD)"] == "80.00"

    choose(pages, "Show", "unsold")
    choose(pages, "Partner", "lumen")
    assert column(pages, 0, "sku") == ["B", "C"]
    assert column(pages, 0, "last_sold_at")[1] == "never"

    choose(pages, "Show", "wanted")
    assert column(pages, 0, "why") == ["unknown SKU"]
    assert column(pages, 0, "now") == ["no"]


def test_price_changes_have_the_units_around_them(pages: AppTest, story: Story) -> None:
    story.weeks({"A": 7}, weeks=1)
    feed = story.load(shelf(A="20"), TUESDAY)
    story.tuesday({"A": 1})

    show(pages, "products.py", list="Price changes", period="All time")

    assert column(pages, 0, "move") == ["+100.0 %"]
    assert column(pages, 0, "units_before") == [7]
    assert column(pages, 0, "units_after") == [1]
    assert column(pages, 0, "feed") == [f"/feeds?feed={feed.feed_id}"]
    assert "sales cannot tell" in said(pages)


def test_shop_without_trade_says_what_to_do(pages: AppTest) -> None:
    show(pages, "products.py")
    for name, advice in {
        "best": "Choose a longer one",
        "prices": "No feed changed a price",
        "wanted": "No order was refused",
        "unsold": "Every active product was ordered",
    }.items():
        choose(pages, "Show", name)
        assert advice in texts(pages)


def test_page_of_a_feed_leads_to_what_came_of_it(pages: AppTest, story: Story) -> None:
    feed = story.load(shelf(A="12"), TUESDAY)

    show(pages, "feeds.py", feed=feed.feed_id)

    assert f"feed={feed.feed_id}" in leads_to(pages)
