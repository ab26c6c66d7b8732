"""Revenue over HTTP: by time, partner or product, each currency by itself."""

import re
from datetime import date
from typing import Annotated, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, BeforeValidator, Field, model_validator

from accounts.identities import ApiKey
from analytics.revenue import GroupBy, RevenueQuery, RevenueRow, read_revenue
from api.answers import problems
from api.callers import holder_of
from api.listing import PageAnswer, SentQuery
from api.routes import BoundedRoute
from api.services import Services
from api.values import shown_money
from catalog.partners import get_partner

router = APIRouter(route_class=BoundedRoute, prefix="/analytics", tags=["analytics"])
Analyst = Annotated[ApiKey, holder_of("analytics:read")]
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _refuse_other_forms(sent: object) -> object:
    # pydantic would read 20260101 as seconds since 1970
    if isinstance(sent, str) and not ISO_DAY.fullmatch(sent):
        raise ValueError("send a date such as 2026-11-23")
    return sent


Day = Annotated[date, BeforeValidator(_refuse_other_forms)]


class SentRevenueQuery(SentQuery):
    """Which revenue; without dates, that of all time."""

    from_: Day | None = Field(None, alias="from", description="The first day, itself included.")
    to: Day | None = Field(None, description="The day after the last.")
    group_by: GroupBy = "day"
    currency: str | None = Field(None, description="A code of ISO 4217, such as `USD`.")
    partner: str | None = Field(None, description="The partner's code.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.from_ and self.to and self.from_ > self.to:
            raise ValueError("`from` comes after `to`: swap them")
        return self


class RevenueAnswer(BaseModel):
    """The revenue of one key in one currency; amounts are text in it."""

    key: str = Field(description="Day, week's Monday, month, partner, partner/sku, or country.")
    currency: str
    orders: int
    units: int
    gross: str = Field(examples=["45.00"])
    refunds: str
    net: str
    previous_net: str | None = Field(
        description="The net of as many days just before; null without both dates."
    )

    @classmethod
    def of(cls, row: RevenueRow) -> Self:
        """Return the row as the API shows it."""
        amounts = {
            name: shown_money(getattr(row, name), row.currency)
            for name in ("gross", "refunds", "net", "previous_net")
        }
        return cls.model_validate(vars(row) | amounts)


@router.get("/revenue", responses=problems("partner/not_found"))
def report_revenue(
    services: Services, key: Analyst, query: Annotated[SentRevenueQuery, Query()]
) -> PageAnswer[RevenueAnswer]:
    """Return all rows at once: by time in its order, else the best first."""
    partner_id = key.partner_id
    if query.partner is not None:
        partner_id = get_partner(services.database, query.partner, partner_id).partner_id
    wanted = RevenueQuery(
        from_day=query.from_,
        to_day=query.to,
        group_by=query.group_by,
        currency=query.currency,
        partner_id=partner_id,
        zone=services.zone.key,
    )
    rows = [RevenueAnswer.of(row) for row in read_revenue(services.database, wanted)]
    return PageAnswer[RevenueAnswer](items=rows, next_cursor=None)
