"""The head of a file, checked by a partner's profile before the file is sent; nothing is kept."""

import io
from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from api.answers import problems
from api.checks import CheckAnswer
from api.feeds import FeedWriter, FoundCode
from api.listing import SentQuery
from api.routes import BoundedRoute
from api.services import Services
from catalog.partners import get_partner
from ingestion.checking import Trial
from ingestion.field_sources import FoundBy
from ingestion.precheck import PreCheck, pre_check
from ingestion.profiles import Mode
from ingestion.spool import FeedEmpty

router = APIRouter(route_class=BoundedRoute, prefix="/partners", tags=["partners"])
BYTES = {"schema": {"type": "string", "format": "binary"}}
HEAD_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The first bytes of the file as it is, plain or gzip, at most a MiB.",
        "content": {"application/octet-stream": BYTES, "text/csv": BYTES},
    }
}


class PreCheckQuery(SentQuery):
    """How the file would be delivered, and how much of it the body is."""

    mode: Mode = "full"
    whole: bool = Field(default=False, description="Whether the body is all of the file.")


class SourceAnswer(BaseModel):
    """What gives a field its values."""

    model_config = ConfigDict(from_attributes=True)

    field: str
    column: str | None
    found_by: FoundBy
    constant: str | None = Field(description="Taken where a record says nothing.")


class ExampleAnswer(BaseModel):
    """One of the first findings of a code."""

    model_config = ConfigDict(from_attributes=True)

    line_number: int | None
    record_number: int | None
    sku: str | None
    column: str | None
    code: FoundCode
    severity: Literal["error", "warning", "info"]
    raw_value: str | None
    normalized_value: str | None
    message: str
    hint: str
    row_outcome: str | None


class PreCheckAnswer(CheckAnswer):
    """
    What would be said of the records of the head, as `POST /feeds/check` says it of a file.

    Where the body is not all of the file, nothing is said of products that are missing from it, of
    guards, and of SKUs that come again behind it: `counters.deactivated` is null, `held_by` empty.
    """

    profile_version: int
    head_bytes: int = Field(description="So much was looked at, as text: up to a whole record.")
    is_whole: bool
    columns: list[str]
    sources: list[SourceAnswer] = Field(description="What gives each field its values.")
    missing: list[str] = Field(description="Fields that every record needs and nothing gives.")
    offered_preset: str | None = Field(description="A preset that the columns fit.")
    examples: list[ExampleAnswer] = Field(description="The first findings of each code.")
    unknown_words: dict[str, int] = Field(
        description="Words for availability that nobody knows, with how often they come."
    )

    @classmethod
    def of_head(cls, pre: PreCheck) -> Self:
        """Return the outcome as the API shows it."""
        look = pre.look
        return cls(
            **CheckAnswer.of(pre.checked).model_dump(),
            profile_version=pre.profile.version,
            head_bytes=pre.head_bytes,
            is_whole=pre.is_whole,
            columns=list(look.columns) if look else [],
            sources=[SourceAnswer.model_validate(each) for each in look.sources] if look else [],
            missing=list(look.missing) if look else [],
            offered_preset=look.offered_preset if look else None,
            examples=[ExampleAnswer.model_validate(each) for each in pre.checked.examples],
            unknown_words=pre.checked.unknown_words,
        )


@router.post(
    "/{code}/precheck",
    responses=problems("partner/not_found", "file/empty", "request/too_large"),
    openapi_extra=HEAD_BODY,
)
async def check_head(
    request: Request,
    services: Services,
    key: FeedWriter,
    code: str,
    query: Annotated[PreCheckQuery, Query()],
) -> PreCheckAnswer:
    """Say what the first records of a file would do, by the profile in force; nothing is kept."""
    partner = await run_in_threadpool(get_partner, services.database, code, key.partner_id)
    sent = await request.body()
    if not sent:
        raise FeedEmpty("the body is empty: send the first bytes of the file")
    trial = Trial(partner, query.mode, is_whole=query.whole)
    pre = await run_in_threadpool(pre_check, services.ingestion, trial, io.BytesIO(sent))
    return PreCheckAnswer.of_head(pre)
