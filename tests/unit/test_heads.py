"""The head of a file holds its first records, each of them whole and none cut or misread."""

import gzip
import io
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.decoding import BOMS, encode_text, open_text
from ingestion.dialect import Dialect
from ingestion.heads import Head, NoWholeRecord, write_head
from ingestion.profiles import Profile
from ingestion.records import Record, RecordReader
from ingestion.spool import FeedEmpty
from ingestion.unpacking import Undecodable

ENCODINGS = ("utf-8", "utf-8-bom", "utf-16le", "utf-16be", "windows-1252")
HEADER = "sku,name\n"
# what makes records hard to tell apart, and characters of one, two and four bytes
PIECES = st.sampled_from([*'a1," é', "\n", "\r\n", "\r", '"', '""', ',"', '",', "\n\n", "€"])
BODIES = st.lists(PIECES, max_size=60).map("".join)


def profile_for(encoding: str) -> Profile:
    file = {"encoding": encoding, "delimiter": ","}
    return Profile.model_validate({"file": file})


def records_of(path: Path, encoding: str) -> list[Record]:
    with open_text(path, encoding) as file:
        return list(RecordReader(file, Dialect(encoding, ",", '"', header=True), width=2))


def encoded(text: str, encoding: str) -> bytes:
    return BOMS.get(encoding, b"") + encode_text(text, encoding)


def heads_of(content: bytes, encoding: str, head_bytes: int, folder: Path) -> Head | None:
    """Return the head, None where it holds no whole record."""
    try:
        return write_head(io.BytesIO(content), folder, profile_for(encoding), head_bytes)
    except NoWholeRecord:
        return None


@given(
    BODIES, st.sampled_from(ENCODINGS), st.integers(1, 120), st.sampled_from([bytes, gzip.compress])
)
@settings(deadline=None)
def test_head_holds_the_first_records_of_the_file_whatever_it_is_cut_through(
    body: str, encoding: str, head_bytes: int, pack: Callable[[bytes], bytes]
) -> None:
    content = encoded(HEADER + body, encoding)
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "whole.csv").write_bytes(content)
        whole = records_of(folder / "whole.csv", encoding)
        sent = pack(content) if head_bytes < len(content) else content

        head = heads_of(sent, encoding, head_bytes, folder)

        is_in_head = head_bytes >= min(len(encoded(HEADER, encoding)), len(content))
        assert (head is not None) == is_in_head or sent != content
        if head is None:
            return
        if head.is_whole:
            assert head.path.read_bytes() == sent
            assert head_bytes >= len(sent)
        else:
            found = records_of(head.path, encoding)
            assert found == whole[: len(found)]
            assert head.path.read_bytes() == content[: head.size_bytes]
            assert head.size_bytes <= head_bytes


def test_head_leaves_out_no_record_that_is_whole(tmp_path: Path) -> None:
    content = (HEADER + '1,"Café"\n2,"lamp"\n3,é\n').encode()
    for head_bytes in range(len(HEADER), len(content)):
        head = heads_of(content, "utf-8", head_bytes, tmp_path)

        assert head is not None
        assert head.size_bytes == content.rfind(b"\n", 0, head_bytes) + 1


def test_quote_that_nobody_closes_does_not_hide_the_rest_of_the_head(tmp_path: Path) -> None:
    lines = "".join(f"{number},plain name of a product\n" for number in range(40_000))
    content = f'{HEADER}x,"open\n{lines}'.encode()

    head = heads_of(content, "utf-8", 600_000, tmp_path)

    assert head is not None
    found = records_of(head.path, "utf-8")
    assert [record.problem for record in found[1:3]] == ["row/unclosed_quote", None]
    assert head.size_bytes > 599_900


def test_packed_file_that_unpacks_to_more_is_a_head_of_its_text(tmp_path: Path) -> None:
    content = (HEADER + "1,lamp\n" * 100_000).encode()
    members = gzip.compress(content[:500]) + gzip.compress(content[500:])

    head = heads_of(members, "utf-8", 5_000, tmp_path)

    assert head is not None
    assert not head.is_whole
    assert 4_990 < head.size_bytes <= 5_000
    assert head.path.read_bytes() == content[: head.size_bytes]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", FeedEmpty),
        (b"sku," + b"x" * 60, NoWholeRecord),
        (b"\n" * 100, NoWholeRecord),
        (b"PK\x03\x04" + b"x" * 100, Undecodable),
        (b"\x1f\x8b\x08\x00" + b"\xff" * 60, Undecodable),
    ],
)
def test_file_of_which_nothing_can_be_said_is_refused(
    tmp_path: Path, content: bytes, error: type[Exception]
) -> None:
    with pytest.raises(error):
        write_head(io.BytesIO(content), tmp_path, Profile(), 50)


def test_no_more_than_the_head_is_read(tmp_path: Path) -> None:
    source = io.BytesIO((HEADER + "1,lamp\n" * 1_000).encode())

    write_head(source, tmp_path, Profile(), 700)

    assert source.tell() == 701
