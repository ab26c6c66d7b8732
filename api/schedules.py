"""Schedules: when which feed is pulled or expected; written by an administrator alone."""

from datetime import datetime
from typing import Annotated, Any, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from accounts.identities import ApiKey
from api.answers import problems
from api.callers import UnboundAdministrator, holder_of
from api.jobs import JobAnswer
from api.listing import PageAnswer, PageQuery, SentQuery
from api.request_ids import request_id_of
from api.routes import BoundedRoute
from api.services import Services
from ingestion.profiles import Mode
from ingestion.schedule_forms import NewSchedule, ScheduleChange, shown_url
from ingestion.schedule_writing import (
    change_schedule,
    create_schedule,
    delete_schedule,
    pause_schedule,
    resume_schedule,
    run_schedule,
)
from ingestion.schedules import (
    Kind,
    Outcome,
    Schedule,
    ScheduleFilter,
    get_schedule,
    list_schedules,
)
from jobs.due_times import upcoming
from jobs.queue import get_job

router = APIRouter(route_class=BoundedRoute, prefix="/schedules", tags=["schedules"])
NEXT_RUNS = 5
ScheduleReader = Annotated[ApiKey, holder_of("feeds:read", "admin")]
UNREADABLE = ("request/malformed", "request/too_large")


class ScheduleQuery(PageQuery):
    """Which schedules, and which page of them."""

    partner: str | None = None
    kind: Kind | None = None


class RunQuery(SentQuery):
    """How to run."""

    force: bool = Field(default=False, description="Load it even if it is what was loaded last.")


class ScheduleAnswer(BaseModel):
    """A schedule, and how it went last."""

    schedule_id: str
    partner: str
    name: str
    kind: Kind
    url: str | None = Field(description="Without its query, unless an administrator asks.")
    mode: Mode
    credentials: str | None = Field(
        description="The name of an entry of the credentials file; told to administrators alone."
    )
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
    next_run_at: datetime | None = Field(description="Null while it is paused.")
    next_runs: list[datetime] = Field(description="The next five times; none while it is paused.")
    last_run_at: datetime | None
    last_job_id: str | None
    last_feed_id: str | None = Field(description="The feed that it brought last.")
    last_outcome: Outcome | None
    last_error: dict[str, Any] | None
    last_skip: dict[str, Any] | None = Field(
        description="The due run that did not happen last: `due_at`, `reason` (late, running)."
    )

    @classmethod
    def of(cls, schedule: Schedule, key: ApiKey) -> Self:
        """Return the schedule as the API shows it to the holder of the key."""
        own = {name: getattr(schedule, name) for name in OWN_FIELDS}
        if "admin" not in key.scopes or key.partner_id is not None:
            own["url"] = schedule.url and shown_url(schedule.url)
            own["credentials"] = None
        next_runs = []
        if schedule.next_run_at is not None:
            after = upcoming(schedule.timetable, schedule.next_run_at, NEXT_RUNS - 1)
            next_runs = [schedule.next_run_at, *after]
        return cls.model_validate({**own, "next_runs": next_runs})


OWN_FIELDS = ScheduleAnswer.model_fields.keys() - {"next_runs"}


@router.post(
    "",
    status_code=201,
    responses=problems("partner/not_found", "schedule/exists", *UNREADABLE),
)
def add_schedule(
    services: Services, key: UnboundAdministrator, new: NewSchedule, response: Response
) -> ScheduleAnswer:
    """Add a schedule, with either `cron` (five fields, in `timezone`) or `interval_s`."""
    schedule = create_schedule(services.ingestion, new, f"key:{key.name}")
    response.headers["Location"] = f"/api/v1/schedules/{schedule.schedule_id}"
    return ScheduleAnswer.of(schedule, key)


@router.get("", responses=problems("request/cursor"))
def read_schedules(
    services: Services, key: ScheduleReader, query: Annotated[ScheduleQuery, Query()]
) -> PageAnswer[ScheduleAnswer]:
    """List the schedules that the key may see, by name."""
    wanted = ScheduleFilter(query.partner, query.kind, key.partner_id)
    page = list_schedules(services.database, wanted, query.limit, query.cursor)
    return PageAnswer[ScheduleAnswer].of(page, lambda schedule: ScheduleAnswer.of(schedule, key))


@router.get("/{schedule_id}", responses=problems("schedule/not_found"))
def read_one_schedule(services: Services, key: ScheduleReader, schedule_id: str) -> ScheduleAnswer:
    """Return one schedule."""
    return ScheduleAnswer.of(get_schedule(services.database, schedule_id, key.partner_id), key)


@router.patch(
    "/{schedule_id}",
    responses=problems("schedule/not_found", "schedule/exists", "schedule/invalid", *UNREADABLE),
)
def alter_schedule(
    services: Services, key: UnboundAdministrator, schedule_id: str, change: ScheduleChange
) -> ScheduleAnswer:
    """Change a schedule; what was not sent stays, and a pull that runs ends as it began."""
    return ScheduleAnswer.of(change_schedule(services.ingestion, schedule_id, change), key)


@router.delete("/{schedule_id}", status_code=204, responses=problems("schedule/not_found"))
def end_schedule(services: Services, _key: UnboundAdministrator, schedule_id: str) -> None:
    """Delete a schedule and cancel its pull; the feeds that it brought stay."""
    delete_schedule(services.ingestion, schedule_id)


@router.post(
    "/{schedule_id}/run",
    status_code=202,
    responses=problems("schedule/not_found", "schedule/wrong_state"),
)
def run_now(
    request: Request,
    services: Services,
    _key: UnboundAdministrator,
    schedule_id: str,
    query: Annotated[RunQuery, Query()],
    response: Response,
) -> JobAnswer:
    """Pull now, paused or not, and answer the job that does."""
    job_id = run_schedule(
        services.ingestion, schedule_id, force=query.force, request_id=request_id_of(request)
    )
    response.headers["Location"] = f"/api/v1/jobs/{job_id}"
    return JobAnswer.of(get_job(services.database, job_id))


@router.post("/{schedule_id}/pause", responses=problems("schedule/not_found"))
def pause(services: Services, key: UnboundAdministrator, schedule_id: str) -> ScheduleAnswer:
    """See that nothing more is due; a pull that waits or runs goes on."""
    return ScheduleAnswer.of(pause_schedule(services.ingestion, schedule_id), key)


@router.post("/{schedule_id}/resume", responses=problems("schedule/not_found"))
def resume(services: Services, key: UnboundAdministrator, schedule_id: str) -> ScheduleAnswer:
    """Go on with the next time from now; what was due meanwhile is not made up for."""
    return ScheduleAnswer.of(resume_schedule(services.ingestion, schedule_id), key)
