"""What a person decides of a feed: approve it, reject it, cancel it; each once."""

from fastapi import APIRouter
from starlette.requests import Request

from api.answers import problems
from api.feeds import FeedAnswer, FeedWriter, answer_of
from api.request_ids import request_id_of
from api.routes import BoundedRoute
from api.services import Services
from ingestion.decisions import approve_feed, cancel_feed, reject_feed
from ingestion.feeds import get_feed

router = APIRouter(route_class=BoundedRoute, prefix="/feeds", tags=["feeds"])
REFUSALS = problems("feed/not_found", "feed/wrong_state")


@router.post(
    "/{feed_id}/approve",
    status_code=202,
    responses=problems("feed/not_found", "feed/wrong_state", "feed/superseded"),
)
def approve(request: Request, services: Services, key: FeedWriter, feed_id: str) -> FeedAnswer:
    """Load a held feed; what it changes is worked out anew against the catalog as it is now."""
    feed = get_feed(services.database, feed_id, key.partner_id)
    actor, request_id = f"key:{key.name}", request_id_of(request)
    return answer_of(services, approve_feed(services.ingestion, feed.feed_id, actor, request_id))


@router.post("/{feed_id}/reject", status_code=202, responses=REFUSALS)
def reject(services: Services, key: FeedWriter, feed_id: str) -> FeedAnswer:
    """End a held feed: nothing of it is loaded, its counters stay what it would have done."""
    feed = get_feed(services.database, feed_id, key.partner_id)
    return answer_of(services, reject_feed(services.ingestion, feed.feed_id, f"key:{key.name}"))


@router.post("/{feed_id}/cancel", status_code=202, responses=REFUSALS)
def cancel(services: Services, key: FeedWriter, feed_id: str) -> FeedAnswer:
    """End a feed that is not loaded yet: its jobs are stopped, and nothing of it is loaded."""
    feed = get_feed(services.database, feed_id, key.partner_id)
    return answer_of(services, cancel_feed(services.ingestion, feed.feed_id, f"key:{key.name}"))
