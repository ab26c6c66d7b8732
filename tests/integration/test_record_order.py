"""Records keep the order and the lines of their file, however the database reads them."""

from pathlib import Path

import pytest

from ingestion.feeds import Feed
from ingestion.report import ReportFilter, read_report
from tests.feeding import Feeding, ledger

HEADER = "sku,name,price\n"
ODD_LINES = ["", 'A,"two\nlines",5', "S1,again", "B,x,y,z", 'C,"unclosed,5', "S3,Product 3,6"]
MANY = 120_000  # more than one thread reads, and more than one row group holds


def test_last_record_wins_where_it_is_one_that_was_loaded_before(feeding: Feeding) -> None:
    feeding.load(HEADER + "1,Lamp,15\n2,Rug,20\n")

    feed = feeding.load(HEADER + "1,Lamp,16\n3,Cup,x\n2,Rug,20\n1,Lamp,15\n4,Pen,x\n")

    assert ledger(feed) == (5, 0, 0, 2, 3, 0)
    report = read_report(feeding.database, ReportFilter(feed.feed_id)).items
    assert [(row.line_number, row.sku, row.code) for row in report] == [
        (2, "1", "sku/duplicate_in_feed"),
        (3, "3", "price/invalid"),
        (6, "4", "price/invalid"),
    ]


def test_findings_of_a_long_file_name_their_lines(feeding: Feeding, tmp_path: Path) -> None:
    def write(changed_price: int) -> Path:
        path = tmp_path / "long.csv"
        with path.open("w", encoding="utf-8") as file:
            file.write(HEADER.replace("\n", ",description\n"))
            for at in range(1, MANY + 1):
                price = "x" if at % 1_000 == 0 else changed_price if at % 10 == 0 else 5
                file.write(f"S{at},Product {at},{price},{'long text ' * 15}\n")
        return path

    for price in (6, 7):  # all records are new; then most are known
        feed = feeding.load(write(price))

        wanted = ReportFilter(feed.feed_id, code="price/invalid")
        found = read_report(feeding.database, wanted, MANY).items
        assert [(row.record_number, row.line_number, row.sku) for row in found] == [
            (at, at + 1, f"S{at}") for at in range(1_000, MANY + 1, 1_000)
        ]


def errors_of(feeding: Feeding, feed: Feed) -> list[tuple[object, ...]]:
    """Return where each error stands, without what a malformed record lacks besides."""
    report = read_report(feeding.database, ReportFilter(feed.feed_id, severity="error")).items
    besides = {"price/missing", "price/invalid", "product_name/missing"}
    return [
        (row.line_number, row.record_number, row.sku, row.code)
        for row in report
        if row.code not in besides
    ]


@pytest.mark.parametrize("most_odd", [0.25, 0.0])
def test_malformed_records_of_a_long_file_stand_where_they_are(
    feeding: Feeding, monkeypatch: pytest.MonkeyPatch, most_odd: float
) -> None:
    """By both readers together, and with 0.0 by the exact one alone."""
    monkeypatch.setattr("ingestion.sorted_reading.MANY_LINES", 0)
    monkeypatch.setattr("ingestion.sorting.MOST_ODD", most_odd)
    lines = [f"S{at},Product {at},5" for at in range(1, 201)]
    lines[9:9] = ODD_LINES

    first = feeding.load(HEADER + "\n".join(lines))
    lines[100] = "S95,Product 95,9"
    second = feeding.load(HEADER + "\n".join([*lines, "D,J\0g,5", "S7,again"]))

    assert ledger(first) == (205, 200, 0, 0, 5, 0)
    assert ledger(second) == (207, 0, 1, 198, 8, 0)
    malformed = [
        (14, 11, "S1", "row/too_few_cells"),
        (15, 12, "B", "row/too_many_cells"),
        (16, 13, "C", "row/unclosed_quote"),
    ]
    assert errors_of(feeding, first) == [
        (2, 1, "S1", "sku/duplicate_in_feed"),
        (4, 3, "S3", "sku/duplicate_in_feed"),
        *malformed,
    ]
    assert errors_of(feeding, second) == [
        *errors_of(feeding, first)[:2],
        (8, 7, "S7", "sku/duplicate_in_feed"),
        *malformed,
        (209, 206, "D", "row/null_byte"),
        (210, 207, "S7", "row/too_few_cells"),
    ]
    assert feeding.product("A")["product_name"] == "two\nlines"
    assert feeding.product("S95")["price"] == 9
