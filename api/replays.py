"""Replay: a stored raw file, read once more as a new feed."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from api.answers import problems
from api.feeds import POLL_AFTER_S, FeedAnswer, FeedWriter, answer_of
from api.listing import SentQuery
from api.request_ids import request_id_of
from api.routes import BoundedRoute
from api.services import Services
from ingestion.feeds import get_feed
from ingestion.replay import Replay, ReplayProfile, replay_feed

router = APIRouter(route_class=BoundedRoute, prefix="/feeds", tags=["feeds"])


class ReplayQuery(SentQuery):
    """How the file is to be read this time."""

    profile: ReplayProfile = Field(
        "today", description="The profile in force, or the one that the feed was read with."
    )
    hold: bool = Field(default=False, description="Wait for approval, whatever the guards say.")


@router.post(
    "/{feed_id}/replay",
    status_code=202,
    responses=problems(
        *("feed/not_found", "feed/wrong_state", "feed/raw_expired", "file/too_large"),
        *("store/object_missing", "store/unavailable", "store/refused"),
    ),
)
def replay(  # noqa: PLR0913 - what FastAPI hands over, by name
    *,
    request: Request,
    response: Response,
    services: Services,
    key: FeedWriter,
    feed_id: str,
    query: Annotated[ReplayQuery, Query()],
) -> FeedAnswer:
    """Deliver the raw file of a finished feed once more; the answer is the new feed."""
    feed = get_feed(services.database, feed_id, key.partner_id)
    asked = Replay(f"key:{key.name}", query.profile, query.hold, request_id_of(request))
    replayed = replay_feed(services.ingestion, feed.feed_id, asked)
    response.headers["Location"] = f"/api/v1/feeds/{replayed.feed_id}"
    response.headers["Retry-After"] = str(POLL_AFTER_S)
    return answer_of(services, replayed)
