"""What is asked of revenue: a period, what it is compared with, and what counts in it."""

import re
from datetime import date
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from accounts.identities import ApiKey
from analytics.comparison import Compare
from analytics.revenue_query import NO_NAME, GroupBy
from api.listing import SentQuery
from api.services import ApiServices
from catalog.clock import utc_now
from catalog.partners import get_partner

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
NAMED = ("category", "brand", "country")


def _refuse_other_forms(sent: object) -> object:
    # pydantic would read 20260101 as seconds since 1970
    if isinstance(sent, str) and not ISO_DAY.fullmatch(sent):
        raise ValueError("send a date such as 2026-11-23")
    return sent


Day = Annotated[date, BeforeValidator(_refuse_other_forms)]
Level = Annotated[
    int | None, Field(ge=1, le=20, description="Of each category, only so many parts of its path.")
]


class SentNarrowing(SentQuery):
    """Which lines count, and what they are compared with; an absent filter filters nothing."""

    from_: Day | None = Field(None, alias="from", description="The first day, itself included.")
    to: Day | None = Field(None, description="The day after the last.")
    compare: Compare | None = Field(
        None, description="With what to compare; absent is `previous`, without keys that are gone."
    )
    currency: str | None = Field(None, description="A code of ISO 4217, such as `USD`.")
    partner: str | None = Field(None, description="The partner's code.")
    category: str | None = Field(
        None, description="Its path, such as `Home > Light`; what is below it counts too."
    )
    brand: str | None = None
    product: str | None = Field(None, pattern=".+/.+", description="Partner and SKU: `lumen/LAMP`.")
    country: str | None = None
    level: Level = None

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.from_ and self.to and self.from_ > self.to:
            raise ValueError("`from` comes after `to`: swap them")
        if self.compare and not (self.from_ and self.to):
            raise ValueError("`compare` needs a whole period: send `from` and `to`")
        if self.level and self.grouped_by != "category":
            raise ValueError("`level` is of categories: group by category")
        if self.partner and self.product and not self.product.startswith(f"{self.partner}/"):
            raise ValueError("`product` begins with another partner than `partner`")
        return self

    @property
    def grouped_by(self) -> GroupBy:
        """What each row is of."""
        raise NotImplementedError

    def wanted(self, services: ApiServices, key: ApiKey) -> dict[str, Any]:
        """
        Return the fields of a RevenueQuery, of the key's own partner alone.

        Raises:
            PartnerNotFound: a partner or a product's partner is not there for this key.
        """
        code = self.partner or (self.product or "").split("/")[0]
        partner_id = key.partner_id
        if code:
            partner_id = get_partner(services.database, code, partner_id).partner_id
        names = {name: getattr(self, name) for name in NAMED}
        return {
            **{name: "" if value == NO_NAME else value for name, value in names.items()},
            **self.model_dump(include={"currency", "product", "level"}),
            "from_day": self.from_,
            "to_day": self.to,
            "group_by": self.grouped_by,
            "compare": self.compare or "previous",
            "partner_id": partner_id,
            "now": utc_now(),
            "zone": services.zone.key,
        }
