"""What each user asked last: the statements, how long they took, and what became of them."""

from dataclasses import dataclass
from datetime import datetime

from analytics.questions import Answer
from catalog.database import Database
from catalog.errors import FeedledgerError
from catalog.statements import Statements

SQL = Statements(__file__)
KEPT = 100


@dataclass(frozen=True)
class QueryEntry:
    """A question of the past; without `rows` it was not answered, and `error_code` says why."""

    entry_id: str
    asked_at: datetime
    sql: str
    took_s: float
    rows: int | None
    is_cut: bool
    error_code: str | None


@dataclass(frozen=True)
class Asked:
    """Who asked what, and when."""

    asked_by: str
    asked_at: datetime
    sql: str


def note_question(
    database: Database, asked: Asked, took_s: float, outcome: Answer | FeedledgerError
) -> None:
    """Write the question down, and forget what the user asked before the last hundred."""
    became: dict[str, int | str | None]
    if isinstance(outcome, Answer):
        became = {"rows": outcome.rows, "is_cut": outcome.is_cut, "error_code": None}
    else:
        became = {"rows": None, "is_cut": False, "error_code": outcome.code}
    row = {**vars(asked), "took_s": took_s, **became}
    forget = {"asked_by": asked.asked_by, "kept": KEPT}
    with database.transaction() as cursor:
        cursor.execute(SQL["insert_query_entry"], row)
        cursor.execute(SQL["delete_old_query_entries"], forget)


def list_questions(database: Database, asked_by: str) -> tuple[QueryEntry, ...]:
    """Return what the user asked last, the newest first."""
    asked = {"asked_by": asked_by, "kept": KEPT}
    return tuple(QueryEntry(**row) for row in database.rows(SQL["select_query_entries"], asked))
