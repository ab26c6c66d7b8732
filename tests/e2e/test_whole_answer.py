"""A whole result of SQL in a browser: made, and to be had by its link."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.visit import PATIENCE_MS, Visit
from tests.served import Served


@pytest.fixture(scope="module")
def published(served: Served) -> Served:
    """Lend the application once its first file is there."""
    with served.api() as api:
        answer = api.post("/analytics/sql", json={"sql": "select 1"})
    assert answer.status_code == 200, answer.text
    return served


@pytest.mark.usefixtures("published")
def test_whole_result_is_made_and_downloaded(visit: Visit) -> None:
    visit.open("/sql")
    visit.page.get_by_role("textbox", name="Statement").fill("select range as n from range(25000)")
    visit.page.keyboard.press("Control+Enter")
    visit.sees("The first 10,000 rows of more")

    visit.press("Make whole CSV")
    visit.sees("The file has the whole result")
    link = visit.page.get_by_role("link", name=re.compile("Download whole CSV"))
    expect(link).to_be_visible(timeout=PATIENCE_MS)
    address = link.get_attribute("href")
    answer = visit.page.context.request.get(f"{visit.served.url}{address}")

    assert answer.status == 200
    assert answer.body().count(b"\n") == 25_001
