"""The page of revenue asks once what nothing has changed, and sees each order at once."""

from collections.abc import Callable
from datetime import UTC, datetime

import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from analytics import contributions, revenue
from analytics.past_revenue import ReadPast
from analytics.performance import PerformanceQuery, read_sold
from catalog.database import Database
from tests.feeding import Feeding
from tests.shop import Shop, ask
from tests.shown import said, show


@pytest.fixture
def shop(feeding: Feeding, database: Database) -> Shop:
    assert feeding.database is database  # it has the partner already
    shop = Shop(database, datetime.now(UTC))
    shop.add("LAMP", price="10", quantity=100, category="Home > Light", brand="Lux")
    return shop


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Lend a list of what the page reads of all sales, by name."""
    names: list[str] = []

    def noting(name: str, work: Callable[..., object]) -> Callable[..., object]:
        def noted(*args: object) -> object:
            names.append(name)
            return work(*args)

        return noted

    for module, name in (
        (revenue, "read_totals"),
        (revenue, "read_most"),
        (contributions, "explain_change"),
    ):
        patched = noting(name, getattr(module, name))
        monkeypatch.setattr(f"pages.sales_answers.{name}", patched)
    return names


def net(pages: AppTest) -> str:
    return next(each.value for each in pages.metric if each.label == "Net revenue (USD)")


def show_anew(pages: AppTest, page: str = "revenue.py", **asked: str) -> AppTest:
    """Come to the page from another one, so that its widgets are as the address says."""
    show(pages, "jobs.py")
    return show(pages, page, **asked)


def test_page_sees_an_order_at_once(shop: Shop, pages: AppTest) -> None:
    shop.place(ask(LAMP=2))
    assert net(show(pages, "revenue.py")) == "20.00"
    shop.place(ask(LAMP=1))
    assert net(show(pages, "revenue.py")) == "30.00"


def test_what_does_not_depend_on_a_choice_is_not_read_for_it(
    shop: Shop, pages: AppTest, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = shop.now.replace(second=0, microsecond=0)
    monkeypatch.setattr("catalog.clock.this_minute", lambda: now)
    shop.place(ask(LAMP=2))
    show(pages, "revenue.py")
    assert sorted(read) == ["explain_change", "read_most", "read_totals"]

    read.clear()
    show_anew(pages, by="Brand")
    assert read == ["read_most"]

    read.clear()
    show_anew(pages, by="Brand")
    assert read == []


def test_period_is_part_of_the_question(shop: Shop, pages: AppTest, read: list[str]) -> None:
    shop.place(ask(LAMP=2))
    show(pages, "revenue.py")
    read.clear()
    show_anew(pages, period="Last 7 days")
    assert "read_totals" in read


def test_list_of_products_is_turned_without_reading_what_was_sold_again(
    shop: Shop, pages: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    times: list[PerformanceQuery] = []

    def read(database: Database, query: PerformanceQuery, past: ReadPast) -> pa.Table:
        times.append(query)
        return read_sold(database, query, past)

    now = shop.now.replace(second=0, microsecond=0)
    monkeypatch.setattr("catalog.clock.this_minute", lambda: now)
    monkeypatch.setattr("pages.sales_answers.read_sold", read)
    shop.place(ask(LAMP=2))
    show(pages, "products.py")
    show_anew(pages, "products.py", list="rising")
    assert len(times) == 1
    shop.place(ask(LAMP=1))
    monkeypatch.setattr("pages.sales_answers.GOOD_FOR_S", 0.0)
    show_anew(pages, "products.py")
    assert len(times) == 2


def test_what_is_a_little_old_says_so_and_the_rest_is_not(shop: Shop, pages: AppTest) -> None:
    since = "1 line of orders came since"
    shop.place(ask(LAMP=2))
    show(pages, "products.py")
    assert since not in said(show(pages, "revenue.py"))
    shop.place(ask(LAMP=1))
    assert since in said(show_anew(pages))
    assert net(pages) == "30.00"
    assert "Net moved by **+20.00 USD**" in said(pages)
    assert since in said(show_anew(pages, "products.py"))
