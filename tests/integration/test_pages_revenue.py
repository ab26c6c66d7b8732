"""The page of revenue: what is asked, what it is compared with, and what explains a change."""

import io
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pyarrow.parquet as pq
import pytest
from streamlit.testing.v1 import AppTest

from analytics.revenue_query import RevenueQuery
from catalog.database import Database
from pages.revenue_csv import write_revenue, write_revenue_parquet
from tests.feeding import Feeding
from tests.selling import Entry, write
from tests.shop import Shop
from tests.shown import press, said, show, texts

TODAY = datetime.now(UTC).date()


@pytest.fixture
def shop(feeding: Feeding, database: Database) -> Shop:
    assert feeding.database is database  # it has the partner already
    shop = Shop(database)
    shop.add("LAMP", category="Home > Light", brand="Lux")
    shop.add("RUG", category="Home > Floor", brand="Oslo")
    return shop


def sale(days_ago: int, sku: str, units: int, amount: str, *, back: bool = False) -> Entry:
    """Return a line sold in US dollars, at the first moment of the day so many days ago."""
    category = "Home > Light" if sku == "LAMP" else "Home > Floor"
    brand = "Lux" if sku == "LAMP" else None
    midnight = datetime.combine(TODAY - timedelta(days=days_ago), datetime.min.time(), UTC)
    order = f"00000000-0000-0000-0000-{days_ago:012d}"
    line = 1 if sku == "LAMP" else 2
    money = ("USD", units, Decimal(amount))
    return Entry(midnight, back, order, line, 1, sku, category, brand, None, *money)


@pytest.fixture
def sold(shop: Shop) -> Shop:
    """Lend a shop that sold 30.00 more in the last 28 days than in the 28 before."""
    write(
        shop.database,
        [
            sale(40, "LAMP", 2, "20.00"),
            sale(40, "RUG", 1, "70.00"),
            sale(3, "LAMP", 8, "120.00"),
            sale(1, "LAMP", 1, "0.00", back=True),
        ],
    )
    return shop


def metrics(pages: AppTest) -> dict[str, tuple[str, str]]:
    return {metric.label: (metric.value, metric.delta) for metric in pages.metric}


def table(pages: AppTest, place: int = 0) -> list[dict[str, object]]:
    rows = pages.dataframe[place].value.to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in rows]


@pytest.mark.usefixtures("sold")
def test_tiles_stand_beside_what_they_are_compared_with(pages: AppTest) -> None:
    show(pages, "revenue.py")

    found = metrics(pages)
    assert found["Net revenue (USD)"] == ("120.00", "+33.3 %")
    assert found["Orders"] == ("1", "")
    assert found["Units"] == ("8", "+166.7 %")
    assert "Days are those of UTC" in said(pages)
    assert "The period is not over" in said(pages)


def test_table_has_the_first_rows_and_the_file_all(
    pages: AppTest, sold: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pages.revenue_rows_view.MOST_ROWS", 1)
    query = RevenueQuery(group_by="product", currency="USD")

    show(pages, "revenue.py", by="Product", period="All time")

    assert [row["key"] for row in table(pages)] == ["lumen/LAMP"]
    assert "The first 1 of 2 rows" in said(pages)
    lines = write_revenue(sold.database, query).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("product,name,currency,orders,")
    assert [line.split(",")[0] for line in lines[1:]] == ["lumen/LAMP", "lumen/RUG"]
    stored = pq.read_table(io.BytesIO(write_revenue_parquet(sold.database, query))).to_pylist()
    assert [(row["key"], row["net"], bool(row["name"])) for row in stored] == [
        ("lumen/LAMP", Decimal(140), True),
        ("lumen/RUG", Decimal(70), True),
    ]
    assert all(line.split(",")[1] for line in lines[1:])


@pytest.mark.usefixtures("sold")
def test_key_that_is_gone_stays_in_the_table(pages: AppTest) -> None:
    show(pages, "revenue.py", by="Product")

    rows = {row["key"]: row for row in table(pages)}
    assert {key: (row["net"], row["change"]) for key, row in rows.items()} == {
        "lumen/LAMP": (Decimal(120), Decimal(100)),
        "lumen/RUG": (Decimal(0), Decimal(-70)),
    }
    assert rows["lumen/LAMP"]["name"] == "LAMP by lumen"


@pytest.mark.usefixtures("sold")
def test_change_is_explained_and_sums_up(pages: AppTest) -> None:
    show(pages, "revenue.py")

    assert "Net moved by **+30.00 USD** (+33.3 %)" in said(pages)
    rows = table(pages, 1)
    assert [(row["product"], row["change"]) for row in rows] == [
        ("lumen/LAMP", Decimal(100)),
        ("lumen/RUG", Decimal(-70)),
    ]
    lamp = rows[0]
    assert (lamp["volume"], lamp["price"], lamp["gone"]) == (60, 40, 0)
    assert rows[1]["gone"] == -70


@pytest.mark.usefixtures("sold")
@pytest.mark.parametrize(
    ("asked", "keys"),
    [
        ({"by": "Category"}, ["Home"]),
        ({"by": "Category", "category": "Home"}, ["Home > Light", "Home > Floor"]),
        ({"by": "Category", "level": "Whole path"}, ["Home > Light", "Home > Floor"]),
        ({"by": "Brand"}, ["Lux", "(none)"]),
        ({"by": "Product", "brand": "Lux"}, ["lumen/LAMP"]),
        ({"by": "Product", "brand": "(none)"}, ["lumen/RUG"]),
        ({"by": "Partner", "product": "lumen/RUG"}, ["lumen"]),
        ({"by": "Product", "partner": "lumen", "compare": "Nothing"}, ["lumen/LAMP"]),
    ],
)
def test_address_says_what_is_shown(pages: AppTest, asked: dict[str, str], keys: list[str]) -> None:
    show(pages, "revenue.py", **asked)

    assert [row["key"] for row in table(pages)] == keys


@pytest.mark.usefixtures("sold")
def test_filter_can_be_dropped_and_a_category_climbed(pages: AppTest) -> None:
    show(pages, "revenue.py", by="Product", category="Home > Light", brand="Lux")
    press(pages, "Brand: Lux ✕")
    press(pages, "/ Home")

    assert "brand" not in pages.query_params
    assert pages.query_params["category"] in ("Home", ["Home"])
    assert [row["key"] for row in table(pages)] == ["Home > Light", "Home > Floor"]

    press(pages, "All categories")

    assert [row["key"] for row in table(pages)] == ["Home"]


@pytest.mark.usefixtures("sold")
def test_filter_of_nothing_says_so(pages: AppTest) -> None:
    show(pages, "revenue.py", brand="Nobody")
    assert "Drop a filter" in texts(pages)

    show(pages, "revenue.py", partner="nobody")
    assert "partner/not_found" in texts(pages)


@pytest.mark.usefixtures("sold")
@pytest.mark.parametrize(
    ("period", "note"),
    [
        ("Last 7 days", ""),
        ("Last 28 days", "Of the days before it nothing is known"),
        ("Last 90 days", "nothing yet to compare with"),
    ],
)
def test_comparison_with_days_of_which_nothing_is_known_says_so(
    pages: AppTest, period: str, note: str
) -> None:
    show(pages, "revenue.py", period=period)

    assert note in texts(pages)
    assert ("The first sale that is known" in texts(pages)) == bool(note)


@pytest.mark.usefixtures("sold")
def test_period_without_end_is_compared_with_nothing(pages: AppTest) -> None:
    show(pages, "revenue.py", period="All time")

    assert metrics(pages)["Net revenue (USD)"] == ("210.00", "")
    assert "compared with nothing" in said(pages)
    assert "What explains the change" not in said(pages)


@pytest.mark.usefixtures("sold")
def test_period_of_ones_own_is_in_the_address(pages: AppTest) -> None:
    first, last = TODAY - timedelta(days=41), TODAY - timedelta(days=39)
    ends = {"from": first.isoformat(), "to": last.isoformat()}
    show(pages, "revenue.py", period="From … to …", compare="Nothing", **ends)
    assert metrics(pages)["Net revenue (USD)"][0] == "90.00"

    pages.date_input[1].set_value(first).run()

    assert pages.query_params["to"] in (first.isoformat(), [first.isoformat()])
    assert "Nothing was ordered in this period" in texts(pages)

    pages.date_input[1].set_value(first - timedelta(days=1)).run()
    assert "swap them" in texts(pages)


@pytest.mark.usefixtures("sold")
@pytest.mark.parametrize("by", ["Day", "Product"])
def test_period_of_all_days_that_a_date_can_be_is_shown(pages: AppTest, by: str) -> None:
    ends = {"from": "0001-01-01", "to": "9999-12-31"}
    show(pages, "revenue.py", period="From … to …", by=by, **ends)

    assert metrics(pages)["Net revenue (USD)"][0] == "210.00"


@pytest.mark.usefixtures("sold")
def test_lines_behind_the_revenue_are_shown_when_wanted(pages: AppTest) -> None:
    show(pages, "revenue.py", by="Partner", period="All time", product="lumen/LAMP")
    without = len(pages.dataframe)

    pages.toggle(key="lines").set_value(True).run()

    assert len(pages.dataframe) == without + 1
    rows = table(pages, 1)
    assert [(row["what"], row["net"]) for row in rows] == [
        ("Given back", Decimal(0)),
        ("Ordered", Decimal(120)),
        ("Ordered", Decimal(20)),
    ]
    assert "Ordered for 140.00 USD, given back 0.00 USD: net 140.00 USD" in said(pages)
    assert "00000000-0000-0000-0000-000000000003" in str(rows[1]["order"])


@pytest.mark.usefixtures("sold")
def test_days_of_ones_own_are_a_chip_that_leads_back(pages: AppTest) -> None:
    day = (TODAY - timedelta(days=3)).isoformat()
    show(pages, "revenue.py", period="From … to …", compare="Nothing", **{"from": day, "to": day})
    links = [link.proto for link in pages.get("page_link")]

    press(pages, f"{day.replace('-', chr(92) + '-')} ✕")

    assert [link.query_string for link in links if "explains" in link.label] == [
        f"day={day}&currency=USD"
    ]
    assert "from" not in pages.query_params
    assert pages.selectbox(key="period").value == "28d"
    assert metrics(pages)["Net revenue (USD)"][0] == "120.00"
