"""Schedules as rows: when which feed of a partner is pulled or expected, and how it went last."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from duckdb import DuckDBPyConnection

from catalog.database import Database, Row, rows_of
from catalog.errors import NotFound
from catalog.paging import Page, cut_page, decode_cursor
from catalog.statements import Statements
from ingestion.profiles import Mode
from jobs.due_times import Timetable

SQL = Statements(__file__)
Kind = Literal["pull", "expected"]
Outcome = Literal["loaded", "unchanged", "failed"]
JSON_COLUMNS = ("last_error", "last_skip")
ID_COLUMNS = ("schedule_id", "last_job_id", "last_feed_id")


class ScheduleNotFound(NotFound):
    """No schedule has that id, or not for this caller."""

    code = "schedule/not_found"


@dataclass(frozen=True)
class Schedule:
    """
    A schedule as it is now; `partner` is the code, `credentials` the name of an entry.

    A schedule of kind `expected` pulls nothing: it says when a feed of the partner should come.
    `last_run_at` is when the last run ended, `last_skip` the due run that last did not happen.
    `etag`, `last_modified` and `sha256` tell the version of the source that was delivered last.
    """

    schedule_id: str
    partner_id: int
    partner: str
    name: str
    kind: Kind
    url: str | None
    mode: Mode
    credentials: str | None
    hold: bool
    cron: str | None
    interval_s: int | None
    timezone: str
    timeout_s: int
    max_bytes: int | None
    misfire_grace_s: int
    is_paused: bool
    created_by: str
    created_at: datetime
    updated_at: datetime
    counted_from: datetime
    next_run_at: datetime | None
    last_run_at: datetime | None
    last_job_id: str | None
    last_feed_id: str | None
    last_outcome: Outcome | None
    last_error: dict[str, Any] | None
    last_skip: dict[str, Any] | None
    etag: str | None
    last_modified: str | None
    sha256: str | None
    source_version: int

    @property
    def timetable(self) -> Timetable:
        """When it is due."""
        return Timetable(self.cron, self.interval_s, self.timezone, self.counted_from)

    @property
    def lane(self) -> str:
        """The lane of its jobs."""
        return f"schedule:{self.schedule_id}"


@dataclass(frozen=True)
class ScheduleFilter:
    """Which schedules to list; None asks for any."""

    partner: str | None = None
    kind: Kind | None = None
    partner_id: int | None = None


def get_schedule(database: Database, schedule_id: str, partner_id: int | None = None) -> Schedule:
    """
    Return the schedule.

    Raises:
        ScheduleNotFound: there is none of that id, or it is another partner's than `partner_id`.
    """
    with database.cursor() as cursor:
        return read_schedule(cursor, schedule_id, partner_id)


def read_schedule(
    cursor: DuckDBPyConnection, schedule_id: str, partner_id: int | None = None
) -> Schedule:
    """
    Return the schedule as the cursor's transaction sees it.

    Raises:
        ScheduleNotFound: there is none of that id, or it is another partner's than `partner_id`.
    """
    parameters = {"schedule_id": schedule_id, "partner_id": partner_id}
    found = rows_of(cursor.execute(SQL["select_schedule"], parameters))
    if not found:
        raise ScheduleNotFound(f"there is no schedule {schedule_id!r}")
    return schedule_of(found[0])


def list_schedules(
    database: Database,
    wanted: ScheduleFilter | None = None,
    limit: int = 100,
    cursor: str | None = None,
) -> Page[Schedule]:
    """Return a page of schedules, by name."""
    wanted = wanted or ScheduleFilter()
    after = decode_cursor(cursor, str)
    parameters = {
        "partner": wanted.partner,
        "kind": wanted.kind,
        "partner_id": wanted.partner_id,
        "after": after[0] if after else None,
        "limit": limit + 1,
    }
    rows = database.rows(SQL["select_schedules"], parameters)
    return cut_page([schedule_of(row) for row in rows], limit, lambda schedule: [schedule.name])


def schedule_of(row: Row) -> Schedule:
    """Return the schedule that a row of `select_schedule` holds."""
    ids = {name: row[name] and str(row[name]) for name in ID_COLUMNS}
    documents = {name: row[name] and json.loads(row[name]) for name in JSON_COLUMNS}
    return Schedule(**{**row, **ids, **documents})
