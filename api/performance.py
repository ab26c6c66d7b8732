"""Performance of products over HTTP: the best, falling, unsold, wanted, and repriced ones."""

from datetime import datetime
from typing import Annotated, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field, model_validator

from accounts.identities import ApiKey
from analytics.comparison import Compare
from analytics.performance import (
    Performance,
    PerformanceQuery,
    ProductList,
    read_performance,
)
from analytics.price_changes import PriceChange, PriceChangeQuery, list_price_changes
from analytics.unsold import Unsold, list_unsold
from analytics.wanted import Wanted, list_wanted
from api.answers import problems
from api.listing import PageAnswer, PageQuery
from api.revenue import Analyst
from api.revenue_query import Day
from api.routes import BoundedRoute
from api.services import ApiServices, Services
from api.turns import TurnAnswer, shown_id
from api.values import shown_money
from catalog.clock import utc_now
from catalog.partners import get_partner
from orders.stock import available_units

router = APIRouter(route_class=BoundedRoute, prefix="/analytics/products", tags=["analytics"])
AMOUNTS = (
    *("gross", "refunds", "net", "change"),
    *("previous_gross", "previous_refunds", "previous_net"),
)


class PeriodQuery(PageQuery):
    """A page of a list about a period; without dates, of all time."""

    from_: Day | None = Field(None, alias="from", description="The first day, itself included.")
    to: Day | None = Field(None, description="The day after the last.")
    partner: str | None = Field(None, description="The partner's code.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.from_ and self.to and self.from_ > self.to:
            raise ValueError("`from` comes after `to`: swap them")
        return self

    def partner_id(self, services: ApiServices, key: ApiKey) -> int | None:
        """Return the partner that is asked for, else the one that the key is bound to."""
        if self.partner is None:
            return key.partner_id
        return get_partner(services.database, self.partner, key.partner_id).partner_id


class SentPerformanceQuery(PeriodQuery):
    """Which products, and in which order."""

    list_: ProductList = Field(
        "best",
        alias="list",
        description="`best`: by net; `falling` and `rising`: by how much less or more that is than "
        "in the period compared with, products that sell nothing any more included.",
    )
    compare: Compare = Field("previous", description="What a period is compared with.")
    currency: str | None = Field(None, description="A code of ISO 4217, such as `USD`.")


class PerformanceAnswer(BaseModel):
    """What a product sold in one currency; `previous_…` is of the period compared with."""

    product_id: str | None = Field(description="Null where the catalog never had the product.")
    partner: str
    sku: str
    product_name: str | None
    currency: str
    orders: int
    units: int
    gross: str = Field(examples=["45.00"])
    refunds: str
    net: str
    previous_orders: int | None
    previous_units: int | None
    previous_gross: str | None
    previous_refunds: str | None
    previous_net: str | None
    change: str | None = Field(description="`net` less `previous_net`; null without both dates.")
    sell_through: str | None = Field(description="In percent; null where nobody counts the stock.")
    price_index: str | None = Field(
        description="In percent of what other partners ask; null where none offers the same GTIN, "
        "and for a key that is bound to a partner."
    )
    is_active: bool
    in_catalog_since: datetime | None

    @classmethod
    def of(cls, row: Performance) -> Self:
        """Return the row as the API shows it."""
        amounts = {name: shown_money(getattr(row, name), row.currency) for name in AMOUNTS}
        shares = {
            name: None if getattr(row, name) is None else str(getattr(row, name))
            for name in ("sell_through", "price_index")
        }
        return cls.model_validate(
            vars(row) | amounts | shares | {"product_id": shown_id(row.product_id)}
        )


class UnsoldAnswer(BaseModel):
    """An active product that nobody ordered in the period."""

    product_id: str
    partner: str
    sku: str
    product_name: str | None
    price: str | None = Field(description="The sale price where there is one.")
    currency: str | None
    availability: str | None
    in_catalog_since: datetime
    last_sold_at: datetime | None = Field(description="Null where it was never ordered.")

    @classmethod
    def of(cls, row: Unsold) -> Self:
        """Return the row as the API shows it."""
        told = {
            "product_id": shown_id(row.product_id),
            "price": shown_money(row.price, row.currency),
        }
        return cls.model_validate(vars(row) | told)


class WantedAnswer(BaseModel):
    """What was asked for of one product and refused, in the currency of its price of then."""

    product_id: str | None = Field(description="Null for an SKU that the catalog does not have.")
    partner: str
    sku: str
    product_name: str | None
    currency: str | None
    lines: int
    units: int
    lost: str | None = Field(
        description="What the units would have cost at the price of then; null where none is known."
    )
    codes: list[str]
    last_refused_at: datetime
    can_be_ordered: bool = Field(description="Whether at least one unit can be ordered now.")
    because: TurnAnswer | None = Field(description="Why it was refused the last time.")

    @classmethod
    def of(cls, row: Wanted, units_left: int | None) -> Self:
        """Return the row as the API shows it; `units_left` is None for as many as one likes."""
        told = {
            "product_id": shown_id(row.product_id),
            "lost": shown_money(row.lost, row.currency),
            "codes": list(row.codes),
            "can_be_ordered": row.product_id is not None and units_left != 0,
            "because": TurnAnswer.of(row.because),
        }
        return cls.model_validate(vars(row) | told)


class PriceChangeAnswer(BaseModel):
    """A change of a product's price beside what was ordered before and after it; no proof."""

    product_id: str
    partner: str
    sku: str
    product_name: str | None
    changed_at: datetime
    feed_id: str
    by_revert: bool
    price_before: str | None
    price_after: str | None
    currency_before: str | None
    currency_after: str | None
    before_from: datetime = Field(
        description="Where the days before begin: 14 days back, or at the change before."
    )
    after_to: datetime = Field(
        description="Where the days after end: 14 days on, at the next change, or now."
    )
    units_before: int
    units_after: int
    units_a_day_before: str | None
    units_a_day_after: str | None

    @classmethod
    def of(cls, row: PriceChange) -> Self:
        """Return the row as the API shows it."""
        rates = {
            name: None if rate is None else str(rate)
            for name, rate in (
                ("units_a_day_before", row.units_a_day_before),
                ("units_a_day_after", row.units_a_day_after),
            )
        }
        told = {
            "product_id": shown_id(row.product_id),
            "price_before": shown_money(row.price_before, row.currency_before),
            "price_after": shown_money(row.price_after, row.currency_after),
        }
        return cls.model_validate(vars(row) | rates | told)


@router.get("", responses=problems("request/cursor", "partner/not_found"))
def report_performance(
    services: Services, key: Analyst, query: Annotated[SentPerformanceQuery, Query()]
) -> PageAnswer[PerformanceAnswer]:
    """List products by what they sold in a period, beside the one that it is compared with."""
    wanted = PerformanceQuery(
        from_day=query.from_,
        to_day=query.to,
        currency=query.currency,
        partner_id=query.partner_id(services, key),
        compare=query.compare,
        has_rivals=key.partner_id is None,
        now=utc_now(),
        zone=services.zone.key,
    )
    page = read_performance(
        services.database,
        wanted,
        query.list_,
        lambda product_ids: available_units(services.database, product_ids),
        limit=query.limit,
        cursor=query.cursor,
    )
    return PageAnswer[PerformanceAnswer].of(page, PerformanceAnswer.of)


@router.get("/unsold", responses=problems("request/cursor", "partner/not_found"))
def report_unsold(
    services: Services, key: Analyst, query: Annotated[PeriodQuery, Query()]
) -> PageAnswer[UnsoldAnswer]:
    """List active products not ordered in the period, the longest in the catalog first."""
    page = list_unsold(
        services.database,
        query.from_,
        query.to,
        zone=services.zone,
        limit=query.limit,
        partner_id=query.partner_id(services, key),
        cursor=query.cursor,
    )
    return PageAnswer[UnsoldAnswer].of(page, UnsoldAnswer.of)


class SentWantedQuery(PeriodQuery):
    """Which refused lines."""

    currency: str | None = Field(
        None, description="A code of ISO 4217; products without a known price are listed, too."
    )


@router.get("/wanted", responses=problems("request/cursor", "partner/not_found"))
def report_wanted(
    services: Services, key: Analyst, query: Annotated[SentWantedQuery, Query()]
) -> PageAnswer[WantedAnswer]:
    """List lost demand, the most lost first."""
    page = list_wanted(
        services.database,
        query.from_,
        query.to,
        zone=services.zone,
        limit=query.limit,
        currency=query.currency,
        partner_id=query.partner_id(services, key),
        cursor=query.cursor,
    )
    known = [row.product_id for row in page.items if row.product_id is not None]
    left = available_units(services.database, known)
    return PageAnswer[WantedAnswer].of(
        page, lambda row: WantedAnswer.of(row, left.get(row.product_id or 0, 0))
    )


@router.get("/price-changes", responses=problems("request/cursor", "partner/not_found"))
def report_price_changes(
    services: Services, key: Analyst, query: Annotated[PeriodQuery, Query()]
) -> PageAnswer[PriceChangeAnswer]:
    """List price changes, the newest first, with units a day before and after; no proof."""
    wanted = PriceChangeQuery(services.zone, query.from_, query.to, query.partner_id(services, key))
    page = list_price_changes(services.database, wanted, utc_now(), query.limit, query.cursor)
    return PageAnswer[PriceChangeAnswer].of(page, PriceChangeAnswer.of)
