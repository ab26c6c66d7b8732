"""Which keys the object store takes, and what becomes of the names that partners send."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingestion.object_keys import (
    MAX_FILENAME_BYTES,
    InvalidKey,
    is_listable,
    safe_filename,
    validate_key,
)

HOSTILE = [
    *("", "/", "/etc/passwd", "raw/", "raw//feed.csv", ".", "..", "../feed.csv", "raw/../feed.csv"),
    *("raw/./feed.csv", "raw/..", ".incoming/feed.csv", "raw/.hidden", "raw/feed\n.csv"),
    *("raw/\x00", "raw/\x1b[2J", "raw/\x85", "raw/\udcff", "r" * 256, "/".join(["raw"] * 257)),
    *(r"raw\feed.csv", r"..\feed.csv"),
]


@pytest.mark.parametrize("key", HOSTILE)
def test_hostile_key_is_refused(key: str) -> None:
    with pytest.raises(InvalidKey):
        validate_key(key)

    assert not is_listable(key)


@pytest.mark.parametrize("key", ["a", "raw/acme/2026/03/01/feed.csv", "Ünï/ço dé.csv", "a..b/c."])
def test_plain_key_passes(key: str) -> None:
    validate_key(key)

    assert is_listable(key)


@pytest.mark.parametrize(
    ("name", "segment"),
    [
        ("feed.csv", "feed.csv"),
        ("März (2) + Übersicht.csv.gz", "März (2) + Übersicht.csv.gz"),
        ("カタログ.csv", "カタログ.csv"),
        ("हिन्दी.csv", "हिन्दी.csv"),
        ("../../etc/passwd", "passwd"),
        (r"C:\Users\me\feed.csv", "feed.csv"),
        ("a:b*c?.csv", "a_b_c_.csv"),
        ("line\nbreak\x00.csv", "line_break_.csv"),
        ("\u202egnp.csv", "_gnp.csv"),
        (".htaccess", "htaccess"),
        ("..", "feed"),
        ("", "feed"),
        ("folder/", "feed"),
        ("x" * 300 + ".csv.gz", "x" * 193 + ".csv.gz"),
        ("ü" * 300 + ".csv", "ü" * 98 + ".csv"),
    ],
)
def test_name_becomes_a_segment_that_still_looks_like_it(name: str, segment: str) -> None:
    assert safe_filename(name) == segment


@given(st.text())
@example("\ud800")
@example("." * 300)
def test_whatever_the_name_the_segment_is_valid(name: str) -> None:
    segment = safe_filename(name)

    validate_key(f"raw/{segment}")
    assert "/" not in segment
    assert len(segment.encode()) <= MAX_FILENAME_BYTES


@given(st.text())
def test_safe_name_stays_as_it_is(name: str) -> None:
    segment = safe_filename(name)

    assert safe_filename(segment) == segment
