"""Choices in the address of a page: by the words that it shows, and by the names of the API."""

import pytest
from streamlit.testing.v1 import AppTest

from pages.revenue_asking import COMPARISONS
from tests.shown import show, texts

# page, parameter, name, words
CHOICES = [
    ("order.py", "status", "CONFIRMED", "Confirmed"),
    ("feeds.py", "status", "HELD", "Held for approval"),
    ("jobs.py", "job_status", "FAILED", "Failed"),
    ("jobs.py", "job_kind", "ETL", "Load"),
    ("catalog.py", "availability", "in_stock", "In stock"),
    ("catalog.py", "sort", "price", "Price, lowest first"),
    ("revenue.py", "by", "partner", "Partner"),
    ("revenue.py", "period", "today", "Today"),
    ("revenue.py", "compare", "year", COMPARISONS["year"]),
    ("products.py", "list", "falling", "Falling"),
    ("feed_sales.py", "show", "volume", "How feeds run"),
]


@pytest.mark.parametrize(("page", "key", "name", "words"), CHOICES)
def test_address_asks_by_name_and_by_words(
    pages: AppTest, page: str, key: str, name: str, words: str
) -> None:
    for asked in (name, words):
        assert show(pages, page, **{key: asked}).session_state[key] == name, asked
        assert pages.query_params[key] == words


def test_orders_of_a_state_are_narrowed_by_the_name_that_the_api_has(pages: AppTest) -> None:
    show(pages, "order.py", status="CANCELLED")

    assert "No order fits." in texts(pages)


@pytest.mark.parametrize(("page", "key", "name"), [choice[:3] for choice in CHOICES[:3]])
def test_name_in_the_address_of_a_page_that_stands_is_no_failure(
    pages: AppTest, page: str, key: str, name: str
) -> None:
    show(pages, page)
    assert not pages.exception

    pages.query_params[key] = name
    pages.run()

    assert not pages.exception
