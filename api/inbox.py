"""What lies in the inbox and is not taken, each file with its reason."""

from datetime import datetime
from typing import Annotated, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.answers import problems
from api.feeds import FeedReader
from api.listing import PageAnswer, PageQuery
from api.routes import KeyedRoute
from api.services import Services
from ingestion.inbox_refusals import Refusal, list_refusals

router = APIRouter(route_class=KeyedRoute, prefix="/inbox", tags=["feeds"])


class RefusalAnswer(BaseModel):
    """A file that lies in the inbox and is not taken."""

    key: str = Field(description="Where it lies; what is no UTF-8 in it is written `\\xff`.")
    partner: str | None = Field(
        description="The folder that it lies in, also where there is no such partner; null beside"
        " the folders."
    )
    code: str = Field(description="Why it is not taken.", examples=["inbox/unfinished"])
    detail: str
    size_bytes: int
    first_seen_at: datetime = Field(description="Since when it is refused for this reason.")

    @classmethod
    def of(cls, refusal: Refusal) -> Self:
        """Return the refusal as the API shows it."""
        return cls.model_validate({name: getattr(refusal, name) for name in cls.model_fields})


@router.get("/refusals", responses=problems("request/cursor"))
def read_refusals(
    services: Services, key: FeedReader, query: Annotated[PageQuery, Query()]
) -> PageAnswer[RefusalAnswer]:
    """List what lies in the inbox and is not taken, the oldest refusal first."""
    page = list_refusals(services.database, query.limit, query.cursor, key.partner)
    return PageAnswer[RefusalAnswer].of(page, RefusalAnswer.of)
