"""Undo: what the revert of a feed would do, and the revert itself."""

from typing import Annotated, Literal, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.requests import Request

from api.answers import problems
from api.feeds import FeedAnswer, FeedReader, FeedWriter, RevertCounts, answer_of
from api.listing import PageAnswer, PageQuery
from api.request_ids import request_id_of
from api.routes import BoundedRoute
from api.services import Services
from ingestion.feeds import get_feed
from ingestion.revert import request_revert
from ingestion.revert_plan import LeftProduct, preview_revert
from orders.witness import find_ordered

router = APIRouter(route_class=BoundedRoute, prefix="/feeds", tags=["feeds"])


class LeftAnswer(BaseModel):
    """A product that would not be as it was before the feed, and why."""

    product_id: str
    sku: str
    code: Literal["etl/changed_since", "etl/kept_for_orders"]
    message: str
    feed_id: str = Field(description="The feed that changed it last.")

    @classmethod
    def of(cls, left: LeftProduct) -> Self:
        """Return the product as the API shows it."""
        return cls.model_validate({**vars(left), "product_id": str(left.product_id)})


class PreviewAnswer(PageAnswer[LeftAnswer]):
    """What the revert would do now, and a page of the products that it would leave."""

    counts: RevertCounts


@router.get(
    "/{feed_id}/revert", responses=problems("feed/not_found", "feed/wrong_state", "request/cursor")
)
def preview(
    services: Services, key: FeedReader, feed_id: str, query: Annotated[PageQuery, Query()]
) -> PreviewAnswer:
    """Say what the revert of a loaded feed would do now, and which products it would leave."""
    feed = get_feed(services.database, feed_id, key.partner_id)
    found = preview_revert(services.database, feed.feed_id, find_ordered, query.limit, query.cursor)
    return PreviewAnswer(
        counts=RevertCounts.model_validate(vars(found.counts)),
        items=[LeftAnswer.of(left) for left in found.left.items],
        next_cursor=found.left.next_cursor,
    )


@router.post(
    "/{feed_id}/revert", status_code=202, responses=problems("feed/not_found", "feed/wrong_state")
)
def revert(request: Request, services: Services, key: FeedWriter, feed_id: str) -> FeedAnswer:
    """Queue the revert of a loaded feed; it is `REVERTED` once its products are as before."""
    feed = get_feed(services.database, feed_id, key.partner_id)
    actor, request_id = f"key:{key.name}", request_id_of(request)
    return answer_of(services, request_revert(services.ingestion, feed.feed_id, actor, request_id))
