"""Feeds and sales over HTTP: how many feeds came, and what came of each."""

from datetime import datetime
from typing import Annotated, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field, model_validator

from analytics.feed_effects import DAYS, FeedEffects, TouchedProduct, read_feed_effects
from analytics.feed_sales import FeedSales, list_feed_sales
from analytics.feed_volume import FeedVolume, VolumeGroup, read_feed_volumes
from api.answers import problems
from api.listing import PageAnswer, PageQuery, SentQuery
from api.revenue import Analyst
from api.revenue_query import Day
from api.routes import BoundedRoute
from api.services import Services
from api.turns import RefusedAnswer, shown_id
from api.values import money_of, shown_money
from catalog.clock import utc_now
from catalog.paging import MAX_LIMIT
from catalog.partners import get_partner
from ingestion.feeds import FeedNotFound, get_feed

router = APIRouter(route_class=BoundedRoute, prefix="/analytics", tags=["analytics"])
MAX_DAYS = 90


class SentVolumeQuery(SentQuery):
    """Which feeds, by the day of their receipt; without dates, all."""

    from_: Day | None = Field(None, alias="from", description="The first day, itself included.")
    to: Day | None = Field(None, description="The day after the last.")
    group_by: VolumeGroup = "day"
    partner: str | None = Field(None, description="The partner's code.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.from_ and self.to and self.from_ > self.to:
            raise ValueError("`from` comes after `to`: swap them")
        return self


class VolumeAnswer(BaseModel):
    """The feeds of one key; records, shares and times are of those that were loaded."""

    key: str = Field(description="Day, week's Monday, month, or the partner's code.")
    feeds: int
    loaded: int
    held: int
    failed: int
    reverted: int
    rows_read: int
    inserted: int
    updated: int
    unchanged: int
    skipped: int
    deactivated: int
    skipped_percent: str | None
    quality_percent: str | None
    median_s: str | None = Field(description="Time to catalog, in seconds.")
    p95_s: str | None = Field(description="Of a hundred loaded feeds, 95 took no longer.")

    @classmethod
    def of(cls, row: FeedVolume) -> Self:
        """Return the row as the API shows it."""
        names = ("skipped_percent", "quality_percent", "median_s", "p95_s")
        told = {name: getattr(row, name) for name in names}
        shown = {name: None if value is None else str(value) for name, value in told.items()}
        return cls.model_validate(vars(row) | shown)


class SalesAnswer(BaseModel):
    """What was ordered and given back in one currency."""

    currency: str
    orders: int
    units: int
    gross: str
    refunds: str
    net: str


class FeedSalesAnswer(BaseModel):
    """A loaded feed and what came of it."""

    feed_id: str
    partner: str
    filename: str
    mode: str
    status: str
    received_at: datetime
    finished_at: datetime | None
    reverted_at: datetime | None
    inserted: int
    updated: int
    deactivated: int
    prices_moved: int
    sales: list[SalesAnswer] = Field(
        description="What was ordered at the prices it set, whatever changed since."
    )
    refused_lines: int = Field(description="Order lines refused because of what it changed.")
    refused_units: int

    @classmethod
    def of(cls, row: FeedSales) -> Self:
        """Return the row as the API shows it."""
        sales = [money_of(vars(each), "gross", "refunds", "net") for each in row.sales]
        return cls.model_validate(vars(row) | {"sales": sales})


class TouchedAnswer(BaseModel):
    """A product that the feed changed, with what it sold before and since in one currency."""

    product_id: str
    partner: str | None
    sku: str | None
    product_name: str | None
    price_before: str | None
    price_after: str | None
    currency_before: str | None
    currency_after: str | None
    stopped: str | None = Field(description="Why it cannot be ordered since; null if it can.")
    currency: str | None
    net_before: str
    net_after: str
    units_before: int
    units_after: int

    @classmethod
    def of(cls, row: TouchedProduct) -> Self:
        """Return the row as the API shows it."""
        told = {
            "product_id": shown_id(row.product_id),
            "price_before": shown_money(row.price_before, row.currency_before),
            "price_after": shown_money(row.price_after, row.currency_after),
        }
        return cls.model_validate(money_of(vars(row), "net_before", "net_after") | told)


class TouchedSalesAnswer(BaseModel):
    """What all products that the feed changed sold before and since, in one currency."""

    currency: str
    products_sold: int
    net_before: str
    net_after: str
    units_before: int
    units_after: int
    net_a_day_before: str | None
    net_a_day_after: str | None


class EffectsAnswer(BaseModel):
    """What a feed changed, beside what the products sold before and since; no proof."""

    feed: FeedSalesAnswer
    before_from: datetime
    loaded_at: datetime
    after_to: datetime = Field(description="At the latest now, and where the feed was reverted.")
    products: int = Field(description="How many products it changed; inserts do not count.")
    repriced_products: int
    dearer: int
    cheaper: int
    stopped_products: int
    sales: list[TouchedSalesAnswer]
    repriced: list[TouchedAnswer] = Field(description="The largest moves of a price first.")
    stopped: list[TouchedAnswer] = Field(
        description="What it took from sale and used to sell, the best first."
    )
    refused: list[RefusedAnswer]

    @classmethod
    def of(cls, feed: FeedSales, effects: FeedEffects) -> Self:
        """Return both as the API shows them."""
        window, touched = effects.window, effects.touched
        return cls(
            feed=FeedSalesAnswer.of(feed),
            before_from=window.from_at,
            loaded_at=window.loaded_at,
            after_to=window.to_at,
            products=touched.products,
            repriced_products=touched.repriced,
            dearer=touched.dearer,
            cheaper=touched.cheaper,
            stopped_products=touched.stopped,
            sales=[_touched_sales(effects, place) for place in range(len(effects.sales))],
            repriced=[TouchedAnswer.of(row) for row in effects.repriced],
            stopped=[TouchedAnswer.of(row) for row in effects.stopped],
            refused=[RefusedAnswer.of(row) for row in effects.refused],
        )


class SentFeedSalesQuery(PageQuery):
    """Which loaded feeds."""

    partner: str | None = Field(None, description="The partner's code.")


class SentEffectsQuery(SentQuery):
    """How far to look."""

    days: int = Field(DAYS, ge=1, le=MAX_DAYS, description="Days before the feed, and since.")
    limit: int = Field(50, ge=1, le=MAX_LIMIT, description="Rows of each list.")


@router.get("/feeds", responses=problems("partner/not_found"))
def report_feeds(
    services: Services, key: Analyst, query: Annotated[SentVolumeQuery, Query()]
) -> PageAnswer[VolumeAnswer]:
    """Return how many feeds came, how long they took and how good they were, all at once."""
    partner_id = key.partner_id
    if query.partner is not None:
        partner_id = get_partner(services.database, query.partner, partner_id).partner_id
    rows = read_feed_volumes(
        services.database,
        query.from_,
        query.to,
        group_by=query.group_by,
        zone=services.zone,
        partner_id=partner_id,
    )
    items = [VolumeAnswer.of(row) for row in rows]
    return PageAnswer[VolumeAnswer](items=items, next_cursor=None)


@router.get("/feeds/sales", responses=problems("request/cursor", "partner/not_found"))
def report_feed_sales(
    services: Services, key: Analyst, query: Annotated[SentFeedSalesQuery, Query()]
) -> PageAnswer[FeedSalesAnswer]:
    """List loaded feeds, the newest first, with what was ordered at the prices each set."""
    partner_id = key.partner_id
    if query.partner is not None:
        partner_id = get_partner(services.database, query.partner, partner_id).partner_id
    page = list_feed_sales(services.database, query.limit, query.cursor, partner_id=partner_id)
    return PageAnswer[FeedSalesAnswer].of(page, FeedSalesAnswer.of)


@router.get("/feeds/{feed_id}", responses=problems("feed/not_found"))
def report_feed_effects(
    services: Services, key: Analyst, feed_id: str, query: Annotated[SentEffectsQuery, Query()]
) -> EffectsAnswer:
    """Return what a loaded feed changed, and what the products sold before it and since."""
    feed = get_feed(services.database, feed_id, key.partner_id)
    loaded = list_feed_sales(services.database, 1, feed_id=feed.feed_id).items
    if not loaded:
        raise FeedNotFound(f"feed {feed.feed_id} was never loaded: it changed nothing")
    effects = read_feed_effects(services.database, loaded[0], utc_now(), query.limit, query.days)
    return EffectsAnswer.of(loaded[0], effects)


def _touched_sales(effects: FeedEffects, place: int) -> TouchedSalesAnswer:
    sales, window = effects.sales[place], effects.window
    before = window.a_day_before(sales.net_before, sales.currency)
    after = window.a_day_after(sales.net_after, sales.currency)
    rates = {"net_a_day_before": before, "net_a_day_after": after}
    names = ("net_before", "net_after", *rates)
    return TouchedSalesAnswer.model_validate(money_of({**vars(sales), **rates}, *names))
