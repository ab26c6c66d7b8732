"""Jobs: what is queued, runs, or has ended and why; a failed one can be run again."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from accounts.identities import ApiKey
from api.answers import problems
from api.callers import holder_of, out_of_scope
from api.listing import PageAnswer, PageQuery
from api.routes import BoundedRoute
from api.services import Services
from ingestion.feed_jobs import FEED_KINDS, cancel_job, run_job_again
from ingestion.feeds import lane_of
from jobs.queue import Job, JobFilter, get_job, list_jobs

router = APIRouter(route_class=BoundedRoute, prefix="/jobs", tags=["jobs"])
JobReader = Annotated[ApiKey, holder_of("feeds:read", "admin")]
JobWriter = Annotated[ApiKey, holder_of("feeds:write", "admin")]
REFUSALS = problems("job/not_found", "job/wrong_state", "feed/wrong_state")

JobKind = Literal["VALIDATE", "ETL", "REVERT", "PUBLISH", "PULL", "IMPORT", "BACKUP", "RECONCILE"]
BEGUN_BY_ADMINISTRATORS = {"PULL", "IMPORT", "BACKUP", "RECONCILE"}
JobStatus = Literal["QUEUED", "RUNNING", "RETRY_WAIT", "SUCCEEDED", "FAILED", "CANCELLED"]


class JobQuery(PageQuery):
    """Which jobs, and which page of them."""

    status: JobStatus | None = None
    kind: JobKind | None = None


class JobAnswer(BaseModel):
    """A job; `error` is the problem that its last attempt ended with."""

    job_id: str
    kind: JobKind
    status: JobStatus
    feed_id: str | None = Field(description="The feed it works on, if it works on one.")
    attempt: int
    max_attempts: int
    progress: float = Field(ge=0, le=1)
    phase: str | None
    rows_done: int | None = Field(
        description="The records dealt with in this phase; once the job is over, all of them."
    )
    rows_per_s: float | None
    queued_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    duration_s: float | None
    error: dict[str, Any] | None
    result: dict[str, Any] | None = Field(
        description="What it did: the ledger of an `IMPORT` (`rows_read`, `inserted`, …), the"
        " `outcome` and `feed_id` of a `PULL`, the `differences` of a `RECONCILE`."
    )

    @classmethod
    def of(cls, job: Job) -> Self:
        """Return the job as the API shows it."""
        return cls.model_validate(
            {
                **{name: getattr(job, name) for name in OWN_FIELDS},
                "feed_id": job.subject_id if job.kind in FEED_KINDS else None,
            }
        )


OWN_FIELDS = JobAnswer.model_fields.keys() - {"feed_id"}


@router.get("", responses=problems("request/cursor"))
def read_jobs(
    services: Services, key: JobReader, query: Annotated[JobQuery, Query()]
) -> PageAnswer[JobAnswer]:
    """List jobs, the newest first; a key bound to a partner sees those of its feeds."""
    wanted = JobFilter(query.status, query.kind, lane=_lane(key))
    page = list_jobs(services.database, wanted, query.limit, query.cursor)
    return PageAnswer[JobAnswer].of(page, JobAnswer.of)


@router.get("/{job_id}", responses=problems("job/not_found"))
def read_job(services: Services, key: JobReader, job_id: str) -> JobAnswer:
    """Return one job."""
    return JobAnswer.of(get_job(services.database, job_id, _lane(key)))


@router.post(
    "/{job_id}/retry",
    responses=problems("job/not_found", "job/wrong_state", "feed/wrong_state", "feed/raw_expired"),
)
def run_again(services: Services, key: JobWriter, job_id: str) -> JobAnswer:
    """Queue a failed or cancelled job once more, with all its attempts; its feed goes on, too."""
    job = _job_to_change(services, key, job_id)
    return JobAnswer.of(run_job_again(services.ingestion, job))


@router.post("/{job_id}/cancel", responses=REFUSALS)
def cancel(services: Services, key: JobWriter, job_id: str) -> JobAnswer:
    """
    Cancel a job that waits or runs, and with it the feed that it was to check or load.

    A running one is interrupted and writes nothing; one that has done its work stays as it is.
    """
    job = _job_to_change(services, key, job_id)
    return JobAnswer.of(cancel_job(services.ingestion, job, f"key:{key.name}"))


def _job_to_change(services: Services, key: ApiKey, job_id: str) -> Job:
    job = get_job(services.database, job_id, _lane(key))
    if job.kind in BEGUN_BY_ADMINISTRATORS and "admin" not in key.scopes:
        raise out_of_scope(f"a job of kind {job.kind} needs the scope admin", "admin")
    return job


def _lane(key: ApiKey) -> str | None:
    return None if key.partner_id is None else lane_of(key.partner_id)
