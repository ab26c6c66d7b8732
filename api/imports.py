"""Past orders over HTTP: delivered as a file, imported by a job, what was skipped read back."""

from collections.abc import AsyncIterator, Mapping
from pathlib import PurePath
from typing import Annotated, Any, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from accounts.identities import ApiKey
from api.answers import problems
from api.callers import holder_of
from api.listing import PageAnswer, PageQuery, SentQuery
from api.problems import RequestProblem
from api.request_ids import request_id_of
from api.routes import KeyedRoute
from api.services import ApiServices, Services
from api.uploads import open_parts, open_upload
from catalog.clock import utc_now
from catalog.currencies import MINOR_UNITS
from catalog.partners import CODE
from ingestion.deposits import Deposit, IncomingDeposit
from orders.import_issues import ImportIssue, list_issues
from orders.import_presets import LAYOUTS, LINES, PARTS, Preset, fold
from orders.import_request import ImportRequest, StoredFile, queue_import

router = APIRouter(route_class=KeyedRoute, prefix="/orders", tags=["orders"])
Administrator = Annotated[ApiKey, holder_of("admin")]
UNNAMED = "orders.csv"
POLL_AFTER_S = 1

BINARY = {"type": "string", "format": "binary"}
IMPORT_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The file itself, or a multipart body with one file; `chinook` has three.",
        "content": {
            "application/octet-stream": {"schema": BINARY},
            "text/csv": {"schema": BINARY},
            "application/gzip": {"schema": BINARY},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": dict.fromkeys(
                        ("file", "Invoice", "InvoiceLine", "Track"), BINARY
                    ),
                }
            },
        },
    }
}

Pieces = AsyncIterator[tuple[str, bytes]]


class ImportQuery(SentQuery):
    """Where the orders come from, and how their file is to be read."""

    preset: Preset = Field("plain", description="Which columns the file has: see the guide.")
    source: str = Field(
        pattern=f"^{CODE.pattern}$",
        description="Where they were placed; in other presets than `plain` the partner, too.",
    )
    currency: str | None = Field(
        None, description="Of lines that name none, such as `GBP`; `plain` has a column for it."
    )

    @field_validator("currency")
    @classmethod
    def _known_currency(cls, code: str | None) -> str | None:
        if code is not None and code not in MINOR_UNITS:
            raise ValueError("send a currency code of ISO 4217, such as USD")
        return code

    @model_validator(mode="after")
    def _with_currency(self) -> Self:
        if self.currency is None and self.preset != "plain":
            raise ValueError(f"{self.preset} has no column for a currency: send `currency`")
        return self


class ImportAnswer(BaseModel):
    """The job that imports what was delivered."""

    job_id: str


class IssueQuery(PageQuery):
    """Which skipped records, and which page of them."""

    code: str | None = None


class IssueAnswer(BaseModel):
    """A record that an import skipped, and why."""

    model_config = ConfigDict(from_attributes=True)

    line_number: int = Field(description="Where it starts in the file; the header is line 1.")
    record_number: int
    order_number: str | None
    column: str | None = Field(validation_alias="column_name")
    code: str = Field(examples=["quantity/zero"])
    raw_value: str | None = Field(description="What the column held.")

    @classmethod
    def of(cls, issue: ImportIssue) -> Self:
        """Return the record as the API shows it."""
        return cls.model_validate(issue)


@router.post(
    "/import",
    status_code=202,
    responses=problems(
        *("file/empty", "file/too_large", "store/unavailable", "store/refused"),
        *("request/multipart", "request/incomplete"),
    ),
    openapi_extra=IMPORT_BODY,
)
async def import_past_orders(
    request: Request,
    response: Response,
    services: Services,
    key: Administrator,
    query: Annotated[ImportQuery, Query()],
) -> ImportAnswer:
    """
    Take past orders as they come in; a job imports them, so look at its `result` afterwards.

    `chinook` comes as multipart with three files: Invoice, InvoiceLine and Track.
    """
    _refuse_bound(key)
    parts = LAYOUTS[query.preset].keys()
    if parts == {LINES}:
        files = await _receive_file(services, request, query.source)
    else:
        files = await _receive_parts(services, request, query.source)
    wanted = ImportRequest(
        preset=query.preset,
        source=query.source,
        currency=query.currency,
        zone=services.zone.key,
        asked_by=f"key:{key.name}",
        asked_at=utc_now(),
        files={part: StoredFile(**vars(file)) for part, file in files.items()},
    )
    job_id = await run_in_threadpool(
        queue_import, services.database, wanted, request_id_of(request)
    )
    services.ingestion.wake()
    response.headers["Location"] = f"/api/v1/jobs/{job_id}"
    response.headers["Retry-After"] = str(POLL_AFTER_S)
    return ImportAnswer(job_id=job_id)


@router.get("/imports/{job_id}/issues", responses=problems("job/not_found", "request/cursor"))
def read_issues(
    services: Services, key: Administrator, job_id: str, query: Annotated[IssueQuery, Query()]
) -> PageAnswer[IssueAnswer]:
    """List the records that an import skipped, in the order of its file."""
    _refuse_bound(key)
    page = list_issues(services.database, job_id, query.code, query.limit, query.cursor)
    return PageAnswer[IssueAnswer].of(page, IssueAnswer.of)


def _refuse_bound(key: ApiKey) -> None:
    if key.partner_id is not None:
        raise RequestProblem("auth/scope", "a key bound to a partner does not import orders")


async def _receive_file(
    services: ApiServices, request: Request, source: str
) -> Mapping[str, Deposit]:
    upload = await open_upload(request, services.ingestion.spool.max_bytes)

    async def labelled() -> Pieces:
        async for piece in upload.pieces:
            yield LINES, piece

    names = {LINES: upload.filename or UNNAMED}
    return await _receive(services, source, names, labelled(), upload.announced_bytes)


async def _receive_parts(
    services: ApiServices, request: Request, source: str
) -> Mapping[str, Deposit]:
    body, pieces = open_parts(request, services.ingestion.spool.max_bytes, _part_of)
    names = {part: f"{name}.csv" for name, part in PARTS.items()}

    async def whole() -> Pieces:
        async for piece in pieces:
            yield piece
        missing = sorted(name for name, part in PARTS.items() if part not in body.found)
        if missing:
            raise RequestProblem("request/multipart", f"the body lacks {', '.join(missing)}")

    return await _receive(services, source, names, whole())


def _part_of(name: bytes, filename: str | None) -> str | None:
    """Return which part of a delivery a file is, by its part's name or else its own."""
    stem = "" if filename is None else PurePath(filename.replace("\\", "/")).stem
    known = [
        PARTS[word] for word in (fold(name.decode("utf-8", "replace")), fold(stem)) if word in PARTS
    ]
    if not known and filename is not None:
        raise RequestProblem("request/multipart", f"the file {filename!r} has no place here")
    return known[0] if known else None


async def _receive(
    services: ApiServices,
    source: str,
    names: Mapping[str, str],
    pieces: Pieces,
    announced_bytes: int = 0,
) -> Mapping[str, Deposit]:
    """Store what comes in, each file under a key of its own, once all of it has come."""
    folder = f"imports/{source}/{utc_now():%Y/%m/%d}"
    incoming: dict[str, IncomingDeposit] = {}
    try:
        for part, name in names.items():
            incoming[part] = IncomingDeposit(services.ingestion, folder, name, announced_bytes)
        async for part, piece in pieces:
            await run_in_threadpool(incoming[part].write, piece)
        return {part: await run_in_threadpool(file.finish) for part, file in incoming.items()}
    finally:
        for file in incoming.values():
            file.abandon()
