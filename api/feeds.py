"""Feeds: delivered as a stream, followed by their id, accounted for record by record."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from accounts.identities import ApiKey
from api.answers import problems
from api.callers import holder_of
from api.jobs import JobAnswer
from api.listing import PageAnswer, PageQuery, SentQuery
from api.request_ids import request_id_of
from api.routes import KeyedRoute
from api.services import ApiServices, Services
from api.uploads import MAX_FILENAME_LENGTH, UPLOAD_BODY, Upload, open_upload
from catalog.partners import get_partner
from ingestion.delivery import Delivery, begin_delivery
from ingestion.feeds import Feed, FeedFilter, get_feed, list_feeds
from ingestion.profiles import Mode
from ingestion.report import IssueCount, summarize_issues_of
from jobs.queue import Job, read_jobs_of

router = APIRouter(route_class=KeyedRoute, prefix="/feeds", tags=["feeds"])
FeedReader = Annotated[ApiKey, holder_of("feeds:read")]
FeedWriter = Annotated[ApiKey, holder_of("feeds:write")]
FoundCode = Annotated[
    str,
    Field(
        description="Explained at `/api/docs/codes#` and the code, with what to do and an example.",
        examples=["price/ambiguous"],
    ),
]
UNNAMED = "feed.csv"
POLL_AFTER_S = 1

FeedStatus = Literal[
    "RECEIVED", "VALIDATING", "VALIDATION_FAILED", "HELD", "PROCESSING", "COMPLETED",
    "COMPLETED_WITH_ERRORS", "FAILED", "CANCELLED", "REJECTED", "REVERTED",
]  # fmt: skip


class DeliveryQuery(SentQuery):
    """Whose feed it is, and how it is to be read."""

    partner: str = Field(description="The partner's code.")
    mode: Mode = Field("full", description="What absence means: see the guide.")
    filename: str | None = Field(
        None,
        max_length=MAX_FILENAME_LENGTH,
        pattern=r"^[^\x00-\x1f\x7f]+$",
        description="Its name, for people; without it, that of the multipart file.",
    )
    hold: bool = Field(default=False, description="Wait for approval, whatever the guards say.")


class FeedQuery(PageQuery):
    """Which feeds, and which page of them."""

    partner: str | None = Field(None, description="The partner's code.")
    status: FeedStatus | None = None


class Counters(BaseModel):
    """The ledger: rows_read = inserted + updated + unchanged + skipped; null until it is known."""

    rows_read: int | None
    inserted: int | None
    updated: int | None
    unchanged: int | None
    skipped: int | None
    deactivated: int | None
    warnings: int | None


class Issue(BaseModel):
    """How often a code was found; the report has each occurrence."""

    code: FoundCode
    severity: Literal["error", "warning", "info"]
    count: int
    message: str


class RevertCounts(BaseModel):
    """What a revert does, in products."""

    restored: int = Field(description="Put back as they were before the feed.")
    removed: int = Field(description="Inserted by the feed, and no more in the catalog.")
    kept_for_orders: int = Field(
        description="Inserted by the feed, and made inactive, as orders name them."
    )
    changed_since: int = Field(description="Left alone, as a later feed changed them since.")


class RevertedAnswer(RevertCounts):
    """What the revert of the feed did; `counters` stay what the feed had done."""

    reverted_at: datetime


class FeedAnswer(BaseModel):
    """A feed: what came, what became of it, and its ledger."""

    feed_id: str
    partner: str
    mode: Mode
    origin: str
    delivered_by: str = Field(
        description="Who delivered it, such as `key:nightly`, `user:anna` or `inbox:acme`."
    )
    filename: str
    size_bytes: int
    sha256: str
    status: FeedStatus
    received_at: datetime
    finished_at: datetime | None
    counters: Counters
    dialect: dict[str, Any] | None = Field(description="What was sniffed: encoding, delimiter, …")
    issues: list[Issue]
    jobs: list[JobAnswer] = Field(description="Its jobs, the oldest first.")
    error: dict[str, Any] | None = Field(description="Why it failed as a whole, with a `code`.")
    held_by: list[str] = Field(description="The guards that hold it.")
    replay_of: str | None = Field(description="The feed whose raw file it is read from again.")
    reverted: RevertedAnswer | None = Field(description="What its revert did, once it is done.")

    @classmethod
    def of(cls, feed: Feed, issues: Sequence[IssueCount], jobs: Sequence[Job]) -> Self:
        """Return the feed as the API shows it."""
        return cls.model_validate(
            {
                **{name: getattr(feed, name) for name in OWN_FIELDS},
                "issues": [vars(issue) for issue in issues],
                "jobs": [JobAnswer.of(job) for job in jobs],
                "held_by": list(feed.held_by),
                "replay_of": feed.replays_feed_id,
                "reverted": _reverted(feed),
            }
        )


OWN_FIELDS = FeedAnswer.model_fields.keys() - {
    *("issues", "jobs", "held_by"),
    *("replay_of", "reverted"),
}


@router.post(
    "",
    status_code=202,
    responses=problems(
        *("partner/not_found", "file/empty", "file/too_large"),
        *("store/unavailable", "store/refused", "request/multipart", "request/incomplete"),
    ),
    openapi_extra=UPLOAD_BODY,
)
async def deliver(
    request: Request,
    response: Response,
    services: Services,
    key: FeedWriter,
    query: Annotated[DeliveryQuery, Query()],
) -> FeedAnswer:
    """Take a feed as it comes in; it is read afterwards, so look at `status` again."""
    await run_in_threadpool(get_partner, services.database, query.partner, key.partner_id)
    upload = await open_upload(request, services.ingestion.spool.max_bytes)
    delivery = Delivery(
        partner=query.partner,
        mode=query.mode,
        filename=query.filename or upload.filename or UNNAMED,
        origin="api",
        delivered_by=f"key:{key.name}",
        hold=query.hold,
        request_id=request_id_of(request),
    )
    feed = await _receive(services, delivery, upload)
    response.headers["Location"] = f"/api/v1/feeds/{feed.feed_id}"
    response.headers["Retry-After"] = str(POLL_AFTER_S)
    return (await run_in_threadpool(_completion, services, [feed]))(feed)


@router.get("", responses=problems("request/cursor", "partner/not_found"))
def read_feeds(
    services: Services, key: FeedReader, query: Annotated[FeedQuery, Query()]
) -> PageAnswer[FeedAnswer]:
    """List feeds, the newest first."""
    if query.partner is not None:
        get_partner(services.database, query.partner, key.partner_id)
    wanted = FeedFilter(query.partner, query.status, key.partner_id)
    page = list_feeds(services.database, wanted, query.limit, query.cursor)
    return PageAnswer[FeedAnswer].of(page, _completion(services, page.items))


@router.get("/{feed_id}", responses=problems("feed/not_found"))
def read_feed(services: Services, key: FeedReader, feed_id: str) -> FeedAnswer:
    """Return one feed: its status, ledger, findings by code, and jobs."""
    return answer_of(services, get_feed(services.database, feed_id, key.partner_id))


def answer_of(services: ApiServices, feed: Feed) -> FeedAnswer:
    """Return the feed as the API shows it, with its findings and jobs."""
    return _completion(services, [feed])(feed)


def _reverted(feed: Feed) -> dict[str, Any] | None:
    if feed.reverted is None:
        return None
    return {**vars(feed.reverted), "reverted_at": feed.reverted_at}


async def _receive(services: ApiServices, delivery: Delivery, upload: Upload) -> Feed:
    incoming = await run_in_threadpool(
        begin_delivery, services.ingestion, delivery, upload.announced_bytes
    )
    try:
        async for piece in upload.pieces:
            await run_in_threadpool(incoming.write, piece)
    except BaseException:
        incoming.abandon()
        raise
    return await run_in_threadpool(incoming.finish)


def _completion(services: ApiServices, feeds: Sequence[Feed]) -> Callable[[Feed], FeedAnswer]:
    """Return how each of the feeds is shown, with its findings and jobs, all read at once."""
    feed_ids = [feed.feed_id for feed in feeds]
    issues = summarize_issues_of(services.database, feed_ids)
    jobs = read_jobs_of(services.database, feed_ids)
    return lambda feed: FeedAnswer.of(feed, issues[feed.feed_id], jobs[feed.feed_id])
