"""What VALIDATE would say of a file, and nothing of it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from duckdb import DuckDBPyConnection

from catalog.database import Row, rows_of
from catalog.errors import RejectedInput
from catalog.partners import Partner
from catalog.statements import Statements
from ingestion.delivery import Ingestion
from ingestion.feeds import COUNTERS
from ingestion.findings import CODES, Finding
from ingestion.guards import judge_feed, with_guards
from ingestion.headers import Mapping
from ingestion.ledger import balance
from ingestion.profile_store import read_profile
from ingestion.profiles import Mode, Profile
from ingestion.report import IssueCount, ReportRow, tell_row
from ingestion.staging import Reading, Staged, classify_records, stage_records

SQL = Statements(__file__)
FIRST_ROWS = 20
EXAMPLES = 5
MOST_WORDS = 20


@dataclass(frozen=True)
class Trial:
    """
    Whose feed is tried, and how it would be delivered.

    Without a `profile` it is read by the partner's profile in force. Of the head of a file, which
    `is_whole` not, nothing is said that the rest of it could change.
    """

    partner: Partner
    mode: Mode
    hold_requested: bool = False
    profile: Profile | None = None
    is_whole: bool = True


@dataclass(frozen=True)
class CheckedFeed:
    """
    What a file is and would do to the catalog of this moment.

    `fields` maps each field to the column that feeds it, `attributes` are the other columns,
    `rows` the first records, `held_by` the guards that would hold it. `examples` are the first
    findings of each code, `unknown_words` those for availability that nobody knows, each with its
    number. Of a file that is no feed as a whole `error` says why, and all else is empty.
    """

    dialect: dict[str, Any] | None = None
    fields: dict[str, str] = field(default_factory=dict)
    attributes: tuple[str, ...] = ()
    counters: dict[str, int | None] = field(default_factory=lambda: dict.fromkeys(COUNTERS))
    issues: tuple[IssueCount, ...] = ()
    rows: tuple[Row, ...] = ()
    held_by: tuple[str, ...] = ()
    examples: tuple[ReportRow, ...] = ()
    unknown_words: dict[str, int] = field(default_factory=dict)
    error: RejectedInput | None = None


def check_feed(ingestion: Ingestion, trial: Trial, path: Path) -> CheckedFeed:
    """
    Return what VALIDATE would say of the file; nothing is written but beside it.

    Raises:
        DiskFull: there is no room to read it.
    """
    profile = profile_of(ingestion, trial)
    reading = Reading(
        path,
        trial.partner.partner_id,
        profile,
        trial.mode,
        ingestion.spool.max_bytes,
        recognizes=False,
        require_room=ingestion.spool.require_room,
    )
    with ingestion.database.cursor() as cursor:
        try:
            staged = stage_records(cursor, reading, lambda: None)
        except RejectedInput as error:
            return CheckedFeed(error=error)
        ledger = balance(staged, classify_records(cursor, is_whole=trial.is_whole))
        if not trial.is_whole:
            return _describe(cursor, staged, (), {**ledger, "deactivated": None})
        guards = judge_feed(cursor, trial, profile, ledger).findings
        return _describe(cursor, staged, guards, ledger)


def profile_of(ingestion: Ingestion, trial: Trial) -> Profile:
    """Return the profile by which the trial is read."""
    partner = trial.partner
    return trial.profile or read_profile(
        ingestion.database, partner.partner_id, partner.profile_version
    )


def _describe(
    cursor: DuckDBPyConnection, staged: Staged, guards: Sequence[Finding], ledger: Row
) -> CheckedFeed:
    mapping, held_by = staged.mapping, tuple(guard.code for guard in guards)
    counters = with_guards(ledger, held_by)
    found = rows_of(cursor.execute(SQL["count_found"]))
    first = rows_of(cursor.execute(SQL["select_first_outcomes"], {"rows": FIRST_ROWS}))
    return CheckedFeed(
        dialect=staged.described(),
        fields=_named(mapping),
        attributes=tuple(mapping.attributes),
        counters={name: counters[name] for name in COUNTERS},
        issues=tuple(_counts((*guards, *staged.findings), found)),
        rows=tuple({**row, "findings": _told(row["findings"])} for row in first),
        held_by=held_by,
        examples=_examples(cursor, (*guards, *staged.findings)),
        unknown_words=_unknown_words(cursor),
    )


def _examples(cursor: DuckDBPyConnection, of_file: Sequence[Finding]) -> tuple[ReportRow, ...]:
    """Return the first findings of each code as the report would tell them."""
    rows = rows_of(cursor.execute(SQL["select_first_findings"], {"examples": EXAMPLES}))
    nowhere = dict.fromkeys(
        ("line_number", "record_number", "sku", "raw_value", "normalized_value", "row_outcome")
    )
    whole = [
        {
            **nowhere,
            "column": each.column,
            "code": each.code,
            "severity": CODES[each.code].severity,
            "detail": each.detail,
        }
        for each in of_file
    ]
    return tuple(tell_row({**row, "feed_id": ""}) for row in (*whole, *rows))


def _unknown_words(cursor: DuckDBPyConnection) -> dict[str, int]:
    rows = rows_of(cursor.execute(SQL["count_unknown_words"], {"words": MOST_WORDS}))
    return {row["word"]: row["count"] for row in rows}


def _named(mapping: Mapping) -> dict[str, str]:
    return {name: mapping.headers[at] or f"column_{at + 1}" for name, at in mapping.fields.items()}


def _counts(of_file: Sequence[Finding], of_rows: Sequence[Row]) -> list[IssueCount]:
    codes = [finding.code for finding in of_file]
    rows = [
        *of_rows,
        *({"code": code, "count": codes.count(code)} for code in dict.fromkeys(codes)),
    ]
    return [
        IssueCount(
            row["code"], CODES[row["code"]].severity, row["count"], CODES[row["code"]].message
        )
        for row in rows
    ]


def _told(findings: Sequence[Row] | None) -> list[Row]:
    return [
        {
            "column": each["column_name"],
            "code": each["code"],
            "severity": CODES[each["code"]].severity,
            "message": CODES[each["code"]].message,
        }
        for each in findings or ()
    ]
