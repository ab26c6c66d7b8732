"""SQL in a browser: begun, run, drawn, taken along, saved, opened by its link, and cancelled."""

import io
import re

import pyarrow.parquet as pq
import pytest
from playwright.sync_api import expect

from pages.query_examples import read_examples
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


@pytest.mark.usefixtures("published")
def test_query_is_begun_from_what_the_page_knows(visit: Visit) -> None:
    visit.open("/sql")
    statement = visit.page.get_by_role("textbox", name="Statement")
    visit.page.locator("summary", has_text="about").click()
    visit.press("First rows")
    expect(statement).to_have_value("from about\nlimit 100")
    visit.press("Insert its name")
    expect(statement).to_have_value("from about\nlimit 100 about")
    visit.turn_to("Examples")
    visit.page.get_by_role("button", name="1. ").first.click()
    expect(statement).to_have_value(read_examples()[0].sql)
    visit.settle()

    visit.page.get_by_role("button", name="Run").first.click()

    visit.sees(re.compile(r"^\d+ rows? in"))
    visit.settle()
    visit.turn_to("History")
    visit.tick_row(1, "History")
    visit.settle()
    expect(statement).not_to_have_value(read_examples()[0].sql)


@pytest.mark.usefixtures("published")
def test_answer_is_taken_along_as_it_is_shown_and_whole(visit: Visit) -> None:
    ask(visit, "select range as n from range(10001)")
    visit.sees("The first 10,000 rows of more")
    visit.settle()

    written = visit.download("Download as CSV").splitlines()
    shown = pq.read_table(io.BytesIO(visit.download("Download as Parquet")))

    assert (len(written), len(shown)) == (10_001, 10_000)
    visit.press("Make whole Parquet")
    visit.sees("The file has the whole result")
    visit.settle()
    whole = pq.read_table(io.BytesIO(visit.download("Download whole Parquet")))
    assert whole["n"].to_pylist() == list(range(10_001))


@pytest.mark.usefixtures("published")
def test_saved_query_is_replaced_renamed_shared_and_deleted(visit: Visit) -> None:
    ask(visit, "select 8 as cube")
    visit.sees("1 row in")
    visit.turn_to("Saved")
    visit.fill("Name", "Cubes")
    visit.press("Save")
    visit.sees("Open: Cubes, only yours.")
    visit.settle()
    write(visit, "select 27 as cube")
    visit.page.keyboard.press("Control+Enter")
    visit.settle()
    visit.press("Replace it")
    visit.settle()
    visit.fill("Name", "Cubes of all")
    visit.page.get_by_text("Everybody may open, run and change it").click()
    visit.press("Rename the open one")
    visit.sees("Open: Cubes of all, shared by")
    visit.settle()

    visit.open("/sql")
    visit.turn_to("Saved")
    visit.press("Cubes of all · shared")
    visit.sees("Open: Cubes of all, shared by")
    visit.settle()
    assert visit.cells("Answer")[:1] == ["27"]

    visit.press("Delete…")
    visit.press("Keep it")
    visit.gone("Keep it")
    visit.press_last("Delete…")
    visit.press("Delete now")
    visit.gone("Cubes of all · shared")


def ask(visit: Visit, sql: str) -> None:
    """Open the page and run the statement."""
    visit.open("/sql")
    write(visit, sql)
    visit.page.keyboard.press("Control+Enter")
