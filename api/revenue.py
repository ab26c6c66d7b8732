"""Revenue over HTTP: by time, partner or product, each currency by itself."""

from typing import Annotated, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from accounts.identities import ApiKey
from analytics.revenue import RevenueRow, read_revenue
from analytics.revenue_pages import page_revenue
from analytics.revenue_query import GroupBy, RevenueQuery
from api.answers import problems
from api.callers import holder_of
from api.listing import MAX_CURSOR_LENGTH, PageAnswer
from api.revenue_query import SentNarrowing
from api.routes import BoundedRoute
from api.services import Services
from api.values import shown_money
from catalog.paging import DEFAULT_LIMIT, MAX_LIMIT, Page

router = APIRouter(route_class=BoundedRoute, prefix="/analytics", tags=["analytics"])
Analyst = Annotated[ApiKey, holder_of("analytics:read")]


class SentRevenueQuery(SentNarrowing):
    """Which revenue; without dates, that of all time."""

    group_by: GroupBy = "day"
    limit: int | None = Field(
        None, ge=1, le=MAX_LIMIT, description="How many items at most; without it, all of them."
    )
    cursor: str | None = Field(
        None, max_length=MAX_CURSOR_LENGTH, description="The `next_cursor` of the page before."
    )

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


@router.get("/revenue", responses=problems("partner/not_found", "request/cursor"))
def report_revenue(
    services: Services, key: Analyst, query: Annotated[SentRevenueQuery, Query()]
) -> PageAnswer[RevenueAnswer]:
    """
    Return rows by time in its order, else the best first; all at once, or by pages of `limit`.

    With `compare=`, keys that sold only in what it is compared with are rows of zeros.
    """
    keeps_gone = query.compare is not None
    wanted = RevenueQuery(**query.wanted(services, key), keeps_gone=keeps_gone)
    if query.limit is None and query.cursor is None:
        page = Page(tuple(read_revenue(services.database, wanted)), None)
    else:
        limit = query.limit or DEFAULT_LIMIT
        page = page_revenue(services.database, wanted, limit, query.cursor)
    return PageAnswer[RevenueAnswer].of(page, RevenueAnswer.of)
