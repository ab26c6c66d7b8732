"""A feed that is only tried: what it would do, and nothing of it is kept."""

from pathlib import Path
from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from api.answers import problems
from api.deliveries import DeliveryQuery
from api.feeds import Counters, FeedWriter, FoundCode, Issue
from api.routes import KeyedRoute
from api.services import ApiServices, Services
from api.uploads import UPLOAD_BODY, Upload, open_upload
from api.values import shown_money, shown_quantity
from catalog.database import Row
from catalog.partners import get_partner
from ingestion.checking import CheckedFeed, Trial, check_feed

router = APIRouter(route_class=KeyedRoute, prefix="/feeds", tags=["feeds"])


class CheckedMapping(BaseModel):
    """Which column feeds which field, and which are kept as attributes."""

    fields: dict[str, str]
    attributes: list[str]


class CheckedFinding(BaseModel):
    """Something to tell about a record."""

    column: str | None
    code: FoundCode
    severity: Literal["error", "warning", "info"]
    message: str


class CheckedRow(BaseModel):
    """One of the first records: the product's values after the feed, and the findings."""

    record_number: int
    line_number: int
    row_outcome: Literal["inserted", "updated", "unchanged", "skipped"]
    sku: str | None
    product_name: str | None
    price: str | None
    currency: str | None
    availability: str | None
    quantity: int | float | None
    findings: list[CheckedFinding]

    @classmethod
    def of(cls, row: Row) -> Self:
        """Return the record as the API shows it."""
        shown = {
            "row_outcome": row["action"],
            "price": shown_money(row["price"], row["currency"]),
            "quantity": shown_quantity(row["quantity"]),
        }
        return cls.model_validate(row | shown)


class CheckAnswer(BaseModel):
    """What would be said of the feed; of a file that is none as a whole, why."""

    dialect: dict[str, Any] | None = Field(description="What was sniffed: encoding, delimiter, …")
    mapping: CheckedMapping
    counters: Counters
    issues: list[Issue]
    held_by: list[str] = Field(description="The guards that would hold it.")
    rows: list[CheckedRow] = Field(description="The first records.")
    error: dict[str, Any] | None = Field(description="Why it fails as a whole, with a `code`.")

    @classmethod
    def of(cls, checked: CheckedFeed) -> Self:
        """Return the outcome as the API shows it."""
        error = checked.error
        return cls(
            dialect=checked.dialect,
            mapping=CheckedMapping(fields=checked.fields, attributes=list(checked.attributes)),
            counters=Counters.model_validate(checked.counters),
            issues=[Issue.model_validate(vars(issue)) for issue in checked.issues],
            held_by=list(checked.held_by),
            rows=[CheckedRow.of(row) for row in checked.rows],
            error=None if error is None else {"code": error.code, "detail": str(error)},
        )


@router.post(
    "/check",
    responses=problems(
        *("partner/not_found", "file/empty", "file/too_large"),
        *("request/multipart", "request/incomplete"),
    ),
    openapi_extra=UPLOAD_BODY,
)
async def check(
    request: Request, services: Services, key: FeedWriter, query: Annotated[DeliveryQuery, Query()]
) -> CheckAnswer:
    """Say what a feed would do to the catalog of this moment; nothing of it is kept."""
    partner = await run_in_threadpool(get_partner, services.database, query.partner, key.partner_id)
    upload = await open_upload(request, services.ingestion.spool.max_bytes)
    with services.ingestion.spool.workspace() as folder:
        path = await _receive(services, folder, upload)
        trial = Trial(partner, query.mode, hold_requested=query.hold)
        checked = await run_in_threadpool(check_feed, services.ingestion, trial, path)
    return CheckAnswer.of(checked)


async def _receive(services: ApiServices, folder: Path, upload: Upload) -> Path:
    file = services.ingestion.spool.receive_trial(folder, upload.announced_bytes)
    try:
        async for piece in upload.pieces:
            await run_in_threadpool(file.write, piece)
        file.finish()
    except BaseException:
        file.remove()
        raise
    return file.path
