"""What one feed changed, beside what the products sold before and since; no proof of causes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from duckdb import DuckDBPyConnection

from analytics.feed_sales import FeedSales
from analytics.refused import RefusedProduct, note_refused, read_refused
from catalog.currencies import MINOR_UNITS
from catalog.database import Database, Row, rows_of
from catalog.statements import Statements

SQL = Statements(__file__)
DAYS = 14
SECONDS_OF_DAY = 86_400


@dataclass(frozen=True)
class Window:
    """
    The days before a feed was loaded, and those since.

    Those since end where the feed was reverted, and now.
    """

    from_at: datetime
    loaded_at: datetime
    to_at: datetime

    def a_day_before(self, net: Decimal, currency: str) -> Decimal | None:
        """Return what an amount of the days before comes to a day."""
        return _a_day(net, self.loaded_at - self.from_at, currency)

    def a_day_after(self, net: Decimal, currency: str) -> Decimal | None:
        """Return what an amount of the days since comes to a day."""
        return _a_day(net, self.to_at - self.loaded_at, currency)


@dataclass(frozen=True)
class Touched:
    """How many products the feed changed, moved the price of, and took from sale."""

    products: int
    repriced: int
    dearer: int
    cheaper: int
    stopped: int


@dataclass(frozen=True)
class TouchedSales:
    """What all products that the feed changed sold before and since, in one currency."""

    currency: str
    products_sold: int
    net_before: Decimal
    net_after: Decimal
    units_before: int
    units_after: int


@dataclass(frozen=True)
class TouchedProduct:
    """
    A product that the feed changed, with what it sold before and since in one currency.

    `stopped` is deactivated, no stock, or its availability since; None where it can be ordered.
    """

    product_id: int
    partner: str | None
    sku: str | None
    product_name: str | None
    price_before: Decimal | None
    price_after: Decimal | None
    currency_before: str | None
    currency_after: str | None
    stopped: str | None
    currency: str | None
    net_before: Decimal
    net_after: Decimal
    units_before: int
    units_after: int


@dataclass(frozen=True)
class FeedEffects:
    """What a feed changed; each list has as many rows as were asked for at most."""

    window: Window
    touched: Touched
    sales: tuple[TouchedSales, ...]
    repriced: tuple[TouchedProduct, ...]
    stopped: tuple[TouchedProduct, ...]
    refused: tuple[RefusedProduct, ...]


def read_feed_effects(
    database: Database, feed: FeedSales, now: datetime, limit: int, days: int = DAYS
) -> FeedEffects:
    """Return what the loaded feed changed, beside up to so many days before it and since."""
    window = _window(feed, now, days)
    with database.transaction() as cursor:  # what is listed and what is summed is one state
        cursor.execute(SQL["note_touched"], {"feed_id": feed.feed_id})
        cursor.execute(SQL["note_touched_sales"], vars(window))
        note_refused(cursor, feed.received_at, None, None)
        return FeedEffects(
            window=window,
            touched=Touched(**rows_of(cursor.execute(SQL["count_touched"]))[0]),
            sales=tuple(
                TouchedSales(**row) for row in rows_of(cursor.execute(SQL["select_touched_totals"]))
            ),
            repriced=_products(cursor, {"list": "repriced", "limit": limit}),
            stopped=_products(cursor, {"list": "stopped", "limit": limit}),
            refused=read_refused(cursor, limit, feed.feed_id),
        )


def _window(feed: FeedSales, now: datetime, days: int) -> Window:
    loaded_at = feed.finished_at or feed.received_at
    length = timedelta(days=days)
    ends = (loaded_at + length, now, feed.reverted_at or now)
    return Window(loaded_at - length, loaded_at, max(loaded_at, min(ends)))


def _products(cursor: DuckDBPyConnection, asked: Row) -> tuple[TouchedProduct, ...]:
    return tuple(
        TouchedProduct(**row)
        for row in rows_of(cursor.execute(SQL["select_touched_products"], asked))
    )


def _a_day(amount: Decimal, window: timedelta, currency: str) -> Decimal | None:
    seconds = window // timedelta(seconds=1)
    if not seconds:
        return None
    unit = Decimal(1).scaleb(-MINOR_UNITS.get(currency, 2))
    return (amount * SECONDS_OF_DAY / seconds).quantize(unit, ROUND_HALF_UP)
