"""One malformed record never hides the good ones after it, in bounded time and memory."""

import csv
import io
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.dialect import Dialect
from ingestion.lines import PATIENCE, Lines
from ingestion.records import Record, RecordReader

COMMA = Dialect("utf-8", ",", '"', header=True)
SMALL_LIMIT = 64

Told = tuple[int, list[str], str | None]


def read(text: str, width: int | None = 3, **limits: int) -> list[Record]:
    return list(RecordReader(io.StringIO(text, newline=""), COMMA, width, **limits))


def tell(text: str, width: int | None = 3, **limits: int) -> list[Told]:
    return [(each.line_number, each.cells, each.problem) for each in read(text, width, **limits)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_number_is_exact_behind_cells_of_several_lines(end: str) -> None:
    text = f'1,"a{end}b{end}c",2{end}{end}2,x,"y{end}"{end}3,x,y'

    assert tell(text) == [
        (1, ["1", f"a{end}b{end}c", "2"], None),
        (4, [], None),
        (5, ["2", "x", f"y{end}"], None),
        (7, ["3", "x", "y"], None),
    ]


def test_mixed_line_ends_each_end_a_line() -> None:
    assert [each.line_number for each in read("a,b,c\rd,e,f\r\ng,h,i\nj,k,l")] == [1, 2, 3, 4]


def test_record_keeps_its_lines_as_they_came() -> None:
    text = '1, "a ""b""\r\nc" ,2\r\n  2 ,x,y'

    assert "".join("".join(each.lines) for each in read(text)) == text


@pytest.mark.parametrize(
    "after",
    [
        '2,"Rug",7\n3,Jug,8\n',  # closed by an opening quote
        "2,Rug,7\n3,Jug,8\n",  # never closed
        '2,",Rug",7\n3,Jug,8\n',  # closed by an opening quote before a delimiter
        '2,"""Rug""",7\n3,Jug,8\n',
        '2,"Rug\n\nlong",7\n3,Jug,8\n',
    ],
)
def test_unclosed_quote_hides_no_record_behind_it(after: str) -> None:
    found = tell(f'0,Box,5\n1,"Lamp,6\n{after}')

    assert found[:2] == [(1, ["0", "Box", "5"], None), (2, ["1", "Lamp,6\n"], "row/unclosed_quote")]
    assert [cells for _, cells, _ in found[2:]] == list(csv.reader(io.StringIO(after)))
    assert {problem for *_, problem in found[2:]} == {None}


def test_each_of_several_unclosed_quotes_is_a_record_of_its_own() -> None:
    found = tell('1,"Lamp,6\n2,"Rug,7\n3,"Jug",8\n4,"Box,9\n')

    assert [(line, problem) for line, _, problem in found] == [
        (1, "row/unclosed_quote"),
        (2, "row/unclosed_quote"),
        (3, None),
        (4, "row/unclosed_quote"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        '1,"a 5"" nail\nsecond, line",3\n',
        '1, "spaces\naround" ,3\n',
        '1,5" nail,"two\nlines"\n',  # a raw quote in a cell without quotes is data
        '1,"two\nlines",3,\n',
        '1,"two\nlines"\n',
        '1,"text\n2,Rug,7",3\n',
        '"a\nb","c\n\nd","\n"\n',
    ],
)
def test_sound_record_of_several_lines_stays_one(text: str) -> None:
    (record,) = read(text)

    assert record.problem is None
    assert record.cells == next(csv.reader(io.StringIO(text, newline=""), skipinitialspace=True))


def test_line_longer_than_the_limit_is_a_problem_of_its_record_alone() -> None:
    text = f"1,Lamp,6\n2,{'x' * 1000},7\n3,Rug,8\n"

    found = read(text, limit=SMALL_LIMIT)

    assert [(each.line_number, each.problem) for each in found] == [
        (1, None),
        (2, "row/too_long"),
        (3, None),
    ]
    assert max(len(line) for each in found for line in each.lines) == SMALL_LIMIT
    assert found[2].cells == ["3", "Rug", "8"]


@pytest.mark.parametrize("length", range(SMALL_LIMIT - 3, SMALL_LIMIT + 4))
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_of_about_the_limit_moves_no_line_number(length: int, end: str) -> None:
    found = read(f"{'x' * length}{end}1,Lamp,6{end}2,Rug,7", limit=SMALL_LIMIT)

    assert [(each.line_number, each.cells[0]) for each in found[1:]] == [(2, "1"), (3, "2")]


def test_quoted_cell_longer_than_the_limit_is_an_unclosed_quote() -> None:
    text = '1,"' + "x\n" * 100 + '",7\n2,Rug,7\n'

    found = read(text, limit=SMALL_LIMIT)

    assert found[0].problem == "row/unclosed_quote"
    assert found[-1].cells == ["2", "Rug", "7"]


def test_hostile_quotes_are_read_in_linear_time(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Counter[str]()
    next_line = Lines.__next__

    def count(lines: Lines) -> str:
        asked["lines"] += 1
        return next_line(lines)

    monkeypatch.setattr(Lines, "__next__", count)
    lines, limit = 20_000, 6 * 1000
    text = 'a","b\n' * lines  # each line leaves a quote open, whatever was before it

    found = read(text, width=2, limit=limit)

    assert len(found) == lines
    assert {each.problem for each in found} == {"row/unclosed_quote"}
    # each line once, twice as many again, the patience, and that there are no more
    assert asked["lines"] <= lines * 4 + PATIENCE * limit / 6 + 2


TEXTS = st.text(st.sampled_from('ab"",,\n\r ;\0é'), max_size=80)


@given(text=TEXTS, width=st.integers(1, 4), limit=st.sampled_from([1, 2, 7, 1000]))
def test_every_line_is_in_exactly_one_record(text: str, width: int, limit: int) -> None:
    reader = RecordReader(io.StringIO(text, newline=""), COMMA, width, limit)

    records = list(reader)

    starts = [each.line_number for each in records]
    physical = len(io.StringIO(text, newline="").readlines())
    assert starts == sorted(set(starts))
    assert reader.lines_read == physical == sum(len(each.lines) for each in records)
    if limit == max(limit, len(text) + 1):
        assert "".join("".join(each.lines) for each in records) == text


CELLS = st.text(st.sampled_from('ab", \n\r;é'), max_size=8)


@given(rows=st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=8), cut=st.booleans())
def test_what_csv_writes_is_read_as_it_was(rows: list[list[str]], *, cut: bool) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(rows)
    broken = '1,"never closed\r\n' if cut else ""

    found = read(text.getvalue() + broken, width=2)

    assert [each.cells for each in found[: len(rows)]] == rows
    assert [each.problem for each in found[len(rows) :]] == ["row/unclosed_quote"] * cut
