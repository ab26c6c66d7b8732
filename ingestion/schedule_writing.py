"""Schedules made, changed, paused and run by hand; each in one transaction on the row as it is."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import duckdb
from duckdb import DuckDBPyConnection
from pydantic import ValidationError

from catalog.errors import RejectedInput, WrongState
from catalog.partners import get_partner
from catalog.statements import Statements
from ingestion.delivery import Ingestion
from ingestion.schedule_forms import NewSchedule, ScheduleChange
from ingestion.schedules import Schedule, get_schedule, read_schedule
from jobs.due_times import Timetable, next_due
from jobs.queue import NewJob, cancel_jobs_of, enqueue, is_under_way
from jobs.retrying import PATIENT_MAX_ATTEMPTS

SQL = Statements(__file__)
KIND = "PULL"
TIMES = ("cron", "interval_s", "timezone")
SOURCE = ("url", "mode")
FORM = NewSchedule.model_fields.keys()


class ScheduleExists(RejectedInput):
    """A schedule of that name is there already; nothing was written."""

    code = "schedule/exists"


class ScheduleInvalid(RejectedInput):
    """With the change the schedule would be none; nothing was written."""

    code = "schedule/invalid"


class ScheduleWrongState(WrongState):
    """The schedule is not in a state that allows it; nothing was written."""

    code = "schedule/wrong_state"


def create_schedule(ingestion: Ingestion, new: NewSchedule, actor: str) -> Schedule:
    """
    Add a schedule; its first time is the next of its timetable.

    Raises:
        PartnerNotFound: there is no such partner; nothing was written.
        ScheduleExists: the name is taken; nothing was written.
    """
    partner = get_partner(ingestion.database, new.partner)
    now = ingestion.clock()
    row = {
        **new.model_dump(exclude={"partner"}),
        "partner_id": partner.partner_id,
        "created_by": actor,
        "now": now,
        "next_run_at": None if new.is_paused else _first_due(new, now),
    }
    created: list[str] = []

    def write(cursor: DuckDBPyConnection) -> None:
        created.append(str(cursor.execute(SQL["insert_schedule"], row).fetchall()[0][0]))

    _write(ingestion, write, new.name)
    return get_schedule(ingestion.database, created[-1])


def change_schedule(ingestion: Ingestion, schedule_id: str, change: ScheduleChange) -> Schedule:
    """
    Change a schedule; a pull that runs ends as it began.

    Another url or mode is another source: what was noted of the old one is forgotten. With
    another time, intervals count anew.

    Raises:
        ScheduleNotFound, ScheduleExists, ScheduleInvalid: nothing was written.
    """

    def write(cursor: DuckDBPyConnection) -> None:
        schedule = read_schedule(cursor, schedule_id)
        sent = change.sent
        form = _merged(schedule, sent)
        cursor.execute(SQL["update_schedule"], _changed(ingestion, schedule, form, sent))

    _write(ingestion, write, change.name or "")
    return get_schedule(ingestion.database, schedule_id)


def pause_schedule(ingestion: Ingestion, schedule_id: str) -> Schedule:
    """
    See that nothing more is due; a pull that waits or runs goes on.

    Raises:
        ScheduleNotFound: there is none of that id.
    """
    return _set_pause(ingestion, schedule_id, is_paused=True)


def resume_schedule(ingestion: Ingestion, schedule_id: str) -> Schedule:
    """
    Go on with the next time from now; nothing that was due meanwhile is made up for.

    Raises:
        ScheduleNotFound: there is none of that id.
    """
    return _set_pause(ingestion, schedule_id, is_paused=False)


def delete_schedule(ingestion: Ingestion, schedule_id: str) -> None:
    """
    Delete a schedule and cancel its pull; feeds that it brought stay.

    Raises:
        ScheduleNotFound: there is none of that id.
    """

    def write(cursor: DuckDBPyConnection) -> None:
        read_schedule(cursor, schedule_id)
        cancel_jobs_of(cursor, schedule_id)
        cursor.execute(SQL["delete_schedule"], {"schedule_id": schedule_id})

    ingestion.database.write(write)
    ingestion.wake()


def run_schedule(
    ingestion: Ingestion, schedule_id: str, *, force: bool = False, request_id: str | None = None
) -> str:
    """
    Queue a pull now, paused or not, and return the id of its job.

    With `force` the source is loaded even if it is what was loaded last.

    Raises:
        ScheduleNotFound: there is none of that id.
        ScheduleWrongState: it pulls nothing, or a pull waits or runs; nothing was written.
    """
    queued: list[str] = []

    def write(cursor: DuckDBPyConnection) -> None:
        schedule = read_schedule(cursor, schedule_id)
        if schedule.kind != "pull":
            raise ScheduleWrongState(f"schedule {schedule.name!r} only expects, it pulls nothing")
        if is_under_way(cursor, schedule_id, KIND):
            raise ScheduleWrongState(f"a pull of schedule {schedule.name!r} waits or runs already")
        queued.append(queue_pull(cursor, schedule, ingestion.clock(), force, request_id))

    ingestion.database.write(write)
    ingestion.wake()
    return queued[-1]


def queue_pull(
    cursor: DuckDBPyConnection,
    schedule: Schedule,
    due_at: datetime,
    force: bool = False,  # noqa: FBT001, FBT002 - the payload's own field
    request_id: str | None = None,
) -> str:
    """Queue a pull for that time in the caller's transaction and return the id of its job."""
    new = NewJob(
        KIND,
        schedule.lane,
        int(due_at.timestamp()),
        subject_id=schedule.schedule_id,
        payload={"due_at": due_at.isoformat(), "force": force},
        max_attempts=PATIENT_MAX_ATTEMPTS,
        request_id=request_id,
    )
    job_id = enqueue(cursor, new)
    named = {"schedule_id": schedule.schedule_id, "job_id": job_id}
    cursor.execute(SQL["name_pull"], named)
    return job_id


def _write(ingestion: Ingestion, write: Callable[[DuckDBPyConnection], None], name: str) -> None:
    try:
        ingestion.database.write(write)
    except duckdb.ConstraintException as error:
        raise ScheduleExists(f"schedule {name!r} is there already") from error


def _merged(schedule: Schedule, sent: dict[str, Any]) -> NewSchedule:
    now = {name: getattr(schedule, name) for name in FORM}
    try:
        return NewSchedule.model_validate({**now, **sent})
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, e['loc']))} {e['msg']}".strip() for e in error.errors()]
        raise ScheduleInvalid("; ".join(faults)) from None


def _changed(
    ingestion: Ingestion, schedule: Schedule, form: NewSchedule, sent: dict[str, Any]
) -> dict[str, Any]:
    now = ingestion.clock()
    has_new_times = any(getattr(form, name) != getattr(schedule, name) for name in TIMES)
    next_run_at = schedule.next_run_at
    if has_new_times and not schedule.is_paused:
        next_run_at = _first_due(form, now)
    return {
        **form.model_dump(exclude={"partner", "kind", "is_paused"}),
        "schedule_id": schedule.schedule_id,
        "now": now,
        "counted_from": now if has_new_times else schedule.counted_from,
        "next_run_at": next_run_at,
        "is_other_source": any(
            name in sent and getattr(form, name) != getattr(schedule, name) for name in SOURCE
        ),
    }


def _set_pause(ingestion: Ingestion, schedule_id: str, *, is_paused: bool) -> Schedule:
    now = ingestion.clock()

    def write(cursor: DuckDBPyConnection) -> None:
        schedule = read_schedule(cursor, schedule_id)
        if schedule.is_paused == is_paused:
            return
        parameters = {
            "schedule_id": schedule_id,
            "is_paused": is_paused,
            "next_run_at": None if is_paused else _first_due(schedule, now),
            "now": now,
        }
        cursor.execute(SQL["pause_schedule"], parameters)

    ingestion.database.write(write)
    return get_schedule(ingestion.database, schedule_id)


def _first_due(form: NewSchedule | Schedule, now: datetime) -> datetime | None:
    return next_due(Timetable(form.cron, form.interval_s, form.timezone, now), now)
