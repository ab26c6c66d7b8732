"""What explains a change of revenue, over HTTP: each key's share of it, and of products why."""

from datetime import date
from typing import Annotated, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from accounts.identities import ApiKey
from analytics.contributions import (
    Change,
    ChangeQuery,
    Contribution,
    ExplainedBy,
    Parts,
    explain_change,
)
from analytics.revenue_query import GroupBy
from api.answers import problems
from api.callers import holder_of
from api.revenue_query import Day, SentNarrowing
from api.routes import BoundedRoute
from api.services import Services
from api.values import shown_money
from catalog.currencies import money
from catalog.paging import MAX_LIMIT

router = APIRouter(route_class=BoundedRoute, prefix="/analytics", tags=["analytics"])
Analyst = Annotated[ApiKey, holder_of("analytics:read")]
AMOUNTS = ("net", "previous_net", "change")


class SentChangeQuery(SentNarrowing):
    """Which change: of one currency, between a period and what it is compared with."""

    from_: Day = Field(alias="from", description="The first day, itself included.")
    to: Day = Field(description="The day after the last.")
    currency: str = Field(description="A code of ISO 4217, such as `USD`.")
    by: ExplainedBy = "product"
    limit: int = Field(20, ge=1, le=MAX_LIMIT, description="How many keys besides the others.")

    @property
    def grouped_by(self) -> GroupBy:
        """What each contribution is of."""
        return self.by


class PartsAnswer(BaseModel):
    """Why a net changed; the parts sum to the change."""

    volume: str = Field(description="More or fewer units, at the average price before.")
    price: str = Field(description="Another average price, of the units of now.")
    refunds: str = Field(description="Less or more was given back.")
    new: str = Field(description="Products that sold nothing before.")
    gone: str = Field(description="Products that sell nothing now.")

    @classmethod
    def of(cls, parts: Parts | None, currency: str) -> Self | None:
        """Return the parts as the API shows them."""
        if parts is None:
            return None
        return cls(**{name: money(amount, currency) for name, amount in vars(parts).items()})


class ContributionAnswer(BaseModel):
    """What one key, or the others together, add to the change; amounts are text in it."""

    key: str | None = Field(description="Null for the others, which come last.")
    keys: int = Field(description="How many keys it stands for: 1, or the number of the others.")
    net: str
    previous_net: str
    change: str
    share: float | None = Field(
        description="The change over the whole change, to four decimals; null where that is 0."
    )
    parts: PartsAnswer | None = Field(description="By product alone, else null.")

    @classmethod
    def of(cls, contribution: Contribution, currency: str) -> Self:
        """Return the contribution as the API shows it."""
        amounts = {name: shown_money(getattr(contribution, name), currency) for name in AMOUNTS}
        share = contribution.share
        shown = {
            "share": None if share is None else float(share),
            "parts": PartsAnswer.of(contribution.parts, currency),
        }
        return cls.model_validate(vars(contribution) | amounts | shown)


class ChangeAnswer(BaseModel):
    """The change of net revenue; the contributions sum to it exactly."""

    currency: str
    compared_from: date = Field(description="The first day of what it is compared with.")
    compared_to: date = Field(
        description="The day after its last. A period that is not over is compared as far as it"
        " has come, to the time of day."
    )
    net: str
    previous_net: str
    change: str
    parts: PartsAnswer | None = Field(description="By product alone, else null.")
    contributions: list[ContributionAnswer]

    @classmethod
    def of(cls, change: Change) -> Self:
        """Return the change as the API shows it."""
        currency = change.currency
        amounts = {name: money(getattr(change, name), currency) for name in AMOUNTS}
        return cls(
            currency=currency,
            compared_from=change.comparison.first,
            compared_to=change.comparison.end,
            parts=PartsAnswer.of(change.parts, currency),
            contributions=[ContributionAnswer.of(each, currency) for each in change.contributions],
            **amounts,
        )


@router.get("/revenue/changes", responses=problems("partner/not_found"))
def explain_revenue(
    services: Services, key: Analyst, query: Annotated[SentChangeQuery, Query()]
) -> ChangeAnswer:
    """Return which keys moved the net revenue of one currency, the greatest move first."""
    wanted = ChangeQuery.model_validate(query.wanted(services, key))
    return ChangeAnswer.of(explain_change(services.database, wanted, query.limit))
