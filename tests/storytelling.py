"""Stories of a shop, told day by day: feeds that come at a moment, orders that are placed at it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from catalog.clock import utc_now
from catalog.database import Database
from catalog.partners import get_partner
from ingestion.feeds import Feed
from ingestion.profiles import Mode
from orders.desk import Placed, place_order
from orders.refusals import OrderUnavailable
from orders.request import OrderLine, OrderRequest
from tests.feeding import Feeding
from tests.makers import make_products

# a Tuesday, and four of them before
TUESDAY = datetime(2026, 9, 29, tzinfo=UTC)
MOVE = (
    "update feed set received_at = $at, finished_at = $at where feed_id = $feed_id and not $undone",
    "update feed set reverted_at = $at where feed_id = $feed_id and $undone",
    "update product_change set changed_at = $at where feed_id = $feed_id and changed_at > $since",
    "update removed_product set removed_at = $at where feed_id = $feed_id and removed_at > $since",
    "update product set updated_at = $at where updated_at > $since",
    "update product set created_at = $at where created_at > $since",
    "update product set quantity_counted_at = $at where quantity_counted_at > $since",
    "update stock_count set counted_at = $at where counted_at > $since",
    "update partner set merges = merges + 1",
)


@dataclass
class Story:
    """A shop whose feeds and orders happen at the moments that the story gives them."""

    feeding: Feeding
    orders: list[Placed] = field(default_factory=list)

    @property
    def database(self) -> Database:
        """The database that the story is told in."""
        return self.feeding.database

    def load(self, body: str, at: datetime, mode: Mode = "delta", partner: str = "lumen") -> Feed:
        """Load a feed, as if at that moment."""
        since = utc_now()
        feed = self.feeding.load(body, mode, partner)
        assert feed.status.startswith("COMPLETED"), feed.error
        self._move(feed, since, at, undone=False)
        return feed

    def revert(self, feed: Feed, at: datetime) -> None:
        """Revert a feed, as if at that moment."""
        since = utc_now()
        assert self.feeding.revert(feed).status == "REVERTED"
        self._move(feed, since, at, undone=True)

    def order(
        self, at: datetime, quantities: Mapping[str, int], partner: str = "lumen"
    ) -> Placed | None:
        """Order at that moment; return None where the order was refused."""
        lines = tuple(
            OrderLine(partner=partner, sku=sku, quantity=units) for sku, units in quantities.items()
        )
        request = OrderRequest(customer_ref="C-1", lines=lines)
        try:
            placed = place_order(self.feeding.desk.at(lambda: at), request, owner="user:anna")
        except OrderUnavailable:
            return None
        self.orders.append(placed)
        return placed

    def weeks(self, quantities: Mapping[str, int], partner: str = "lumen", weeks: int = 4) -> None:
        """Order the same at noon of each Tuesday before the one of the story."""
        for ago in range(weeks, 0, -1):
            self.order(TUESDAY + timedelta(hours=12) - timedelta(weeks=ago), quantities, partner)

    def tuesday(self, quantities: Mapping[str, int], partner: str = "lumen") -> None:
        """Order each product by itself at noon of the story's Tuesday."""
        for sku, units in quantities.items():
            self.order(TUESDAY + timedelta(hours=12), {sku: units}, partner)

    def _move(self, feed: Feed, since: datetime, at: datetime, *, undone: bool) -> None:
        named = {"at": at, "feed_id": feed.feed_id, "since": since, "undone": undone}
        with self.database.transaction() as cursor:
            for statement in MOVE:
                known = {name: value for name, value in named.items() if f"${name}" in statement}
                cursor.execute(statement, known)
        self.feeding.desk.refresh()


@pytest.fixture
def story(feeding: Feeding) -> Story:
    """Return a story of lumen, weaver and nord, each with products A, B and C in the catalog."""
    opened = TUESDAY - timedelta(days=60)
    told = Story(feeding)
    for code in ("weaver", "nord"):
        feeding.partner(code)
    for code in ("lumen", "weaver", "nord"):
        products = (
            {
                "sku": sku,
                "product_name": f"{sku} by name",
                "price": Decimal(price),
                "created_at": opened,
                "updated_at": opened,
            }
            for sku, price in {"A": 10, "B": 20, "C": 30}.items()
        )
        make_products(feeding.database, get_partner(feeding.database, code), *products)
    return told


def shelf(**prices: str) -> str:
    """Return a feed of products with these prices."""
    return "id,title,price\n" + "".join(
        f"{sku},{sku} by name,{price}\n" for sku, price in prices.items()
    )
