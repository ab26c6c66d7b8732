"""A multipart body gives its file back, however it is cut into chunks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.multipart import FilePart
from api.problems import RequestProblem

START = b'Content-Disposition: form-data; name="%s"'


def part(name: bytes, content: bytes, filename: bytes | None = None) -> bytes:
    header = START % name + (b'; filename="%s"' % filename if filename is not None else b"")
    return b"--cut\r\n" + header + b"\r\n\r\n" + content + b"\r\n"


def read(body: bytes, size: int, boundary: bytes = b"cut") -> tuple[str | None, bytes]:
    file = FilePart(boundary)
    content = b""
    for start in range(0, len(body), size):
        content += b"".join(file.take(body[start : start + size]))
    file.finish()
    return file.filename, content


@given(
    content=st.binary(max_size=60) | st.text("\r\n-cut", max_size=60).map(str.encode),
    size=st.integers(min_value=1, max_value=40),
)
def test_file_comes_out_as_it_went_in(content: bytes, size: int) -> None:
    if b"\r\n--cut" in b"\r\n" + content:
        return  # what a sender must not choose as its boundary
    body = part(b"note", b"hello") + part(b"file", content, b"a.csv") + b"--cut--\r\n"

    assert read(body, size) == ("a.csv", content)


def test_part_named_file_needs_no_file_name() -> None:
    assert read(part(b"file", b"x") + b"--cut--", 100) == (None, b"x")


def test_part_with_a_file_name_needs_no_certain_name() -> None:
    assert read(part(b"upload", b"x", "é.csv".encode()) + b"--cut--", 100) == ("é.csv", b"x")


def test_file_name_that_is_no_utf_8_is_still_a_name() -> None:
    assert read(part(b"file", b"x", b"\xff.csv") + b"--cut--", 100) == ("\ufffd.csv", b"x")


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (part(b"note", b"x") + b"--cut--", "no file"),
        (b"", "no file"),
        (part(b"file", b"x"), "before its last boundary"),
        (part(b"file", b"x") + part(b"file", b"y") + b"--cut--", "more than one"),
        (b"nonsense", "does not follow"),
        (b"--cut\r\nno header\r\n\r\n", "does not follow"),
        (b"--cut\r\nX: " + b"x" * 100_000, "does not follow"),
        (b"--cut\r\n" + b"X: x\r\n" * 1000, "does not follow"),
    ],
)
def test_body_that_is_broken_is_refused(body: bytes, sentence: str) -> None:
    with pytest.raises(RequestProblem, match=sentence) as refused:
        read(body, 7)

    assert refused.value.kind.code == "request/multipart"


@pytest.mark.parametrize("boundary", [b"", b"x" * 300])
def test_boundary_that_cannot_be_is_refused(boundary: bytes) -> None:
    with pytest.raises(RequestProblem, match="boundary"):
        FilePart(boundary)
