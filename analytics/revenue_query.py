"""Which revenue is asked for."""

from datetime import date
from typing import Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from analytics.comparison import Compare, Comparison, compare_period

NO_NAME = "(none)"  # how a filter, a page and a file call what has no category, brand or country
GroupBy = Literal[
    "day", "week", "month", "partner", "category", "brand", "product", "country", "currency"
]
TIMES: tuple[GroupBy, ...] = ("day", "week", "month")


class RevenueQuery(BaseModel):
    """
    Which revenue; days are those of the zone, and what is None filters nothing.

    A filter that is '' wants what has no category, brand or country. With `keeps_gone`, keys that
    only the comparison has are rows too, of nothing now. A period that is not over at `now` is
    compared as far as it has come.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    from_day: date | None = Field(None, description="The first day, itself included.")
    to_day: date | None = Field(None, description="The day after the last.")
    group_by: GroupBy = "day"
    currency: str | None = None
    partner_id: int | None = None
    category: str | None = Field(None, description="A path; what is below it counts too.")
    brand: str | None = None
    product: str | None = Field(None, description="partner/sku")
    country: str | None = None
    level: int | None = Field(None, ge=1, le=20, description="Of a category, its first parts.")
    compare: Compare = "previous"
    keeps_gone: bool = False
    now: AwareDatetime | None = None
    zone: str = "UTC"

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.from_day and self.to_day and self.from_day > self.to_day:
            raise ValueError("the first day comes after the last: swap them")
        if self.level is not None and self.group_by != "category":
            raise ValueError("a level is one of categories: group by category")
        return self

    @property
    def comparison(self) -> Comparison | None:
        """What the period is compared with, None for one without an end or a beginning."""
        if self.from_day is None or self.to_day is None:
            return None
        return self._compared(self.from_day, self.to_day)

    def _compared(self, first: date, end: date) -> Comparison:
        is_by_weeks = self.group_by == "week" and self.compare == "year"
        return compare_period(first, end, "52weeks" if is_by_weeks else self.compare)
