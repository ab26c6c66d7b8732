"""Reconciliation: what feeds, products and orders say of each other, and the rows that differ."""

from datetime import datetime
from typing import Annotated, Any, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from analytics.reconciliation_desk import order_reconciliation
from analytics.reconciliation_runs import (
    CheckResult,
    KeptRow,
    Run,
    find_last_run,
    list_differences,
    list_runs,
    read_checks,
)
from api.answers import problems
from api.callers import UnboundAdministrator
from api.jobs import JobAnswer
from api.listing import PageAnswer, PageQuery
from api.request_ids import request_id_of
from api.revenue import Analyst
from api.routes import BoundedRoute
from api.services import Services

router = APIRouter(route_class=BoundedRoute, prefix="/analytics/reconciliation", tags=["analytics"])


class RowsQuery(PageQuery):
    """Which page of the rows that differ, and by which run."""

    run: str | None = Field(None, description="The run's id; without it, the last one.")


class RunAnswer(BaseModel):
    """A run of all checks; a key bound to a partner counts the differences that are its alone."""

    run_id: str
    seen_at: datetime = Field(description="All checks see the database as it was then.")
    finished_at: datetime
    checks: int
    differences: int

    @classmethod
    def of(cls, run: Run) -> Self:
        """Return the run as the API shows it."""
        return cls.model_validate(vars(run))


class CheckAnswer(BaseModel):
    """What one check found."""

    check: str = Field(examples=["order_totals"])
    promise: str = Field(examples=["Every order's total is the sum of its lines"])
    noun: str = Field(description="What was looked at.", examples=["orders"])
    looked_at: int | None = Field(
        description="How many of them; null for a key that is bound to a partner."
    )
    differences: int

    @classmethod
    def of(cls, result: CheckResult) -> Self:
        """Return what was found as the API shows it."""
        told = ("promise", "noun", "looked_at", "differences")
        named = {name: getattr(result, name) for name in told}
        return cls(check=result.name, **named)


class ReconciliationAnswer(PageAnswer[CheckAnswer]):
    """The last run with all its checks; before the first run there is none."""

    run: RunAnswer | None


class DifferenceAnswer(BaseModel):
    """A row that differs, its values by column; amounts are text."""

    partner: str | None = Field(description="Whose alone the row is; null for nobody's alone.")
    values: dict[str, Any] = Field(
        examples=[{"order_number": "FL-000007", "total": "11.41", "lines_total": "11.40"}]
    )

    @classmethod
    def of(cls, row: KeptRow) -> Self:
        """Return the row as the API shows it."""
        return cls(partner=row.partner, values=row.shown)


@router.get("", responses=problems())
def read_reconciliation(services: Services, key: Analyst) -> ReconciliationAnswer:
    """Return what each check of the last run found."""
    run = find_last_run(services.database, key.partner_id)
    found = read_checks(services.database, run.run_id, key.partner_id) if run else []
    checks = [CheckAnswer.of(result) for result in found]
    shown = RunAnswer.of(run) if run else None
    return ReconciliationAnswer(items=checks, next_cursor=None, run=shown)


@router.post("", status_code=202, responses=problems())
def add_reconciliation(
    request: Request, services: Services, _key: UnboundAdministrator, response: Response
) -> JobAnswer:
    """Queue a run and answer its job; one that waits or runs already is answered instead."""
    job = order_reconciliation(services.reconciliations, request_id_of(request))
    response.headers["Location"] = f"/api/v1/jobs/{job.job_id}"
    return JobAnswer.of(job)


@router.get("/runs", responses=problems("request/cursor"))
def read_runs(
    services: Services, key: Analyst, query: Annotated[PageQuery, Query()]
) -> PageAnswer[RunAnswer]:
    """List the runs that are kept, the newest first."""
    page = list_runs(services.database, query.limit, query.cursor, key.partner_id)
    return PageAnswer[RunAnswer].of(page, RunAnswer.of)


@router.get("/{check}", responses=problems("request/cursor", "reconciliation/not_found"))
def read_differences(
    services: Services, key: Analyst, check: str, query: Annotated[RowsQuery, Query()]
) -> PageAnswer[DifferenceAnswer]:
    """List the first rows that differ by the check; a bound key sees those that are its alone."""
    page = list_differences(
        services.database,
        check,
        query.run,
        limit=query.limit,
        cursor=query.cursor,
        partner_id=key.partner_id,
    )
    return PageAnswer[DifferenceAnswer].of(page, DifferenceAnswer.of)
