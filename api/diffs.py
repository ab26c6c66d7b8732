"""The diff of a feed: what it does to each product, before it is loaded and afterwards."""

from typing import Annotated, Literal, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel

from api.answers import problems
from api.feeds import FeedReader
from api.listing import PageAnswer, PageQuery
from api.products import ColumnChange
from api.routes import KeyedRoute
from api.services import Services
from api.values import shown_column
from ingestion.diff import DiffRow, read_diff
from ingestion.feeds import get_feed

router = APIRouter(route_class=KeyedRoute, prefix="/feeds", tags=["feeds"])


class DiffAnswer(BaseModel):
    """What the feed does to one product; of a new one, each field that it has."""

    sku: str
    action: Literal["inserted", "updated", "deactivated"]
    changes: list[ColumnChange]

    @classmethod
    def of(cls, row: DiffRow) -> Self:
        """Return the row as the API shows it: money as text, in the currency of its side."""
        changes = [
            ColumnChange(
                column=name,
                before=shown_column(row.before, name),
                after=shown_column(row.after, name),
            )
            for name in row.columns
        ]
        return cls.model_validate({"sku": row.sku, "action": row.action, "changes": changes})


@router.get(
    "/{feed_id}/diff", responses=problems("feed/not_found", "feed/wrong_state", "request/cursor")
)
def read_changes(
    services: Services, key: FeedReader, feed_id: str, query: Annotated[PageQuery, Query()]
) -> PageAnswer[DiffAnswer]:
    """List what a held feed would change, or a loaded one changed, the biggest price move first."""
    feed = get_feed(services.database, feed_id, key.partner_id)
    page = read_diff(services.database, feed.feed_id, query.limit, query.cursor)
    return PageAnswer[DiffAnswer].of(page, DiffAnswer.of)
