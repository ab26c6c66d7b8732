"""The diff on a feed's page, on a real database and without a browser."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from ingestion.diff import read_diff
from tests.feeding import Feeding
from tests.shown import said, show, texts

HEADER = "sku,name,price,quantity,colour\n"
A = HEADER + "LAMP,Lamp,15,5,red\nRUG,Rug,20,7,\nVASE,Vase,9,1,\n"
B = HEADER + "LAMP,Lamp,30,5,green\nRUG,Carpet,19,7,\nSOFA,Sofa,99,1,\n"
CHANGES = "1 product new, 2 updated, 1 deactivated"


def diff_of(pages: AppTest) -> list[dict[str, Any]]:
    table = next(each for each in pages.dataframe if "Price move" in each.value)
    cells = table.value.astype(object)
    return list(cells.where(cells.notna(), None).to_dict("records"))


def test_held_feed_shows_field_by_field_what_it_would_change(
    pages: AppTest, feeding: Feeding
) -> None:
    feeding.load(A)
    held = feeding.load(B, hold=True)

    show(pages, "feeds.py", feed=held.feed_id)

    ids = {row["sku"]: f"/catalog?product={row['product_id']}" for row in feeding.products()}
    assert "What it would change\n" in said(pages)
    assert f"**{CHANGES}**, the biggest price move first." in said(pages)
    assert [tuple(row.values()) for row in diff_of(pages)] == [
        ("LAMP", "price", "15.00", "30.00", "+100.0 %", "Updated", ids["LAMP"]),
        ("LAMP", "colour (attribute)", "red", "green", "", "Updated", ids["LAMP"]),
        ("RUG", "price", "20.00", "19.00", "-5.0 %", "Updated", ids["RUG"]),
        ("RUG", "product_name", "Rug", "Carpet", "", "Updated", ids["RUG"]),
        ("VASE", "", "Vase, 9.00 USD", "", "", "Deactivated", ids["VASE"]),
        ("SOFA", "", "", "Sofa, 99.00 USD", "", "Inserted", None),
    ]


def test_loaded_feed_shows_what_it_changed(pages: AppTest, feeding: Feeding) -> None:
    feeding.load(A)
    loaded = feeding.load(B)

    show(pages, "feeds.py", feed=loaded.feed_id)

    rows = diff_of(pages)
    assert "What it changed\n" in said(pages)
    assert [row["SKU"] for row in rows] == ["LAMP", "LAMP", "RUG", "RUG", "VASE", "SOFA"]
    assert rows[-1]["Product"] == f"/catalog?product={feeding.product('SOFA')['product_id']}"


def test_feed_that_changes_nothing_says_so(pages: AppTest, feeding: Feeding) -> None:
    feeding.load(A)
    held = feeding.load(A, hold=True)

    show(pages, "feeds.py", feed=held.feed_id)

    assert "No product: each record is of a product that has these values already" in texts(pages)


def test_diff_turns_its_pages_and_reads_one_at_a_time(
    pages: AppTest, feeding: Feeding, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []

    def count(*asked: Any) -> Any:  # noqa: ANN401 - what read_diff takes and gives
        page = read_diff(*asked)
        read.append(len(page.items))
        return page

    monkeypatch.setattr("pages.diff_view.read_diff", count)
    feed = feeding.load(HEADER + "".join(f"{n:03},Product {n},10,1,\n" for n in range(60)))
    show(pages, "feeds.py", feed=feed.feed_id)
    seen = [row["SKU"] for row in diff_of(pages)]

    for _ in range(2):
        pages.button(key="diff_next").click().run()
        seen += [row["SKU"] for row in diff_of(pages)]

    assert seen == [f"{n:03}" for n in range(60)]
    assert read == [25, 25, 10]
    assert pages.button(key="diff_next").disabled
