"""Revenue over HTTP: by time, partner or product, each currency by itself."""

from typing import Annotated, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from accounts.identities import ApiKey
from analytics.revenue import GroupBy, RevenueQuery, RevenueRow, read_revenue
from api.answers import problems
from api.callers import holder_of
from api.listing import PageAnswer
from api.revenue_query import SentNarrowing
from api.routes import BoundedRoute
from api.services import Services
from api.values import shown_money

router = APIRouter(route_class=BoundedRoute, prefix="/analytics", tags=["analytics"])
Analyst = Annotated[ApiKey, holder_of("analytics:read")]


class SentRevenueQuery(SentNarrowing):
    """Which revenue; without dates, that of all time."""

    group_by: GroupBy = "day"

    @property
    def grouped_by(self) -> GroupBy:
        """What each row is of."""
        return self.group_by


class RevenueAnswer(BaseModel):
    """The revenue of one key in one currency; amounts are text in it."""

    key: str = Field(
        description="Day, week's Monday, month, partner, category, brand, partner/sku, country"
        " or currency; empty for lines without category, brand or country."
    )
    currency: str
    orders: int
    units: int
    gross: str = Field(examples=["45.00"])
    refunds: str
    net: str
    previous_net: str | None = Field(
        description="The net of what it is compared with; null without both dates."
    )
    previous_gross: str | None = Field(description="Likewise its gross.")
    previous_orders: int | None = Field(description="Likewise its orders.")
    previous_units: int | None = Field(description="Likewise its units.")

    @classmethod
    def of(cls, row: RevenueRow) -> Self:
        """Return the row as the API shows it."""
        amounts = {
            name: shown_money(getattr(row, name), row.currency)
            for name in ("gross", "refunds", "net", "previous_net", "previous_gross")
        }
        return cls.model_validate(vars(row) | amounts)


@router.get("/revenue", responses=problems("partner/not_found"))
def report_revenue(
    services: Services, key: Analyst, query: Annotated[SentRevenueQuery, Query()]
) -> PageAnswer[RevenueAnswer]:
    """
    Return all rows at once: by time in its order, else the best first.

    With `compare=`, keys that sold only in what it is compared with are rows of zeros.
    """
    keeps_gone = query.compare is not None
    wanted = RevenueQuery(**query.wanted(services, key), keeps_gone=keeps_gone)
    rows = [RevenueAnswer.of(row) for row in read_revenue(services.database, wanted)]
    return PageAnswer[RevenueAnswer](items=rows, next_cursor=None)
