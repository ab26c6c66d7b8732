"""The records that an import skipped, each with its reason."""

from dataclasses import dataclass

from catalog.database import Database
from catalog.paging import Page, cut_page, decode_cursor
from catalog.statements import Statements
from jobs.queue import JobNotFound

SQL = Statements(__file__)


@dataclass(frozen=True)
class ImportIssue:
    """
    A skipped record.

    `line_number` is the physical line it starts on, the header being line 1; `record_number`
    counts records from 1. `raw_value` is what the column `column_name` held.
    """

    record_number: int
    line_number: int
    order_number: str | None
    column_name: str | None
    code: str
    raw_value: str | None


def list_issues(
    database: Database, job_id: str, code: str | None, limit: int, cursor: str | None = None
) -> Page[ImportIssue]:
    """
    Return a page of the records that the job's import skipped, in the order of its file.

    Raises:
        JobNotFound: no import has a job of that id.
        MalformedCursor: the cursor is none that a page handed out.
    """
    after = decode_cursor(cursor, int)
    if not database.rows(SQL["select_import"], {"job_id": job_id}):
        raise JobNotFound(f"there is no import {job_id!r}")
    parameters = {
        "job_id": job_id,
        "code": code,
        "after": after[0] if after else None,
        "limit": limit + 1,
    }
    rows = database.rows(SQL["select_import_issues"], parameters)
    found = [ImportIssue(**row) for row in rows]
    return cut_page(found, limit, lambda issue: [issue.record_number])
