"""Files as partners send them, delivered for real: nothing lost, nothing hidden, nothing raised."""

import gzip
import json

import pytest

from ingestion.decoding import ByteScan
from ingestion.feeds import Feed
from ingestion.report import ReportFilter, read_report
from tests.feeding import Feeding, ledger

FEED = "sku,name,price\n1,Lamp,15.00\n2,Rüg,20.00\n"


def told(feeding: Feeding, feed: Feed) -> list[tuple[int | None, int | None, str]]:
    report = read_report(feeding.database, ReportFilter(feed.feed_id, severity="error")).items
    return [(row.line_number, row.record_number, row.code) for row in report]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("packed", [False, True])
def test_same_feed_in_any_dress_is_the_same_feed(
    feeding: Feeding, codec: str, end: str, *, packed: bool
) -> None:
    body = FEED.replace("\n", end).encode(codec)

    feed = feeding.load(gzip.compress(body) if packed else body)

    assert (feed.status, ledger(feed)) == ("COMPLETED", (2, 2, 0, 0, 0, 0))
    assert [row["product_name"] for row in feeding.products()] == ["Lamp", "Rüg"]


def test_malformed_record_hides_none_of_the_good_ones(feeding: Feeding) -> None:
    feed = feeding.load(
        'sku,name,price\n1,"Lamp,5\n2,"Rug",6\n3,"a\n\nb",7\n4,J\0g,8\n5,Cup,9\n6,"Box,10\n7,Pen,1\n'
    )

    assert ledger(feed) == (7, 4, 0, 0, 3, 0)
    assert [found for found in told(feeding, feed) if found[2].startswith("row/")] == [
        (2, 1, "row/unclosed_quote"),
        (7, 4, "row/null_byte"),
        (9, 6, "row/unclosed_quote"),
    ]
    assert [row["sku"] for row in feeding.products()] == ["2", "3", "5", "7"]


def test_headerless_file_is_read_by_the_profile_s_columns(feeding: Feeding) -> None:
    columns = ["sku", "name", "price"]
    feeding.profile(file={"header": False, "columns": columns, "delimiter": "|", "quote": "'"})

    feed = feeding.load("1|'Lamp|big'|15.00\n2|Rug|abc\n")

    assert ledger(feed) == (2, 1, 0, 0, 1, 0)
    assert told(feeding, feed) == [(2, 2, "price/invalid")]
    assert feeding.product("1")["product_name"] == "Lamp|big"
    assert feed.dialect is not None
    assert (feed.dialect["header"], feed.dialect["quote"]) == (False, "'")


def test_profile_s_encoding_is_taken_where_bytes_could_be_both(feeding: Feeding) -> None:
    feeding.profile(file={"encoding": "windows-1252"})

    feeding.load(FEED)

    assert feeding.product("2")["product_name"] == "RÃ¼g"


def test_bomb_is_refused_by_what_it_unpacks_to(feeding: Feeding) -> None:
    feeding.ingestion.spool.max_bytes = 10**6

    feed = feeding.load(gzip.compress(b"sku,name,price\n" + b"1,Lamp,5\n" * 200_000))

    assert feed.status == "VALIDATION_FAILED"
    assert feed.error is not None
    assert feed.error["code"] == "file/unpacks_too_large"
    assert set(feed.counters.values()) == {None}
    assert list(feeding.ingestion.spool.folder.iterdir()) == []


def test_header_of_no_text_is_kept_as_it_can_be(feeding: Feeding) -> None:
    feed = feeding.load(b"\xef\xbb\xbfsku,name,price,co\0l,\xff\xfe\n1,Lamp,5,red,big\n")

    assert ledger(feed) == (1, 1, 0, 0, 0, 0)
    assert set(json.loads(feeding.product("1")["attributes"]).values()) == {"red", "big"}


@pytest.mark.parametrize("many_lines", [20_000, 0])
def test_endless_line_is_an_error_of_its_record(
    feeding: Feeding, monkeypatch: pytest.MonkeyPatch, many_lines: int
) -> None:
    monkeypatch.setattr("ingestion.sorted_reading.MANY_LINES", many_lines)
    monkeypatch.setattr("ingestion.sorting.MAX_RECORD_CHARACTERS", 2_100_000)
    monkeypatch.setattr("ingestion.projection.MAX_RECORD_CHARACTERS", 2_100_000)
    monkeypatch.setattr("ingestion.records.RecordReader.__init__.__defaults__", (None, 2_100_000))

    feed = feeding.load(f"sku,name,price\n1,Lamp,5\n2,{'x' * 3_000_000},6\n3,Rug,7\n")

    assert ledger(feed) == (3, 2, 0, 0, 1, 0)
    assert (3, 2, "row/too_long") in told(feeding, feed)


def test_records_keep_their_numbers_however_large_the_catalog_is(feeding: Feeding) -> None:
    header = "sku,name,price\n"
    feeding.load(header + "".join(f"{number},Lamp,15\n" for number in range(2000)))

    feed = feeding.load(
        header + "0,Lamp,15\nnew,Lamp,15\n1,Lamp,15\nbad,Lamp,abc\n2,Lamp,15\n0,Lamp,16\n", "delta"
    )

    assert told(feeding, feed) == [
        (2, 1, "sku/duplicate_in_feed"),
        (5, 4, "price/invalid"),
    ]
    assert feeding.product("0")["price"] == 16


def test_what_was_seen_of_a_feed_goes_with_its_local_copy(feeding: Feeding) -> None:
    feeding.load(FEED)
    feeding.load("name\nLamp\n")
    feeding.load(FEED, hold=True)
    feeding.settle()

    assert feeding.ingestion.spool._facts == {}  # noqa: SLF001 - it must not grow for good


def test_bytes_tell_the_same_in_any_pieces() -> None:
    body = "a,b\r\nü,\x01\r\rx,y\n\r\nend".encode()
    whole = ByteScan()
    whole.add(body)

    for size in range(1, len(body)):
        scan = ByteScan()
        for at in range(0, len(body), size):
            scan.add(body[at : at + size])
        assert scan.facts() == whole.facts()
