"""A small shop, what the cells of its revenue cover, and what is answered, for tests."""

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from analytics.cover import Cover, read_cover
from analytics.revenue import read_revenue
from analytics.revenue_query import RevenueQuery
from catalog.database import Database
from tests.shop import Shop, ask

UTC_ZONE = ZoneInfo("UTC")
BY_CATEGORY = RevenueQuery(group_by="category")
LATER = datetime(2027, 3, 2, tzinfo=UTC)


def small_shop(database: Database) -> Shop:
    """Return a shop that has sold something in November."""
    shop = Shop(database)
    shop.add("LAMP", category="Light", price="10")
    shop.place(ask(LAMP=1))
    return shop


def cover(database: Database) -> Cover:
    with database.cursor() as cursor:
        found = read_cover(cursor, UTC_ZONE)
    assert found is not None
    return found


def net(database: Database, query: RevenueQuery = BY_CATEGORY) -> Decimal:
    return sum((row.net for row in read_revenue(database, query)), Decimal(0))
