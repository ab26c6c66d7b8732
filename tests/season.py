"""
A season in a shop for tests: feeds, orders, refunds and past orders, through the real pipeline.

Feeds are loaded by the real jobs, orders placed at the real desk, each at its time by a clock that
the test sets. What the pipeline dates by the database's own clock is dated back afterwards.
"""

import io
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

import pytest

from catalog.database import Database
from ingestion.delivery import Delivery, deliver_feed
from ingestion.feeds import Feed
from ingestion.profiles import Mode
from ingestion.revert import request_revert
from orders.desk import OrderDesk, place_order
from orders.refunds import cancel_order, refund_order
from orders.refusals import OrderUnavailable
from orders.request import OrderLine, OrderRequest
from orders.stock import note_counts
from tests.feeding import Feeding
from tests.importing import Importing
from tests.model.season import Load, Price, Product, Refusal, Return, Sale, Season

COLUMNS = "sku,name,category,price,sale_price,currency,quantity\n"
DATED_BACK = (
    "update feed set finished_at = $at where feed_id = $feed_id",
    "update product_change set changed_at = $at where feed_id = $feed_id and action <> 'reverted'",
    "update product set created_at = $at where first_feed_id = $feed_id",
    "update product set updated_at = $at where last_feed_id = $feed_id",
)
REVERT_DATED_BACK = (
    "update feed set reverted_at = $at where feed_id = $feed_id",
    "update product_change set changed_at = $at where feed_id = $feed_id and action = 'reverted'",
)
Wanted = Sequence[tuple[str, int]]
Event = tuple[datetime, Callable[[], object]]


class Quiet(Feeding):
    """A feeding whose jobs run when the test says so, on its own thread."""

    def wake(self) -> None:
        """Let them wait."""


@dataclass
class Shopkeeper:
    """Runs a shop on a database, and keeps the records that a person would."""

    feeding: Feeding
    importing: Importing
    now: datetime = datetime(2026, 8, 31, 6, tzinfo=UTC)
    season: Season = field(default_factory=Season)
    feeds: dict[str, Feed] = field(default_factory=dict)
    price_feed: dict[tuple[str, str], str] = field(default_factory=dict)
    keys: "count[int]" = field(default_factory=count)

    def __post_init__(self) -> None:
        feeding = self.feeding
        feeding.ingestion = replace(feeding.ingestion, clock=lambda: self.now)
        feeding.hooks.append(lambda cursor, f: note_counts(cursor, f.feed_id, f.received_at))
        feeding.desk = OrderDesk(feeding.database, lambda: self.now)
        self.importing.room = replace(self.importing.room, desk=feeding.desk)

    @property
    def database(self) -> Database:
        """Where everything is written."""
        return self.feeding.database

    def load(
        self,
        filename: str,
        products: Sequence[Product],
        mode: Mode = "full",
        seconds: int = 5,
        bad: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """Load a file of these products and of bad records, by the code of their error."""
        partner, bad = products[0].partner, bad or {}
        lines = [line for lines in bad.values() for line in lines]
        body = COLUMNS + "".join(_record(product) for product in products) + "".join(lines)
        delivery = Delivery(partner, mode, filename, "api", "test")
        feed = deliver_feed(self.feeding.ingestion, delivery, io.BytesIO(body.encode()))
        feed = self.feeding.work_off(feed)
        assert feed.counters["skipped"] == len(lines), feed
        at = self.now + timedelta(seconds=seconds)
        self._date_back(DATED_BACK, feed, at)
        self.feeds[filename] = feed
        errors = Counter({code: len(lines) for code, lines in bad.items()})
        rows = len(products) + len(lines)
        self.season.loads.append(Load(self.now, filename, partner, seconds, rows, errors))
        for product in products:
            self._price(at, filename, product)
        if mode == "full":
            sent = {(product.partner, product.sku) for product in products}
            ours = {key for key in self.season.shelf if key[0] == partner}
            self.season.gone = {key for key in self.season.gone if key[0] != partner} | ours - sent

    def revert(self, filename: str, back: Sequence[Product]) -> None:
        """Revert a file, after which these products are back as they were."""
        request_revert(self.feeding.ingestion, self.feeds[filename].feed_id, "user:anna")
        self.feeding.work_off(self.feeds[filename])
        self._date_back(REVERT_DATED_BACK, self.feeds[filename], self.now)
        for product in back:
            before = self.season.shelf[product.partner, product.sku]
            self.season.shelf[product.partner, product.sku] = product
            named = (filename, "reverted", product, before)
            self.season.prices.append(Price(self.now, *named))
            self.price_feed[product.partner, product.sku] = next(
                price.feed
                for price in reversed(self.season.prices)
                if price.action != "reverted" and price.after == product
            )

    def order(self, customer: str, partner: str, wanted: Wanted) -> str:
        """Place an order and return its id."""
        placed = place_order(
            self.feeding.desk, _request(customer, partner, wanted), owner="ann"
        ).order
        for line, (sku, units) in enumerate(wanted, start=1):
            product = self.season.shelf[partner, sku]
            total, feed = product.asked * units, self.price_feed[partner, sku]
            named = (self.now, placed.order_id, line, customer)
            self.season.sales.append(Sale(*named, product, units, total, feed))
        return placed.order_id

    def refuse(self, partner: str, sku: str, units: int, code: str) -> None:
        """Ask for what cannot be had."""
        with pytest.raises(OrderUnavailable) as refused:
            place_order(self.feeding.desk, _request("c-1", partner, [(sku, units)]), owner="ann")
        assert [line.code for line in refused.value.lines] == [code]
        product = self.season.shelf.get((partner, sku))
        self.season.refusals.append(Refusal(self.now, partner, sku, units, code, product))

    def give_back(self, order_id: str, units: int | None = None) -> None:
        """Refund so many units of the first line, or cancel the whole order."""
        desk, key = self.feeding.desk, f"key-{next(self.keys)}"
        lines = [sale for sale in self.season.sales if sale.order == order_id]
        if units is None:
            cancel_order(desk, order_id, owner="ann", actor="ann", idempotency_key=key)
        else:
            lines = [replace(lines[0], units=units, total=lines[0].total / lines[0].units * units)]
            wanted = [(1, units)]
            refund_order(desk, order_id, wanted, owner="ann", actor="ann", idempotency_key=key)
        for sale in lines:
            back = Return(self.now, order_id, sale.product, sale.units, sale.total)
            self.season.returns.append(back)

    def bring(self, lines: Sequence[tuple[datetime, str, str, str, int]]) -> None:
        """Import past lines: moment, customer or '', partner, SKU, units (negative: given back)."""
        text = "order_number,ordered_at,customer_ref,partner,sku,quantity,unit_price,currency\n"
        for at, customer, partner, sku, units in lines:
            product, number = self.season.shelf[partner, sku], str(UUID(int=next(self.keys)))
            cells = (customer, partner, sku, units, product.asked, product.currency)
            text += ",".join(map(str, (number, f"{at:%Y-%m-%dT%H:%M:%SZ}", *cells))) + "\n"
            amount = product.asked * abs(units)
            if units < 0:
                self.season.returns.append(Return(at, number, product, -units, amount))
            else:
                who = customer or "unknown"
                self.season.sales.append(Sale(at, number, 1, who, product, units, amount, None))
        job = self.importing.bring(text, source="oldshop")
        assert job.result is not None, job.error
        assert job.result["inserted"] == len(lines)

    def _price(self, at: datetime, filename: str, product: Product) -> None:
        key = (product.partner, product.sku)
        before = self.season.shelf.get(key)
        self.season.shelf[key] = product
        if before and (before.price, before.sale) == (product.price, product.sale):
            return
        self.price_feed[key] = filename
        action = "updated" if before else "inserted"
        self.season.prices.append(Price(at, filename, action, product, before))

    def _date_back(self, statements: Sequence[str], feed: Feed, at: datetime) -> None:
        with self.database.transaction() as cursor:
            for statement in statements:
                cursor.execute(statement, {"at": at, "feed_id": feed.feed_id})


def _record(product: Product) -> str:
    said = (product.sku, product.name, product.category, product.price, product.sale)
    cells = (*said, product.currency, product.quantity)
    return ",".join("" if cell is None else str(cell) for cell in cells) + "\n"


def _request(customer: str, partner: str, wanted: Wanted) -> OrderRequest:
    lines = tuple(OrderLine(partner=partner, sku=sku, quantity=units) for sku, units in wanted)
    return OrderRequest(customer_ref=customer, lines=lines)
