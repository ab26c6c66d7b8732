"""The questions of the analysts' guide, each with its SQL, as a place to begin."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

GUIDE = Path(__file__).parents[1] / "docs" / "analysts.md"
QUESTION = re.compile(
    r"^### \d+\. (?P<title>.+?)\n(?P<text>.*?)```sql\n(?P<sql>.*?)```", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True)
class Example:
    """A question, what to know about its answer, and the SQL that asks it."""

    title: str
    text: str
    sql: str


@cache
def read_examples() -> tuple[Example, ...]:
    """Return the questions of the guide, in its order."""
    guide = GUIDE.read_text(encoding="utf-8")
    return tuple(
        Example(found["title"], " ".join(found["text"].split()), found["sql"].strip())
        for found in QUESTION.finditer(guide)
    )
