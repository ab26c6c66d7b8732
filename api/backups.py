"""Backups: ordered by an administrator, to where the settings say, and those that are there."""

from datetime import datetime
from typing import Annotated, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from api.answers import problems
from api.callers import UnboundAdministrator
from api.jobs import JobAnswer
from api.listing import PageAnswer, PageQuery, SentQuery
from api.request_ids import request_id_of
from api.routes import BoundedRoute
from api.services import Services
from backups.desk import order_backup
from backups.listing import list_backups
from backups.manifest import Manifest

router = APIRouter(route_class=BoundedRoute, prefix="/backups", tags=["backups"])
STORE = ("store/unavailable", "store/refused")


class BackupQuery(SentQuery):
    """What is in the backup."""

    with_raw: bool | None = Field(
        None, description="With copies of the raw files; by default as the settings say."
    )


class BackupAnswer(BaseModel):
    """A whole backup."""

    name: str
    created_at: datetime
    size_bytes: int = Field(description="Of the database.")
    raw_objects: int = Field(description="How many raw files the database names.")
    raw_bytes: int
    has_raw_copies: bool

    @classmethod
    def of(cls, manifest: Manifest) -> Self:
        """Return the backup as the API shows it."""
        own = {name: getattr(manifest, name) for name in cls.model_fields if name != "size_bytes"}
        return cls.model_validate({**own, "size_bytes": manifest.database.size_bytes})


@router.post("", status_code=202, responses=problems("backup/no_destination"))
def add_backup(
    request: Request,
    services: Services,
    _key: UnboundAdministrator,
    query: Annotated[BackupQuery, Query()],
    response: Response,
) -> JobAnswer:
    """Queue a backup and answer its job; one that waits or runs already is answered instead."""
    job = order_backup(services.backups, with_raw=query.with_raw, request_id=request_id_of(request))
    response.headers["Location"] = f"/api/v1/jobs/{job.job_id}"
    return JobAnswer.of(job)


@router.get(
    "", responses=problems("request/cursor", "backup/no_destination", "backup/damaged", *STORE)
)
def read_backups(
    services: Services, _key: UnboundAdministrator, query: Annotated[PageQuery, Query()]
) -> PageAnswer[BackupAnswer]:
    """List the whole backups where the settings say, the newest first."""
    page = list_backups(services.backups, query.limit, query.cursor)
    return PageAnswer[BackupAnswer].of(page, BackupAnswer.of)
