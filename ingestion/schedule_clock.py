"""The clock of the schedules: what is due is queued in the transaction that moves it on."""

import json
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from duckdb import DuckDBPyConnection

from catalog.errors import WriteConflict
from catalog.statements import Statements
from ingestion.delivery import Ingestion
from ingestion.schedule_writing import KIND, queue_pull
from ingestion.schedules import Schedule, ScheduleNotFound, read_schedule
from jobs.due_times import latest_due, next_due
from jobs.queue import is_under_way

SQL = Statements(__file__)


def queue_due(ingestion: Ingestion) -> None:
    """
    Queue a pull of each schedule whose time has come, and set the time after it.

    Of several times that passed at once only the last counts. It is skipped, and that is noted,
    when it is longer ago than the grace, or while another pull of the schedule waits or runs.
    """
    now = ingestion.clock()
    due = ingestion.database.rows(SQL["select_due_schedules"], {"now": now})
    for row in due:
        with suppress(WriteConflict, ScheduleNotFound):  # the next poll meets it again, or not
            ingestion.database.write(partial(_move_on, str(row["schedule_id"]), now))
    if due:
        ingestion.wake()


def _move_on(schedule_id: str, now: datetime, cursor: DuckDBPyConnection) -> None:
    schedule = read_schedule(cursor, schedule_id)
    if schedule.next_run_at is None or schedule.next_run_at > now:
        return
    due_at = latest_due(schedule.timetable, now) or schedule.next_run_at
    skip = None
    if schedule.kind == "pull":
        skip = _reason_to_skip(cursor, schedule, due_at, now)
        if skip is None:
            queue_pull(cursor, schedule, due_at)
    parameters = {
        "schedule_id": schedule_id,
        "next_run_at": next_due(schedule.timetable, now),
        "last_skip": skip and json.dumps(skip),
    }
    cursor.execute(SQL["move_schedule"], parameters)


def _reason_to_skip(
    cursor: DuckDBPyConnection, schedule: Schedule, due_at: datetime, now: datetime
) -> dict[str, Any] | None:
    if now - due_at > timedelta(seconds=schedule.misfire_grace_s):
        return {"due_at": due_at.isoformat(), "reason": "late"}
    if is_under_way(cursor, schedule.schedule_id, KIND):
        return {"due_at": due_at.isoformat(), "reason": "running"}
    return None
