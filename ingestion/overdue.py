"""Which scheduled feeds did not come."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from catalog.database import Database, Row
from catalog.statements import Statements
from ingestion.schedules import Schedule, schedule_of
from jobs.due_times import latest_due

SQL = Statements(__file__)
BESIDE = ("arrived_feed_id", "arrived_at", "is_under_way")
MOMENT = timedelta(microseconds=1)

Reason = Literal["failed", "missed", "absent"]


@dataclass(frozen=True)
class Overdue:
    """
    A feed that did not come at `expected_at`, and what came last, if anything ever did.

    `failed`: the pull failed for good, with `error`. `missed`: no pull ran within the grace.
    `absent`: the partner should have sent a feed by then, and has not.
    """

    schedule: Schedule
    reason: Reason
    expected_at: datetime
    last_at: datetime | None
    last_feed_id: str | None
    error: dict[str, Any] | None = None


def find_overdue(database: Database, now: datetime) -> list[Overdue]:
    """
    Return what did not come, by the name of its schedule; a paused schedule expects nothing.

    A schedule is in the list until a pull succeeds, or a feed arrives. A feed counts for the
    due time before whose grace it arrived, and for no earlier one; a replay is no arrival.
    """
    rows = database.rows(SQL["select_watched_schedules"])
    found = (_judge(row, now) for row in rows)
    return [overdue for overdue in found if overdue is not None]


def _judge(row: Row, now: datetime) -> Overdue | None:
    schedule = schedule_of({name: value for name, value in row.items() if name not in BESIDE})
    if schedule.kind == "expected":
        arrived_feed_id = row["arrived_feed_id"] and str(row["arrived_feed_id"])
        return _judge_arrival(schedule, row["arrived_at"], arrived_feed_id, now)
    if schedule.last_outcome == "failed" and schedule.last_run_at is not None:
        return _judge_failure(schedule, schedule.last_run_at)
    return None if row["is_under_way"] else _judge_pull(schedule, now)


def _judge_failure(schedule: Schedule, failed_at: datetime) -> Overdue | None:
    due = latest_due(schedule.timetable, failed_at)
    if due is None:  # it was tried by hand before its first time
        return None
    last = (failed_at, schedule.last_feed_id)
    return Overdue(schedule, "failed", due, *last, error=schedule.last_error)


def _judge_pull(schedule: Schedule, now: datetime) -> Overdue | None:
    due = _due_beyond_grace(schedule, now)
    if due is None or (schedule.last_run_at is not None and schedule.last_run_at >= due):
        return None
    return Overdue(schedule, "missed", due, schedule.last_run_at, schedule.last_feed_id)


def _judge_arrival(
    schedule: Schedule, arrived_at: datetime | None, feed_id: str | None, now: datetime
) -> Overdue | None:
    due = _due_beyond_grace(schedule, now)
    if due is None:
        return None
    before = latest_due(schedule.timetable, due - MOMENT)
    since = schedule.counted_from if before is None else before + _grace(schedule)
    if arrived_at is not None and arrived_at > since:
        return None
    return Overdue(schedule, "absent", due, arrived_at, feed_id)


def _due_beyond_grace(schedule: Schedule, now: datetime) -> datetime | None:
    return latest_due(schedule.timetable, now - _grace(schedule))


def _grace(schedule: Schedule) -> timedelta:
    return timedelta(seconds=schedule.misfire_grace_s)
