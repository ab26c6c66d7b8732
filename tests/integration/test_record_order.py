"""Records keep the order and the lines of their file, however the database reads them."""

from pathlib import Path

from ingestion.report import ReportFilter, read_report
from tests.feeding import Feeding, ledger

HEADER = "sku,name,price\n"
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
