"""Charts of the page of revenue: lines on its tiles, and bars that stand side by side."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from catalog.database import Database
from tests.feeding import Feeding
from tests.selling import Entry, write
from tests.shop import Shop
from tests.shown import press, show

TODAY = datetime.now(UTC).date()


def sale(days_ago: int, sku: str, category: str, brand: str | None, amount: str) -> Entry:
    """Return a line of an order in US dollars, at the first moment of the day so many days ago."""
    midnight = datetime.combine(TODAY - timedelta(days=days_ago), datetime.min.time(), UTC)
    order = f"00000000-0000-0000-0000-{days_ago:012d}"
    money = ("USD", 1, Decimal(amount))
    is_back = False
    return Entry(midnight, is_back, order, len(sku), 1, sku, category, brand, None, *money)


@pytest.fixture
def sold(feeding: Feeding, database: Database) -> None:
    """See that a lamp and a rug were sold 40 days ago, and another lamp three days ago."""
    assert feeding.database is database  # it has the partner already
    shop = Shop(database)
    shop.add("LAMP", category="Home > Light", brand="Lux")
    shop.add("RUG", category="Home > Floor", brand="Oslo")
    write(
        database,
        [
            sale(40, "LAMP", "Home > Light", "Lux", "20.00"),
            sale(40, "RUG", "Home > Floor", None, "70.00"),
            sale(3, "LAMP", "Home > Light", "Lux", "120.00"),
        ],
    )


def lines(pages: AppTest) -> list[str]:
    """Return what the lines on the tiles say to who cannot see them."""
    bodies = [html.proto.body for html in pages.get("html")]
    return [unescape(told) for body in bodies for told in re.findall('aria-label="([^"]*)"', body)]


def charts(pages: AppTest) -> list[str]:
    """Return what the charts say to who cannot see them."""
    return [chart.proto.alt for chart in pages.get("vega_lite_chart")]


@pytest.mark.usefixtures("sold")
def test_tiles_have_lines_over_the_period(pages: AppTest) -> None:
    show(pages, "revenue.py", compare="Nothing")

    day = (TODAY - timedelta(days=3)).isoformat()
    first = (TODAY - timedelta(days=27)).isoformat()
    assert lines(pages)[0] == (
        f"Net revenue (USD) from {first} to {TODAY}:"
        f" least 0.00 ({first}), most 120.00 ({day}), last 0.00 ({TODAY})"
    )
    assert f"Orders from {first} to {TODAY}: least 0 ({first}), most 1 ({day})" in lines(pages)[1]
    assert f"least 120.00 ({day}), most 120.00 ({day}), last 120.00 ({day})" in lines(pages)[2]
    assert len(lines(pages)) == 6


@pytest.mark.usefixtures("sold")
def test_tiles_beside_bars_of_brands_have_no_lines(pages: AppTest) -> None:
    show(pages, "revenue.py", by="Brand")

    assert lines(pages) == []


@pytest.mark.usefixtures("sold")
def test_bars_stand_side_by_side_as_the_address_says(pages: AppTest) -> None:
    show(pages, "revenue.py", beside=["Brand", "category", "Currency"], period="All time")

    assert charts(pages)[1:4] == [
        "Brand: Lux 140.00 USD, (none) 70.00 USD",
        "Category: Home 210.00 USD",
        "Currency: USD 2 orders, 210.00 USD",
    ]


@pytest.mark.usefixtures("sold")
def test_filter_narrows_all_bars_but_those_that_it_was_chosen_of(pages: AppTest) -> None:
    beside = ["Brand", "Category", "Product", "Partner", "Country"]
    chosen = {"brand": "Lux", "category": "Home > Light"}
    show(pages, "revenue.py", beside=beside, period="All time", **chosen)

    assert charts(pages)[1:6] == [
        "Brand: Lux 140.00 USD",
        "Category: Light 140.00 USD",
        "Product: LAMP by lumen 140.00 USD",
        "Partner: lumen 140.00 USD",
        "Country: (none) 140.00 USD",
    ]
    assert pages.metric[0].value == "140.00"

    press(pages, "Brand: Lux ✕")
    press(pages, "/ Home")

    assert charts(pages)[1:3] == [
        "Brand: Lux 140.00 USD, (none) 70.00 USD",
        "Category: Home 210.00 USD",
    ]
