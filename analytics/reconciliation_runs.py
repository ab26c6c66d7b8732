"""What reconciliations found, read back: the runs, their checks, and the rows that differ."""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime

from analytics.reconciliation import NAMES
from catalog.database import Database, Row
from catalog.errors import NotFound
from catalog.paging import Page, cut_page, decode_cursor
from catalog.statements import Statements

SQL = Statements(__file__)


class CheckNotFound(NotFound):
    """There is no check of that name, or no run of that id."""

    code = "reconciliation/not_found"


@dataclass(frozen=True)
class Run:
    """A reconciliation: when all its checks saw the database, and how many rows differed."""

    run_id: str
    seen_at: datetime
    finished_at: datetime
    checks: int
    differences: int


@dataclass(frozen=True)
class CheckResult:
    """
    What a check found in a run; `looked_at` of `noun`, and how many differ.

    To one partner is told only what is its alone: `looked_at` is None then.
    """

    name: str
    promise: str
    noun: str
    looked_at: int | None
    differences: int
    took_s: float


@dataclass(frozen=True)
class KeptRow:
    """A row that differs, by column; `partner` is whose alone it is, if anybody's."""

    row_no: int
    partner: str | None
    shown: Row


def list_runs(
    database: Database, limit: int = 100, cursor: str | None = None, partner_id: int | None = None
) -> Page[Run]:
    """Return a page of the runs that are kept, the newest first."""
    after = decode_cursor(cursor, str, str)
    parameters = {
        "partner_id": partner_id,
        "after_at": after[0] if after else None,
        "after_id": after[1] if after else None,
        "limit": limit + 1,
    }
    rows = database.rows(SQL["select_reconciliations"], parameters)
    runs = [Run(**{**row, "run_id": str(row["run_id"])}) for row in rows]
    return cut_page(runs, limit, lambda run: [run.seen_at.isoformat(), run.run_id])


def find_last_run(database: Database, partner_id: int | None = None) -> Run | None:
    """Return the newest run, None before the first."""
    runs = list_runs(database, 1, partner_id=partner_id).items
    return runs[0] if runs else None


def read_checks(
    database: Database, run_id: str, partner_id: int | None = None
) -> list[CheckResult]:
    """Return what each check of the run found, in the order in which they ran."""
    parameters = {"run_id": run_id, "partner_id": partner_id}
    rows = database.rows(SQL["select_reconciliation_checks"], parameters)
    return [CheckResult(**row) for row in rows]


def list_differences(  # noqa: PLR0913 - which rows, and by name which page of them
    database: Database,
    name: str,
    run_id: str | None = None,
    *,
    limit: int = 100,
    cursor: str | None = None,
    partner_id: int | None = None,
) -> Page[KeptRow]:
    """
    Return a page of the rows that differ by the check, of the last run if none is named.

    Of each run the first MOST_ROWS rows of a check are kept.

    Raises:
        CheckNotFound: there is no such check, or the run is not kept.
    """
    after = decode_cursor(cursor, int)
    parameters = {
        "run_id": _known_run(database, name, run_id),
        "name": name,
        "partner_id": partner_id,
        "after": after[0] if after else None,
        "limit": limit + 1,
    }
    rows = database.rows(SQL["select_reconciliation_rows"], parameters)
    kept = [KeptRow(**{**row, "shown": json.loads(row["shown"])}) for row in rows]
    return cut_page(kept, limit, lambda row: [row.row_no])


def _known_run(database: Database, name: str, run_id: str | None) -> str | None:
    if name not in NAMES:
        raise CheckNotFound(f"there is no check {name!r}")
    if run_id is None:
        last = find_last_run(database)
        return last.run_id if last else None
    try:
        named = str(uuid.UUID(run_id))
    except ValueError as error:
        raise CheckNotFound(f"there is no run {run_id!r}") from error
    if not database.rows(SQL["find_reconciliation"], {"run_id": named}):
        raise CheckNotFound(f"there is no run {run_id!r}, or not any more")
    return named
