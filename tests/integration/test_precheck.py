"""The pre-check of a file says what VALIDATE would of what it has seen, and keeps nothing."""

import gzip
import io
from pathlib import Path

import pytest

from catalog.partners import get_partner
from ingestion.checking import Trial
from ingestion.feeds import COUNTERS, Feed
from ingestion.precheck import PreCheck, pre_check
from ingestion.profiles import Mode, Profile
from ingestion.report import ReportFilter, ReportRow, read_report, summarize_issues
from tests.api import count_rows
from tests.feeding import Feeding

FEED = "sku;name;price;hue\n1;Lamp;15,00;red\n2;Rug;abc;\n1;Lamp;16,50;blue\n\n3;Jug;7,005;\n"
FILES = (
    ("amazon_electronics.csv", "plain"),
    ("walmart_electronics.csv", "plain"),
    ("magento2_luma.csv", "magento"),
    ("woocommerce_sample.csv", "woocommerce"),
    ("woocommerce_bom_dups.csv", "woocommerce"),
    ("shopify/apparel.csv", "shopify"),
    ("vendure/products.csv", "plain"),
    ("vendure/invalid-row-length.csv", "plain"),
    ("vinmonopolet.csv", "plain"),
)
# of a larger one its beginning, in which every code of it is found already
MOST_BYTES = 300_000


def look(
    feeding: Feeding,
    content: bytes | str,
    mode: Mode = "full",
    *,
    profile: Profile | None = None,
    head_bytes: int = 1024 * 1024,
) -> PreCheck:
    sent = content.encode() if isinstance(content, str) else content
    trial = Trial(get_partner(feeding.database, "lumen"), mode, profile=profile)
    return pre_check(feeding.ingestion, trial, io.BytesIO(sent), head_bytes)


def report_of(feeding: Feeding, feed: Feed) -> list[ReportRow]:
    return list(read_report(feeding.database, ReportFilter(feed.feed_id), 1_000_000).items)


def told(rows: list[ReportRow] | tuple[ReportRow, ...]) -> list[tuple[object, ...]]:
    """Return what findings say, whatever they are findings of."""
    return sorted(
        (str(row.code), row.record_number or 0, row.line_number or 0, str(row.column),
         str(row.raw_value), str(row.normalized_value), row.message, str(row.row_outcome))
        for row in rows
    )  # fmt: skip


def test_pre_check_keeps_nothing(feeding: Feeding, tmp_path: Path) -> None:
    def kept() -> tuple[dict[str, int], list[Path]]:
        folders = (tmp_path / "landing", tmp_path / "spool")
        return count_rows(feeding.database), sorted(p for each in folders for p in each.rglob("*"))

    feeding.load("sku,name,price\n1,Lamp,15.00\n9,Box,1.00\n")
    before = kept()

    for content in (gzip.compress(FEED.encode()), b"", b"PK\x03\x04", b"hue\nred\n"):
        look(feeding, content)
    look(feeding, FEED, head_bytes=50)

    assert kept() == before


def test_whole_file_is_told_with_all_that_only_the_whole_can_tell(feeding: Feeding) -> None:
    feeding.load("sku,name,price\n1,Lamp,15.00\n9,Box,1.00\n")

    found = look(feeding, FEED)

    assert found.is_whole
    assert found.checked.counters == {
        "rows_read": 4,
        "inserted": 0,
        "updated": 1,
        "unchanged": 0,
        "skipped": 3,
        "deactivated": 1,
        "warnings": 0,
    }


def test_head_says_nothing_of_what_the_rest_could_change(feeding: Feeding) -> None:
    feeding.partner("lumen2")
    feeding.load("sku,name,price\n1,Lamp,15.00\n9,Box,1.00\n")
    strict = Profile.model_validate(
        {"constants": {"currency": "USD", "availability": "in_stock"}, "review_first": True}
    )

    found = look(feeding, FEED, head_bytes=len(FEED) - 1, profile=strict)

    assert not found.is_whole
    assert found.checked.counters["rows_read"] == 3
    assert found.checked.counters["deactivated"] is None
    assert found.checked.held_by == ()


@pytest.mark.parametrize(("name", "preset"), FILES)
def test_pre_check_of_a_real_file_says_what_its_validation_does(
    feeding: Feeding, realdata: Path, name: str, preset: str
) -> None:
    content = (realdata / "feeds" / name).read_bytes()
    content = content[: content.rfind(b"\n", 0, MOST_BYTES) + 1] or content
    fields = {"sku": "Varenummer", "product_name": "Varenavn", "price": "Pris"}
    feeding.profile(preset=preset, fields=fields if name == "vinmonopolet.csv" else {})

    found = look(feeding, content, head_bytes=len(content))
    half = look(feeding, content, head_bytes=len(content) // 2)

    feed = feeding.load(content, hold=True)
    report = [row for row in report_of(feeding, feed) if row.code != "guard/hold_requested"]
    issues = summarize_issues(feeding.database, feed.feed_id)
    assert found.is_whole
    assert {(each.code, each.count) for each in found.checked.issues} == {
        (each.code, each.count) for each in issues if each.code != "guard/hold_requested"
    }
    assert set(told(found.checked.examples)) <= set(told(report))
    assert found.checked.counters == {name: feed.counters[name] for name in COUNTERS} | {
        "warnings": found.checked.counters["warnings"]
    }
    check_head(half, report)


def check_head(head: PreCheck, report: list[ReportRow]) -> None:
    """Check that the head's findings are those of the whole file's first records."""
    assert not head.is_whole
    rows = head.checked.counters["rows_read"] or 0
    first = [row for row in report if row.record_number is not None and row.record_number <= rows]
    counts = {each.code: each.count for each in head.checked.issues}
    of_rows = {code for code in counts if not code.startswith("header/")} - {"row/blank"}
    expected = {row.code for row in first} - {"sku/duplicate_in_feed"}
    assert expected == of_rows - {"sku/duplicate_in_feed"}
    for code in expected:
        found = [row for row in first if row.code == code]
        assert counts[code] == len(found)
        examples = [row for row in head.checked.examples if row.code == code]
        # a duplicate that only the whole file knows skips a record with other findings, too
        assert [(row.line_number, row.raw_value) for row in examples] == [
            (row.line_number, row.raw_value) for row in found[: len(examples)]
        ]
