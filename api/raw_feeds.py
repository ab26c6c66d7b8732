"""The raw file of a feed, as it came."""

from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import StreamingResponse

from api.answers import Answers, problems
from api.feeds import FeedReader
from api.routes import KeyedRoute
from api.services import ApiServices, Services
from ingestion.feeds import Feed, FeedWrongState, get_feed
from ingestion.raw_files import begin, read_raw
from ingestion.retention import refuse_expired_raw

router = APIRouter(route_class=KeyedRoute, prefix="/feeds", tags=["feeds"])
MEDIA_TYPE = "application/octet-stream"
AS_BYTES: Answers = {
    200: {"content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}}
}


@router.get(
    "/{feed_id}/file",
    response_class=StreamingResponse,
    responses=AS_BYTES
    | problems(
        *("feed/not_found", "feed/wrong_state", "feed/raw_expired"),
        *("store/object_missing", "store/unavailable", "store/refused"),
    ),
)
def read_file(services: Services, key: FeedReader, feed_id: str) -> StreamingResponse:
    """
    Return the raw file as it came; of a feed in parts, what the parts make together.

    Its bytes are compared with the feed's `sha256` on the way: where they differ, the answer
    breaks off before its end.
    """
    return _file(services, get_feed(services.database, feed_id, key.partner_id))


def read_file_for_visitor(services: Services, feed_id: str) -> StreamingResponse:
    """Return the same as for a key of all partners; no cache keeps it."""
    answer = _file(services, get_feed(services.database, feed_id))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _file(services: ApiServices, feed: Feed) -> StreamingResponse:
    refuse_expired_raw(feed)
    if not feed.is_whole:
        raise FeedWrongState(f"the parts of feed {feed.feed_id} are not put together")
    pieces = begin(read_raw(services.ingestion.store, feed))
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(feed.filename, safe='')}",
        "Content-Length": str(feed.size_bytes),
        "X-Content-Type-Options": "nosniff",
    }
    return StreamingResponse(pieces, media_type=MEDIA_TYPE, headers=headers)
