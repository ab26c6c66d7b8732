"""Feeds on their way in: as one stream, or a full one in parts."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.answers import problems
from api.feeds import POLL_AFTER_S, FeedAnswer, FeedWriter, answer_of
from api.listing import SentQuery
from api.problems import RequestProblem
from api.request_ids import request_id_of
from api.routes import KeyedRoute
from api.services import ApiServices, Services
from api.uploads import MAX_FILENAME_LENGTH, UPLOAD_BODY, Upload, open_upload
from catalog.partners import get_partner
from ingestion.batches import MOST_PARTS, SentPart
from ingestion.delivery import Delivery, IncomingFeed, begin_delivery
from ingestion.feeds import Feed
from ingestion.parts import IncomingPart, begin_part
from ingestion.profiles import Mode

router = APIRouter(route_class=KeyedRoute, prefix="/feeds", tags=["feeds"])
UNNAMED = "feed.csv"
MAX_BATCH_LENGTH = 128
PRINTABLE = r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$"


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


class PartQuery(DeliveryQuery):
    """The same, and which part of which feed it is where that comes in parts."""

    batch: str | None = Field(
        None,
        max_length=MAX_BATCH_LENGTH,
        pattern=PRINTABLE,
        description="The sender's name for the feed that this is a part of; never used again.",
    )
    part: int | None = Field(
        None, ge=1, le=MOST_PARTS, description="The part's number, in the order of the file."
    )
    last: bool = Field(default=False, description="No part of the batch has a higher number.")

    def sent_part(self) -> SentPart | None:
        """
        Return which part it is, None where the feed comes in one piece.

        Raises:
            RequestProblem: what is said of the part does not go together.
        """
        if self.batch is None and self.part is None and not self.last:
            return None
        if self.batch is None or self.part is None:
            absent = "part" if self.batch else "batch"
            raise RequestProblem("batch/invalid", f"there is no `{absent}`")
        if self.mode != "full":
            sentence = f"a {self.mode} feed changes only what is in it: each part is a feed itself"
            raise RequestProblem("batch/invalid", sentence)
        return SentPart(self.batch, self.part, self.last)


@router.post(
    "",
    status_code=202,
    responses=problems(
        *("partner/not_found", "file/empty", "file/too_large"),
        *("store/unavailable", "store/refused", "request/multipart", "request/incomplete"),
        *("batch/invalid", "batch/part_taken", "batch/part_out_of_place", "batch/closed"),
    ),
    openapi_extra=UPLOAD_BODY,
)
async def deliver(
    request: Request,
    response: Response,
    services: Services,
    key: FeedWriter,
    query: Annotated[PartQuery, Query()],
) -> FeedAnswer:
    """
    Take a feed, or a part of a full one, as it comes in.

    It is read afterwards, so look at `status` again; one in parts once all of them are there.
    """
    sent = query.sent_part()
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
    incoming = await run_in_threadpool(_begin, services, delivery, sent, upload.announced_bytes)
    feed = await _receive(incoming, upload)
    response.headers["Location"] = f"/api/v1/feeds/{feed.feed_id}"
    response.headers["Retry-After"] = str(POLL_AFTER_S)
    return await run_in_threadpool(answer_of, services, feed)


def _begin(
    services: ApiServices, delivery: Delivery, sent: SentPart | None, announced_bytes: int
) -> IncomingFeed | IncomingPart:
    if sent is None:
        return begin_delivery(services.ingestion, delivery, announced_bytes)
    return begin_part(services.ingestion, delivery, sent, announced_bytes)


async def _receive(incoming: IncomingFeed | IncomingPart, upload: Upload) -> Feed:
    try:
        async for piece in upload.pieces:
            await run_in_threadpool(incoming.write, piece)
    except BaseException:
        incoming.abandon()
        raise
    return await run_in_threadpool(incoming.finish)
