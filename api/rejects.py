"""The rejects file of a feed: what was skipped, as it came, with what was wrong."""

from fastapi import APIRouter
from starlette.responses import StreamingResponse

from api.answers import Answers, problems
from api.export_files import BUSY, answer_file, caller_of, room_of
from api.feeds import FeedReader
from api.routes import KeyedRoute
from api.services import Services
from catalog.exports import write_export
from ingestion.feeds import get_feed
from ingestion.rejects import open_rejects

router = APIRouter(route_class=KeyedRoute, prefix="/feeds", tags=["feeds"])
AS_CSV: Answers = {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}


@router.get(
    "/{feed_id}/rejects",
    response_class=StreamingResponse,
    responses=AS_CSV
    | problems(
        *(BUSY, "feed/not_found", "feed/wrong_state", "feed/raw_expired", "feed/report_expired"),
        *("store/object_missing", "store/unavailable", "store/refused"),
    ),
)
def read_rejects(services: Services, key: FeedReader, feed_id: str) -> StreamingResponse:
    """
    Return the skipped records in the partner's own columns, and what was wrong as `_errors`.

    Encoding, delimiter and cells are those of the feed. Corrected and sent again as a delta,
    just these records load. Records of a preset that are no products are left out.
    """
    feed = get_feed(services.database, feed_id, key.partner_id)
    with services.exports.turn(caller_of(key)):
        rejects = open_rejects(services.ingestion, feed)
        written = write_export(rejects.pieces, room_of(services))
    media_type = f"text/csv; charset={rejects.charset}"
    return answer_file(written, f"rejects-{feed.feed_id}.csv", media_type)
