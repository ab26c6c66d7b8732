"""Feeds: followed by their id, accounted for record by record."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from accounts.identities import ApiKey
from api.answers import problems
from api.callers import holder_of
from api.jobs import JobAnswer
from api.listing import PageAnswer, PageQuery
from api.routes import KeyedRoute
from api.services import ApiServices, Services
from catalog.partners import get_partner
from ingestion.batches import Parts, read_parts_of
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
POLL_AFTER_S = 1

FeedStatus = Literal[
    "RECEIVED", "VALIDATING", "VALIDATION_FAILED", "HELD", "PROCESSING", "COMPLETED",
    "COMPLETED_WITH_ERRORS", "FAILED", "CANCELLED", "REJECTED", "REVERTED",
]  # fmt: skip


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


class PartsAnswer(BaseModel):
    """The parts of a feed that are there."""

    batch: str
    received: list[int]
    missing: list[int] = Field(
        description="Those up to `last`, or while that is not known, up to the highest received."
    )
    last: int | None = Field(description="How many parts there are, once the last one was named.")

    @classmethod
    def of(cls, parts: Parts) -> Self:
        """Return the parts as the API shows them."""
        return cls(
            batch=parts.batch,
            received=list(parts.received),
            missing=list(parts.missing),
            last=parts.last,
        )


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
    sha256: str | None = Field(description="Null while the parts of the feed are not together.")
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
    raw_deleted_at: datetime | None = Field(
        description="Since when its raw file is deleted, which was not kept any longer."
    )
    report_deleted_at: datetime | None = Field(
        description="The same of its report; `issues` still tells how often each code was found."
    )
    parts: PartsAnswer | None = Field(description="Of a feed in parts: which of them are there.")

    @classmethod
    def of(
        cls,
        feed: Feed,
        issues: Sequence[IssueCount],
        jobs: Sequence[Job],
        parts: Parts | None = None,
    ) -> Self:
        """Return the feed as the API shows it."""
        return cls.model_validate(
            {
                **{name: getattr(feed, name) for name in OWN_FIELDS},
                "issues": [vars(issue) for issue in issues],
                "jobs": [JobAnswer.of(job) for job in jobs],
                "held_by": list(feed.held_by),
                "replay_of": feed.replays_feed_id,
                "reverted": _reverted(feed),
                "sha256": feed.sha256 or None,
                "parts": parts and PartsAnswer.of(parts),
            }
        )


OWN_FIELDS = FeedAnswer.model_fields.keys() - {
    *("issues", "jobs", "held_by"),
    *("replay_of", "reverted", "sha256", "parts"),
}


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


def _completion(services: ApiServices, feeds: Sequence[Feed]) -> Callable[[Feed], FeedAnswer]:
    """Return how each of the feeds is shown, with its findings and jobs, all read at once."""
    feed_ids = [feed.feed_id for feed in feeds]
    issues = summarize_issues_of(services.database, feed_ids)
    jobs = read_jobs_of(services.database, feed_ids)
    parts = read_parts_of(services.database, feed_ids)
    return lambda feed: FeedAnswer.of(
        feed, issues[feed.feed_id], jobs[feed.feed_id], parts.get(feed.feed_id)
    )
