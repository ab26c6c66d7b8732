"""What the cells of revenue cover, and what is answered, for tests."""

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from analytics.cover import Cover, read_cover
from analytics.revenue import RevenueQuery, read_revenue
from catalog.database import Database

UTC_ZONE = ZoneInfo("UTC")
BY_CATEGORY = RevenueQuery(group_by="category")
LATER = datetime(2027, 3, 2, tzinfo=UTC)


def cover(database: Database) -> Cover:
    with database.cursor() as cursor:
        found = read_cover(cursor, UTC_ZONE)
    assert found is not None
    return found


def net(database: Database, query: RevenueQuery = BY_CATEGORY) -> Decimal:
    return sum((row.net for row in read_revenue(database, query)), Decimal(0))
