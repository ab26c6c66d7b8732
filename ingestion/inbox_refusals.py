"""Files that lie in the inbox and are not taken: rows with a reason, until it is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from duckdb import DuckDBPyConnection

from catalog.database import Database
from catalog.paging import DEFAULT_LIMIT, Page, cut_page, decode_cursor
from catalog.statements import Statements

SQL = Statements(__file__)


@dataclass(frozen=True)
class FoundRefusal:
    """
    A file that is not taken, and why; `key` and `partner` may be shown and stored as they are.

    `partner` is the folder that it lies in, whether such a partner is there or not; None where
    it lies beside the folders.
    """

    key: str
    partner: str | None
    code: str
    detail: str
    size_bytes: int


@dataclass(frozen=True)
class Refusal(FoundRefusal):
    """The same as a row; `first_seen_at` is when it was first refused for this reason."""

    refusal_no: int
    first_seen_at: datetime


def list_refusals(
    database: Database,
    limit: int = DEFAULT_LIMIT,
    cursor: str | None = None,
    partner: str | None = None,
) -> Page[Refusal]:
    """Return a page of the files that lie in the inbox and are not taken, the oldest first."""
    after = decode_cursor(cursor, int)
    parameters = {
        "partner": partner,
        "after": after[0] if after else None,
        "limit": limit + 1,
    }
    rows = database.rows(SQL["select_refusals"], parameters)
    return cut_page([Refusal(**row) for row in rows], limit, lambda refusal: [refusal.refusal_no])


def note_refusals(database: Database, found: Sequence[FoundRefusal], seen_at: datetime) -> None:
    """
    See that what is found, and nothing else, is refused from now on.

    Raises:
        WriteConflict: nothing was written.
    """
    standing = {_reason(refusal): refusal.refusal_no for refusal in _read_all(database)}
    by_reason = {_reason(refusal): refusal for refusal in found}
    fresh = [refusal for reason, refusal in by_reason.items() if reason not in standing]
    over = [number for reason, number in standing.items() if reason not in by_reason]

    def note(cursor: DuckDBPyConnection) -> None:
        if over:
            cursor.execute(SQL["resolve_refusals"], {"numbers": over, "seen_at": seen_at})
        if fresh:
            cursor.execute(SQL["insert_refusals"], {**_columns(fresh), "seen_at": seen_at})

    if over or fresh:
        database.write(note)


def _read_all(database: Database) -> list[Refusal]:
    everything = {"partner": None, "after": None, "limit": None}
    return [Refusal(**row) for row in database.rows(SQL["select_refusals"], everything)]


def _reason(refusal: FoundRefusal) -> tuple[str, str, str]:
    return refusal.key, refusal.code, refusal.detail


def _columns(found: Sequence[FoundRefusal]) -> dict[str, list[object]]:
    return {
        "keys": [refusal.key for refusal in found],
        "partners": [refusal.partner for refusal in found],
        "codes": [refusal.code for refusal in found],
        "details": [refusal.detail for refusal in found],
        "sizes": [refusal.size_bytes for refusal in found],
    }
