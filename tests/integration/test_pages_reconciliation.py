"""The page of the reconciliation on a real database, without a browser."""

import pytest
from streamlit.testing.v1 import AppTest

from analytics.reconciliation_desk import order_reconciliation, run_reconciliation
from catalog.clock import utc_now
from jobs.claims import claim_job
from jobs.context import JobContext
from pages.services import services
from tests.feeding import Feeding
from tests.shown import labels, press, said, show, texts

FEED = "sku,product_name,price\nA,Lamp,1.50\nB,Rug,2\n"


def work_off(feeding: Feeding) -> None:
    job = claim_job(feeding.database, utc_now())
    assert job is not None
    run_reconciliation(services().reconciliations, JobContext(feeding.database, job))
    with feeding.database.transaction() as cursor:
        cursor.execute("update job set status = 'SUCCEEDED', finished_at = now()")


def runs_shown(pages: AppTest) -> int:
    (runs,) = [table.value for table in pages.dataframe if "As of" in table.value]
    return len(runs)


def test_page_before_the_first_run_says_how_one_begins(pages: AppTest, feeding: Feeding) -> None:
    feeding.runner.stop()
    show(pages, "reconciliation.py")
    assert "Nothing was reconciled yet." in texts(pages)

    press(pages, "Run now")

    assert "Run now" not in labels(pages)
    assert "You can leave this page" in said(pages)


def test_page_says_in_words_that_everything_agrees(pages: AppTest, feeding: Feeding) -> None:
    feeding.load(FEED)
    feeding.runner.stop()
    show(pages, "reconciliation.py")
    press(pages, "Run now")
    work_off(feeding)
    show(pages, "reconciliation.py")

    assert "Everything agrees" in texts(pages)
    assert "Every product is there once" in said(pages)
    assert "2 products looked at, all agree." in said(pages)
    assert "Every order's total is the sum of its lines: no orders yet." in said(pages)


def test_page_shows_the_rows_that_differ_with_links(pages: AppTest, feeding: Feeding) -> None:
    feeding.load(FEED)
    feeding.runner.stop()
    with feeding.database.transaction() as cursor:
        cursor.execute("update product set last_feed_id = uuid() where sku = 'A'")
    show(pages, "reconciliation.py")
    press(pages, "Run now")
    work_off(feeding)
    show(pages, "reconciliation.py", check="product_values")

    assert "Rows that differ: 2." in texts(pages)
    assert "🔴 **Every product is as the last change of its history left it:**" in said(pages)
    (table, _) = pages.dataframe
    (row,) = table.value.to_dict("records")
    assert (row["Partner"], row["Sku"]) == ("lumen", "A")
    assert row["Product id"].startswith("/catalog?product=")
    assert row["Feed id"].startswith("/feeds?feed=")


def test_runs_before_are_turned_page_by_page(
    pages: AppTest, feeding: Feeding, monkeypatch: pytest.MonkeyPatch
) -> None:
    feeding.runner.stop()
    for _ in range(3):
        order_reconciliation(services().reconciliations)
        work_off(feeding)
    monkeypatch.setattr("pages.reconciliation_runs_view.RUNS_A_PAGE", 2)
    show(pages, "reconciliation.py")
    first = runs_shown(pages)
    press(pages, "Next →")

    assert (first, runs_shown(pages)) == (2, 1)
