"""The twenty questions of docs/analysts.md: each answer is what a season's plain records say."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from tests.analysts import Asked, Published, read_questions
from tests.model.analyst import ANSWERS
from tests.model.season import Season

QUESTIONS = read_questions()
Rows = list[tuple[Any, ...]]


def test_there_are_twenty_questions_with_an_answer_each() -> None:
    assert [question.number for question in QUESTIONS] == list(range(1, 21))
    assert len({question.title for question in QUESTIONS}) == len(ANSWERS) == 20


@pytest.mark.parametrize(
    ("question", "answer"),
    list(zip(QUESTIONS, ANSWERS, strict=True)),
    ids=[answer.__name__ for answer in ANSWERS],
)
def test_answer_is_what_plain_records_say(
    published: Published, question: Asked, answer: Callable[[Season], Rows]
) -> None:
    with duckdb.connect(str(published.path), read_only=True) as reader:
        found = reader.execute(question.sql).fetchall()

    assert [as_rounded(row) for row in found] == [tuple(row) for row in answer(published.season)]


def as_rounded(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the row, what is a mean or a share in it as about that: the SQL rounds them."""
    return tuple(Rounded(cell) if isinstance(cell, float) else cell for cell in row)


class Rounded(float):
    """A number that was rounded to one decimal, and equals what it was rounded from."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, float | int | Decimal) and abs(float(self) - float(other)) < 0.0501

    __hash__ = float.__hash__
