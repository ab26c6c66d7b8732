"""What each system is asked: the questions of the dashboards, and the form of an answer."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

Row = tuple[str, str, int, int, Decimal, Decimal, Decimal, Decimal | None]
"""Key, currency, orders, units, gross, refunds, net, and the net of as many days before."""


@dataclass(frozen=True)
class Question:
    """Revenue by one thing: of the last `days` and compared with as many before, or of all time."""

    name: str
    group_by: str
    days: int | None
    partner: str | None = None

    def period(self, end: date) -> tuple[date, date]:
        """Return the first day, and the first of the days it is compared with."""
        if self.days is None:
            return date(2000, 1, 1), date(2000, 1, 1)
        return end - timedelta(days=self.days), end - timedelta(days=2 * self.days)


QUESTIONS = (
    Question("totals, 30 days", "currency", 30),
    Question("totals, a year", "currency", 365),
    Question("by day, 30 days", "day", 30),
    Question("by day, a year", "day", 365),
    Question("by day, a year, one partner", "day", 365, "partner-03"),
    Question("by week, a year", "week", 365),
    Question("by month, all time", "month", None),
    Question("by partner, 30 days", "partner", 30),
    Question("by partner, a year", "partner", 365),
    Question("by category, a year", "category", 365),
    Question("by brand, a year", "brand", 365),
    Question("by country, a year", "country", 365),
    Question("by product, 30 days", "product", 30),
    Question("by product, a year", "product", 365),
)
