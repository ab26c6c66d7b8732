"""What is worth an alert: each rule finds its conditions in the tables, or asks a probe."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from duckdb import DuckDBPyConnection

from catalog.database import Row, rows_of
from catalog.statements import Statements

SQL = Statements(__file__)
LOOKS_BACK = timedelta(days=30)
FEW_JOBS = 5
USUAL_WITHOUT_HISTORY_S = 1200.0
NEVER_LONG_S = 300.0

RuleName = Literal[
    "feeds_failing",
    "feeds_failing_often",
    "feed_held",
    "zero_rows",
    "job_failed",
    "job_running_long",
    "job_crashing",
    "schedule_overdue",
    "inbox_refused",
    "disk_low",
    "reconciliation_differs",
]
RULES: tuple[RuleName, ...] = get_args(RuleName)

# from which measure on a condition is an alert, where a channel does not say otherwise
THRESHOLDS: Mapping[RuleName, float] = {
    "feeds_failing": 3,  # feeds in a row
    "feeds_failing_often": 10,  # feeds within a day
    "feed_held": 0,  # minutes
    "job_running_long": 3,  # times as long as usual
    "job_crashing": 3,  # ends of the process in a row
    "schedule_overdue": 0,  # minutes, beside the schedule's own grace
}
DETAILS = (
    *("partner", "feed_id", "filename", "job_id", "kind", "code", "request_id", "reason"),
    *("count", "running_s", "usual_s", "held_by", "check", "promise", "rows"),
)


FOUND_BY: Mapping[RuleName, str] = {
    "feeds_failing": "find_feeds_failing",
    "feeds_failing_often": "find_feeds_failing_often",
    "feed_held": "find_feed_held",
    "zero_rows": "find_zero_rows",
    "job_failed": "find_job_failed",
    "job_running_long": "find_job_running_long",
    "job_crashing": "find_job_crashing",
    "inbox_refused": "find_inbox_refused",
    "reconciliation_differs": "find_reconciliation_differs",
}


@dataclass(frozen=True)
class Condition:
    """
    Something that is the matter now; `subject` tells it from others of its rule.

    `details` hold identifiers and figures by name, `measure` is what thresholds are held against.
    """

    rule: RuleName
    subject: str
    partner_id: int | None
    details: dict[str, Any]
    measure: float = 0.0


# what no table tells: asked with the time of the round
Probe = Callable[[datetime], list[Condition]]


def find_conditions(
    cursor: DuckDBPyConnection, now: datetime, thresholds: Mapping[RuleName, float]
) -> list[Condition]:
    """Return all that the tables tell to be the matter, each from its rule's threshold on."""
    found: list[Condition] = []
    for rule, statement in FOUND_BY.items():
        parameters = _parameters(rule, now, thresholds)
        rows = rows_of(cursor.execute(SQL[statement], parameters))
        found.extend(_condition(rule, row) for row in rows)
    return found


def _parameters(rule: RuleName, now: datetime, thresholds: Mapping[RuleName, float]) -> Row:
    since = now - LOOKS_BACK
    own: dict[RuleName, Row] = {
        "feeds_failing": {"since": since},
        "feeds_failing_often": {"since": now - timedelta(days=1)},
        "feed_held": {"now": now},
        "zero_rows": {"since": since},
        "job_failed": {"since": since},
        "job_running_long": {
            "now": now,
            "since": since,
            "few_jobs": FEW_JOBS,
            "usual_without_history_s": USUAL_WITHOUT_HISTORY_S,
            "never_long_s": NEVER_LONG_S,
        },
    }
    threshold = {"threshold": thresholds[rule]} if rule in thresholds else {}
    return {**own.get(rule, {}), **threshold}


def _condition(rule: RuleName, row: Row) -> Condition:
    details = {name: row[name] for name in DETAILS if row.get(name) is not None}
    return Condition(
        rule=rule,
        subject=str(row["subject"]),
        partner_id=row["partner_id"],
        # ids and times become text, as they will be read back
        details=json.loads(json.dumps(details, default=str)),
        measure=float(row.get("measure") or 0.0),
    )
