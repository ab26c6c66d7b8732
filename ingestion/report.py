"""The row report: every finding of a feed, as rows and by code."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from duckdb import DuckDBPyConnection

from catalog.database import Database, Row, rows_of
from catalog.paging import Page, cut_page, decode_cursor
from catalog.statements import Statements
from ingestion.findings import CODES, Finding

SQL = Statements(__file__)
# what the detail of a finding is, where it is told behind the message
NAMED = {
    "sku/duplicate_in_feed": "line ",
    "header/ambiguous": "field ",
    "currency/conflict": "price ",
    "etl/changed_since": "feed ",
    "row/blank": "",
}


@dataclass(frozen=True)
class ReportFilter:
    """Which findings of which feed; None asks for any."""

    feed_id: str
    code: str | None = None
    severity: str | None = None


@dataclass(frozen=True)
class ReportRow:
    """
    One finding; those of the file as a whole have no line, record or outcome.

    Those of a file that is only tried have an empty `feed_id`.
    """

    feed_id: str
    line_number: int | None
    record_number: int | None
    sku: str | None
    column: str | None
    code: str
    severity: str
    raw_value: str | None
    normalized_value: str | None
    message: str
    hint: str
    row_outcome: str | None


@dataclass(frozen=True)
class IssueCount:
    """How often a code was found in a feed."""

    code: str
    severity: str
    count: int
    message: str


def write_report(cursor: DuckDBPyConnection, feed_id: str, findings: tuple[Finding, ...]) -> None:
    """Write the feed's report anew: findings of the file, and those in `outcome`."""
    for step in ("delete_report", "delete_issue_counts", "begin_report_again"):
        cursor.execute(SQL[step], {"feed_id": feed_id})
    for position, finding in enumerate(findings, 1):
        parameters = {
            "feed_id": feed_id,
            "position": position,
            "column_name": finding.column,
            "code": finding.code,
            "severity": CODES[finding.code].severity,
            "detail": finding.detail,
        }
        cursor.execute(SQL["insert_file_finding"], parameters)
    rows = {"feed_id": feed_id, "after": len(findings)}
    cursor.execute(SQL["insert_row_findings"], rows)


def read_guards(cursor: DuckDBPyConnection, feed_id: str) -> tuple[Finding, ...]:
    """Return the guards that the feed's report names, to be written again with the rest."""
    rows = rows_of(cursor.execute(SQL["select_guard_findings"], {"feed_id": feed_id}))
    return tuple(Finding(row["code"], detail=row["detail"]) for row in rows)


def summarize_issues(database: Database, feed_id: str) -> list[IssueCount]:
    """Return how often each code was found, errors first, the most frequent first."""
    return summarize_issues_of(database, [feed_id])[feed_id]


def summarize_issues_of(database: Database, feed_ids: Sequence[str]) -> dict[str, list[IssueCount]]:
    """Return the same for each of the feeds."""
    issues: dict[str, list[IssueCount]] = {feed_id: [] for feed_id in feed_ids}
    for row in database.rows(SQL["count_issues"], {"feed_ids": list(feed_ids)}):
        feed_id = str(row.pop("feed_id"))
        issues[feed_id].append(IssueCount(**row, message=CODES[row["code"]].message))
    return issues


def read_report(
    database: Database, wanted: ReportFilter, limit: int = 100, cursor: str | None = None
) -> Page[ReportRow]:
    """Return a page of the report, in the order of the file, findings of the file first."""
    after = decode_cursor(cursor, int)
    parameters = {
        **asdict(wanted),
        "after": after[0] if after else None,
        "limit": limit + 1,
    }
    rows = database.rows(SQL["select_report"], parameters)
    page = cut_page(rows, limit, lambda row: [row["position"]])
    return Page(tuple(tell_row(row) for row in page.items), page.next_cursor)


def tell_row(row: Row) -> ReportRow:
    """Return a finding as it is told, with message and hint; `detail` is in the message."""
    text = CODES[row["code"]]
    shown: dict[str, Any] = {**row, "feed_id": str(row["feed_id"])}
    for name in ("position", "detail"):
        shown.pop(name, None)
    return ReportRow(**shown, message=_message(text.message, row), hint=text.hint)


def _message(message: str, row: Row) -> str:
    code, detail = row["code"], row["detail"]
    if code in NAMED:
        return f"{message} ({NAMED[code]}{detail})"
    if code.startswith("guard/") and detail:
        return f"{message} ({detail})"
    return message
