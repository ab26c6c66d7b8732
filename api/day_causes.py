"""What can explain a day's sales, over HTTP."""

from datetime import datetime
from typing import Annotated, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from analytics.causes import BlamedFeed, DayQuery, DayTotals, LosingProduct, read_causes
from api.answers import problems
from api.listing import SentQuery
from api.revenue import Analyst
from api.revenue_query import Day
from api.routes import BoundedRoute
from api.services import Services
from api.turns import RefusedAnswer, TurnAnswer, shown_id
from api.values import money_of, shown_money
from catalog.clock import utc_now
from catalog.paging import MAX_LIMIT
from catalog.partners import get_partner

router = APIRouter(route_class=BoundedRoute, prefix="/analytics/days", tags=["analytics"])


class DayTotalsAnswer(BaseModel):
    """The day in one currency beside the same weekday before."""

    currency: str
    units: int
    net: str
    week_before: str
    usual: str = Field(description="The average of the same weekday of up to four weeks.")
    lost: str = Field(description="What the products that sold less than usual lost.")
    explained: str = Field(description="How much of `lost` some change can explain.")
    losing_products: int

    @classmethod
    def of(cls, row: DayTotals) -> Self:
        """Return the row as the API shows it."""
        names = ("net", "week_before", "usual", "lost", "explained")
        return cls.model_validate(money_of(vars(row), *names))


class BlamedFeedAnswer(BaseModel):
    """A feed with what its changes can explain of the day's losses in one currency."""

    feed_id: str
    by_revert: bool = Field(description="Its revert is meant, and not the feed.")
    partner: str | None
    filename: str | None
    mode: str | None
    status: str | None
    reverted_at: datetime | None
    changed_at: datetime
    currency: str | None = Field(description="Null for a feed that only had orders refused.")
    explained: str
    alone: str = Field(description="What of that no other feed can explain, too.")
    products: int
    kinds: list[str]
    refused_lines: int
    refused_units: int

    @classmethod
    def of(cls, row: BlamedFeed) -> Self:
        """Return the row as the API shows it."""
        told = money_of(vars(row), "explained", "alone")
        return cls.model_validate(told | {"kinds": list(row.kinds)})


class CauseAnswer(TurnAnswer):
    """A change, and what of the product's loss it can explain."""

    explained: str


class LosingAnswer(BaseModel):
    """A product that sold less than usual."""

    product_id: str | None
    partner: str
    sku: str
    product_name: str | None
    currency: str
    units: int
    net: str
    week_before: str
    usual: str
    loss: str
    causes: list[CauseAnswer] = Field(description="Empty where nothing that matters was changed.")

    @classmethod
    def of(cls, row: LosingProduct) -> Self:
        """Return the row as the API shows it."""
        causes = [
            {**vars(each.turn), "explained": shown_money(each.explained, row.currency)}
            for each in row.causes
        ]
        told = {"product_id": shown_id(row.product_id), "causes": causes}
        amounts = money_of(vars(row), "net", "week_before", "usual", "loss")
        return cls.model_validate(amounts | told)


class CausesAnswer(BaseModel):
    """What can explain a day's sales; each list the worst first, `limit` rows at most."""

    day: Day
    zone: str
    until: datetime | None = Field(
        description="Where the day was cut, as it is not over; the weeks before are cut there, too."
    )
    totals: list[DayTotalsAnswer]
    feeds: list[BlamedFeedAnswer]
    products: list[LosingAnswer]
    refused: list[RefusedAnswer]


class SentDayQuery(SentQuery):
    """What of the day."""

    currency: str | None = Field(None, description="A code of ISO 4217, such as `USD`.")
    partner: str | None = Field(None, description="The partner's code.")
    limit: int = Field(50, ge=1, le=MAX_LIMIT, description="Rows of each list.")


@router.get("/{day}/causes", responses=problems("partner/not_found"))
def report_causes(
    services: Services, key: Analyst, day: Day, query: Annotated[SentDayQuery, Query()]
) -> CausesAnswer:
    """Return which feeds can explain what products lost on a day; no proof."""
    partner_id = key.partner_id
    if query.partner is not None:
        partner_id = get_partner(services.database, query.partner, partner_id).partner_id
    wanted = DayQuery(day, services.zone, query.currency, partner_id)
    found = read_causes(services.database, wanted, utc_now(), query.limit)
    return CausesAnswer(
        day=found.day,
        zone=services.zone.key,
        until=found.until,
        totals=[DayTotalsAnswer.of(row) for row in found.totals],
        feeds=[BlamedFeedAnswer.of(row) for row in found.feeds],
        products=[LosingAnswer.of(row) for row in found.products],
        refused=[RefusedAnswer.of(row) for row in found.refused],
    )
