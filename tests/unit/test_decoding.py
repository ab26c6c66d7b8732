"""Every byte is text of its encoding, or an error of its own record."""

import gzip
import re
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion import utf8
from ingestion.decoding import (
    CODECS,
    count_lines,
    encode_text,
    find_bom,
    is_text,
    open_text,
    scan_bytes,
)
from ingestion.dialect import Dialect
from ingestion.profiles import FileFormat, Profile
from ingestion.sniffing import NoRecords, detect_dialect, read_header
from ingestion.unpacking import Undecodable, UnpacksTooLarge, unpack

HEADER = b"sku,name\n"
COMMA = Dialect("utf-8", ",", '"', header=True)
# lines up to the one at whose end no quote is open
JOINED = re.compile(r'(?:[^"\n]|"[^"]*(?:"|\Z))*\n?')


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "feed.raw"


def detect(file: Path, content: bytes, **wanted: object) -> str:
    file.write_bytes(content)
    profile = Profile(file=FileFormat.model_validate(wanted))
    return detect_dialect(file, scan_bytes(file), profile).encoding


GOOD, BAD = "1,é\n".encode(), b"2,\xe9\n"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (HEADER + b"1,a\n", "utf-8"),
        (HEADER + GOOD, "utf-8"),
        (b"\xef\xbb\xbf" + HEADER + BAD, "utf-8-bom"),
        (HEADER + BAD, "windows-1252"),
        (HEADER + GOOD + BAD, "utf-8"),
        (HEADER + GOOD + BAD + BAD, "windows-1252"),
        (HEADER + GOOD * 98 + BAD * 2, "windows-1252"),  # 98 of 100
        (HEADER + GOOD * 198 + BAD * 2, "utf-8"),  # 198 of 200
        (HEADER + GOOD * 50 + BAD * 2, "windows-1252"),  # all but two of few
        # counted are records, not lines: one record of three lines with what is no UTF-8
        (HEADER + GOOD + b'3,"\xe9\n\xe9\n\xe9"\n', "utf-8"),
        (b"sku,\xe9\n1,a\n", "windows-1252"),
        ("sku\n1\n".encode("utf-16"), "utf-16le"),
        (b"\xfe\xff" + "sku\n1\n".encode("utf-16-be"), "utf-16be"),
        (HEADER + b"1,\x81\x8d\x8f\x90\x9d\n", "windows-1252"),
    ],
)
def test_encoding_is_detected(file: Path, content: bytes, encoding: str) -> None:
    assert detect(file, content) == encoding


def test_profile_decides_the_encoding_but_against_a_byte_order_mark(file: Path) -> None:
    assert detect(file, HEADER + GOOD, encoding="windows-1252") == "windows-1252"
    assert detect(file, b"\xef\xbb\xbf" + HEADER, encoding="windows-1252") == "utf-8-bom"


@pytest.mark.parametrize("encoding", CODECS)
@pytest.mark.parametrize("with_bom", [True, False])
def test_any_bytes_can_be_opened_in_any_encoding(
    file: Path, encoding: str, *, with_bom: bool
) -> None:
    every = bytes(range(256)) + b"\xd8\x00\x00\xd8\xff\xfe\xe9"
    bom = {"utf-8-bom": b"\xef\xbb\xbf", "utf-16le": b"\xff\xfe", "utf-16be": b"\xfe\xff"}
    file.write_bytes((bom.get(encoding, b"") if with_bom else b"") + every)

    with open_text(file, encoding) as text:
        content = text.read()

    assert not content.startswith("\ufeff")
    assert is_text(content) == (encoding == "windows-1252")
    if encoding in {"utf-8", "windows-1252"}:
        assert encode_text(content, encoding) == every


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16le", "utf-16be", "windows-1252"])
@pytest.mark.parametrize(
    ("text", "lines"),
    [("", 0), ("a", 1), ("a\n", 1), ("a\r", 1), ("a\r\nb", 2), ("a\rb\nc\r\n", 3), ("\n\n", 2)],
)
def test_physical_lines_are_counted_from_the_bytes(
    file: Path, encoding: str, text: str, lines: int
) -> None:
    file.write_bytes(encode_text(text, encoding))

    if text:
        assert count_lines(file, encoding, scan_bytes(file)) == lines
    with open_text(file, encoding) as opened:
        assert len(opened.readlines()) == lines


def test_utf16_character_with_a_line_feed_s_byte_is_no_line_end(file: Path) -> None:
    file.write_bytes("\ufeffĊਊ\nĊ".encode("utf-16-le"))

    assert count_lines(file, "utf-16le", scan_bytes(file)) == 2
    assert find_bom(file) == "utf-16le"


def test_gzip_of_several_members_is_one_file(file: Path) -> None:
    file.write_bytes(gzip.compress(HEADER) + gzip.compress(GOOD))

    assert unpack(file, 1000).read_bytes() == HEADER + GOOD


def test_file_that_is_no_gzip_is_left_as_it_is(file: Path) -> None:
    file.write_bytes(HEADER)

    assert unpack(file, 1) == file


def test_bomb_is_refused_by_what_it_unpacks_to_and_leaves_nothing(file: Path) -> None:
    file.write_bytes(gzip.compress(b"0" * 20_000_000))

    with pytest.raises(UnpacksTooLarge):
        unpack(file, 1_000_000)

    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize(
    "content",
    [
        gzip.compress(HEADER * 99, mtime=0)[:-4],
        gzip.compress(HEADER * 99, mtime=0)[:20],
        gzip.compress(HEADER, mtime=0) + b"garbage",
        b"\x1f\x8b",
        b"\x1f\x8b\x08" + b"\xff" * 30,
        b"PK\x03\x04rest of a workbook",
    ],
)
def test_damaged_or_foreign_container_is_refused_and_leaves_nothing(
    file: Path, content: bytes
) -> None:
    file.write_bytes(content)

    with pytest.raises(Undecodable):
        unpack(file, 10**6)

    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize("content", [b"\n", b"\n\r\n,,\n", b"\xef\xbb\xbf", b"\xff\xfe", b" "])
def test_file_of_blank_lines_has_no_records(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    dialect = detect_dialect(file, scan_bytes(file), Profile())

    with pytest.raises(NoRecords):
        read_header(file, dialect, None)


def test_surrogates_of_other_texts_are_no_obstacle_to_writing() -> None:
    assert encode_text("\udce9€", "utf-8") == b"\xe9" + "€".encode()
    assert encode_text("\udce9", "utf-16le") == "?".encode("utf-16-le")
    assert encode_text("€ ж\x81", "windows-1252") == b"\x80 ?\x81"


LINES = st.lists(
    st.binary(max_size=4).map(lambda cell: cell.replace(b"\r", b"").replace(b"\n", b""))
    | st.sampled_from([b'"', b"\xc3\xa9", b'"a\xff', b"\xe9", b'b"']),
    min_size=1,
    max_size=9,
)


@given(lines=LINES, piece_bytes=st.integers(1, 9))
def test_lines_are_tallied_alike_in_any_pieces(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes], piece_bytes: int
) -> None:
    file = tmp_path_factory.mktemp("tally") / "feed.raw"
    file.write_bytes(b"header\n" + b"\n".join(lines) + b"\n")
    joined = "".join(line.decode("utf-8", "surrogateescape") + "\n" for line in lines)
    others = [line for line in lines if not line.isascii()]
    cells = [cell for cell in JOINED.findall(joined) if not cell.isascii()]

    with mock.patch.object(utf8, "PIECE_BYTES", piece_bytes):
        by_line, by_quote = utf8._tally_lines(file, COMMA)  # noqa: SLF001 - its own promise

    assert (by_line.total, by_line.decoded) == (len(others), sum(map(_is_utf8, others)))
    assert (by_quote.total, by_quote.decoded) == (len(cells), sum(map(is_text, cells)))


def _is_utf8(line: bytes) -> bool:
    return is_text(line.decode("utf-8", "surrogateescape"))
