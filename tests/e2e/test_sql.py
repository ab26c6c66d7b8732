"""SQL in a browser: written, run, drawn, saved, opened by its link, and cancelled."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.visit import PATIENCE_MS, Visit
from tests.served import Served

LONG = "select sum(hash(a.range, b.range)) from range(1e7::int) a, range(1e7::int) b"


@pytest.fixture(scope="module")
def published(served: Served) -> Served:
    """Lend the application once its first file is there."""
    with served.api() as api:
        answer = api.post("/analytics/sql", json={"sql": "select 1"})
    assert answer.status_code == 200, answer.text
    return served


def write(visit: Visit, sql: str) -> None:
    visit.page.get_by_role("textbox", name="Statement").fill(sql)


@pytest.mark.usefixtures("published")
def test_query_is_written_run_drawn_saved_and_opened_by_its_link(visit: Visit) -> None:
    visit.open("/sql")
    write(visit, "select range as n, range * range as square from range(1234)")
    visit.page.keyboard.press("Control+Enter")
    visit.sees("1,234 rows")
    visit.settle()
    assert visit.cells("Answer")[:6] == ["0", "0", "1", "1", "2", "4"]

    visit.turn_to("Chart")
    expect(visit.page.get_by_test_id("stVegaLiteChart")).to_be_visible(timeout=PATIENCE_MS)
    visit.turn_to("Saved")
    visit.fill("Name", "Squares")
    visit.press("Save")
    visit.sees("Open: Squares")
    address = visit.page.url.removeprefix(visit.served.url)
    assert "query=" in address

    visit.open("/")
    visit.open(address)
    visit.sees("1,234 rows")
    expect(visit.page.get_by_role("textbox", name="Statement")).to_have_value(
        re.compile("range \\* range")
    )


@pytest.mark.usefixtures("published")
def test_long_query_is_cancelled_while_it_runs(visit: Visit) -> None:
    visit.open("/sql")
    write(visit, LONG)
    visit.page.keyboard.press("Control+Enter")
    visit.sees("Running")
    visit.press("Cancel")

    visit.sees("It was stopped by hand")
    visit.turn_to("History")
    assert any(LONG in cell for cell in visit.cells("History"))
