"""What the parts of a feed make together: the same file, wherever and however it was divided."""

import gzip

import pytest

from ingestion.feeds import Feed
from tests.feeding import Feeding, ledger
from tests.sending_parts import HEAD, LAMP, RUG, SHELF, Sender, cut, raw_content, skus

WHOLE = (HEAD + LAMP + RUG + SHELF).encode()
QUOTED = 'sku,"title\nof it",price\r\nLAMP,"a ""lamp""\r\nof two lines",15\r\nRUG,Rug,80\r\n'
BOM = b"\xef\xbb\xbf"


def load(feeding: Feeding, *parts: bytes | str, filename: str = "feed.csv") -> Feed:
    return Sender(feeding, filename=filename).load(*parts)


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ((HEAD + LAMP, HEAD + RUG), HEAD + LAMP + RUG),
        ((HEAD + LAMP.strip(), HEAD + RUG), HEAD + LAMP + RUG),
        ((HEAD + LAMP.strip(), HEAD + RUG.strip(), HEAD), HEAD + LAMP + RUG),
        ((HEAD + LAMP, HEAD.strip()), HEAD + LAMP),
        ((HEAD, LAMP, RUG), HEAD + LAMP + RUG),
        ((HEAD.strip() + "\r\n" + LAMP, HEAD + RUG), HEAD.strip() + "\r\n" + LAMP + RUG),
        (("a\r" + LAMP[:-1], "a\n" + RUG), "a\r" + LAMP[:-1] + "\r" + RUG),
        (("\n\n" + HEAD + LAMP, HEAD + RUG), "\n\n" + HEAD + LAMP + RUG),
        ((HEAD + LAMP, HEAD.strip() + "s\n"), HEAD + LAMP + HEAD.strip() + "s\n"),
        ((HEAD + LAMP[:3], LAMP[3:] + RUG), HEAD + LAMP + RUG),
        ((QUOTED[:50], QUOTED[50:]), QUOTED),
        ((QUOTED, QUOTED[: QUOTED.index("LAMP")] + SHELF), QUOTED + SHELF),
    ],
)
def test_repeated_header_is_left_out_and_all_else_goes_on_where_it_ended(
    feeding: Feeding, parts: tuple[str, ...], whole: str
) -> None:
    feed = load(feeding, *parts)

    assert raw_content(feeding, feed) == whole.encode()


def test_header_of_headerless_files_is_a_record_like_any_other(feeding: Feeding) -> None:
    columns = ["sku", "title", "price"]
    feeding.profile(file={"header": False, "columns": columns})

    feed = load(feeding, LAMP + RUG, LAMP)

    assert raw_content(feeding, feed) == (LAMP + RUG + LAMP).encode()
    assert ledger(feed) == (3, 2, 0, 0, 1, 0)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_wide_text_is_joined_with_and_without_marks_and_headers(
    feeding: Feeding, encoding: str
) -> None:
    mark = "\ufeff".encode(encoding)
    parts = [HEAD + "LAMP,Lämp,15", HEAD + RUG, HEAD + "SHELF,Schränk,7\n"]
    first, second, third = (part.encode(encoding) for part in parts)

    feed = load(feeding, mark + first, mark + second, third)

    whole = HEAD + "LAMP,Lämp,15\n" + RUG + "SHELF,Schränk,7\n"
    assert raw_content(feeding, feed) == mark + whole.encode(encoding)
    assert skus(feeding) == ["LAMP", "RUG", "SHELF"]
    assert feeding.product("SHELF")["product_name"] == "Schränk"


def test_wide_text_may_be_cut_in_the_middle_of_a_character(feeding: Feeding) -> None:
    whole = "\ufeff".encode("utf-16-le") + WHOLE.decode().encode("utf-16-le")

    feed = load(feeding, *cut(whole, 1, 33, 34, 67))

    assert raw_content(feeding, feed) == whole
    assert ledger(feed) == (3, 3, 0, 0, 0, 0)


@pytest.mark.parametrize(("first", "second"), [(BOM, BOM), (BOM, b""), (b"", BOM)])
def test_mark_of_a_later_part_is_left_out(feeding: Feeding, first: bytes, second: bytes) -> None:
    head = HEAD.encode()

    feed = load(feeding, first + head + LAMP.encode(), second + head + RUG.encode())

    assert raw_content(feeding, feed) == first + (HEAD + LAMP + RUG).encode()
    assert skus(feeding) == ["LAMP", "RUG"]


def test_parts_of_different_encodings_are_no_feed(feeding: Feeding) -> None:
    wide = (HEAD + RUG).encode("utf-16")

    feed = load(feeding, HEAD + LAMP, wide)

    assert (feed.status, (feed.error or {})["code"]) == ("VALIDATION_FAILED", "file/undecodable")
    assert "part 2" in (feed.error or {})["detail"]
    assert skus(feeding) == []


def test_each_part_may_be_a_gzip_of_its_own(feeding: Feeding) -> None:
    packed = [gzip.compress(part.encode()) for part in (HEAD + LAMP.strip(), HEAD + RUG)]

    feed = load(feeding, *packed, SHELF, filename="feed.csv.gz")

    assert raw_content(feeding, feed) == WHOLE
    assert (feed.filename, feed.size_bytes) == ("feed.csv", len(WHOLE))
    assert ledger(feed) == (3, 3, 0, 0, 0, 0)


def test_one_gzip_may_be_cut_into_the_parts(feeding: Feeding) -> None:
    packed = gzip.compress(WHOLE)

    feed = load(feeding, *cut(packed, 5, 20, len(packed) - 3), filename="feed.csv.gz")

    assert raw_content(feeding, feed) == WHOLE


@pytest.mark.parametrize("at", [0, 1])
def test_damaged_gzip_is_no_feed(feeding: Feeding, at: int) -> None:
    parts = [gzip.compress((HEAD + LAMP).encode()), gzip.compress(RUG.encode())]
    parts[at] = parts[at][:-9] + bytes(9)

    feed = load(feeding, *parts)

    assert (feed.status, (feed.error or {})["code"]) == ("VALIDATION_FAILED", "file/undecodable")
    assert not feed.is_whole


def test_gzip_that_unpacks_to_more_than_a_feed_may_have_is_refused(feeding: Feeding) -> None:
    bomb = gzip.compress(bytes(200_000))
    feeding.ingestion.spool.max_bytes = 100_000

    feed = load(feeding, gzip.compress((HEAD + LAMP).encode()), bomb)

    assert (feed.error or {})["code"] == "file/unpacks_too_large"


def test_parts_that_unpack_to_more_together_are_refused(feeding: Feeding) -> None:
    packed = gzip.compress((HEAD + LAMP * 4000).encode())
    feeding.ingestion.spool.max_bytes = 100_000

    feed = load(feeding, packed, packed)

    assert (feed.error or {})["code"] == "file/too_large"
    assert not list(feeding.ingestion.spool.folder.glob(f"{feed.feed_id}*"))


def test_nothing_local_is_left_of_parts(feeding: Feeding) -> None:
    load(feeding, HEAD + LAMP, HEAD + RUG)

    assert list(feeding.ingestion.spool.folder.iterdir()) == []
