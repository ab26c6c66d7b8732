"""The analysts' file: of which moment it is, and what the next one waits for."""

from datetime import datetime
from typing import Annotated, Self

from fastapi import APIRouter
from pydantic import BaseModel, Field

from accounts.identities import ApiKey
from analytics.published_state import PublishedState, read_published
from api.answers import problems
from api.callers import holder_of
from api.routes import BoundedRoute
from api.services import Services

router = APIRouter(route_class=BoundedRoute, prefix="/analytics", tags=["analytics"])


class PublishedAnswer(BaseModel):
    """The published file; all but `waits_for` is null before the first."""

    published_at: datetime | None = Field(description="The moment that all its tables show.")
    took_s: float | None = Field(description="How long it took to write.")
    how: str | None = Field(
        description="`changes`: by what had changed. `anew`: all of it, as after a start."
    )
    waits_for: str | None = Field(
        description="Why the next file cannot be written yet.", examples=["server/disk_full"]
    )

    @classmethod
    def of(cls, state: PublishedState) -> Self:
        """Return the state as the API shows it."""
        return cls.model_validate({name: getattr(state, name) for name in cls.model_fields})


@router.get("/published", responses=problems())
def show_published(
    services: Services, _key: Annotated[ApiKey, holder_of("analytics:read")]
) -> PublishedAnswer:
    """Answer when `analytics.duckdb` was published last, and how long that took."""
    return PublishedAnswer.of(read_published(services.database))
