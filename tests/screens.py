"""Every screen that shows revenue, asked the same: page, totals, API, product lists, and file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from analytics.revenue import read_revenue, read_totals
from analytics.revenue_query import GroupBy, RevenueQuery
from catalog.database import Database
from catalog.partners import get_partner
from tests.api import Client
from tests.model.sales import MINOR_UNITS
from tests.model.trade import Key, Measures, Trade, key_of, sum_up

NAMES = ("orders", "units", "gross", "refunds", "net")
MONEY = NAMES[2:]
# as an analyst writes them who has read docs/analysts.md
KEYS_OF_FILE = {
    "day": "strftime(day, '%Y-%m-%d')",
    "week": "strftime(date_trunc('week', day), '%Y-%m-%d')",
    "month": "strftime(day, '%Y-%m')",
    "partner": "partner",
    "category": "coalesce(category, '')",
    "brand": "coalesce(brand, '')",
    "product": "partner || '/' || sku",
    "country": "coalesce(country, '')",
}
FILE = """
select
    {key} as key, currency, count(distinct order_id) filter (is_placed) as orders,
    sum(units) as units, sum(gross) as gross, sum(refunds) as refunds,
    sum(gross - refunds) as net
from revenue_lines
where ($first is null or day >= $first) and ($end is null or day < $end)
    and ($currency is null or currency = $currency) and ($partner is null or partner = $partner)
group by all
"""
AVERAGES = """
select currency, measure_average_order(
    measure_gross(gross), measure_orders(case when is_placed then order_id end), minor_unit
)
from revenue_lines
join currencies using (currency)
where ($first is null or day >= $first) and ($end is null or day < $end)
    and ($currency is null or currency = $currency) and ($partner is null or partner = $partner)
group by currency, minor_unit
"""


@dataclass(frozen=True)
class Query:
    """What is asked of each screen."""

    group_by: GroupBy
    first: date | None
    end: date | None
    currency: str | None
    partner: str | None

    def expected(self, model: Trade, zone: ZoneInfo, group_by: str) -> dict[Key, Measures]:
        """Return what a person with a calendar and a pencil would find."""
        entries = [
            (day, entry)
            for day, entry in model.within(zone, self.first, self.end)
            if self.currency in {None, entry.item.currency}
            and self.partner in {None, entry.item.partner}
        ]
        return sum_up(entries, key_of(group_by))

    def on_page(self, database: Database, zone: str) -> dict[Key, Measures]:
        """Return what the page of revenue reads."""
        rows = read_revenue(database, self._sent(database, zone))
        return {(row.key, row.currency): measures_of(vars(row)) for row in rows}

    def in_totals(self, database: Database, zone: str) -> dict[Key, Measures]:
        """Return the totals above it."""
        rows = read_totals(database, self._sent(database, zone))
        return {("", row.currency): measures_of(vars(row)) for row in rows}

    def averages_on_page(self, database: Database, zone: str) -> dict[str, Decimal | None]:
        """Return what an order of each currency is worth, in the totals of the page."""
        rows = read_totals(database, self._sent(database, zone))
        return {row.currency: row.average_order for row in rows}

    def averages_in_file(self, path: Path) -> dict[str, Decimal | None]:
        """Return the same of the published file, by its own macros."""
        return dict(self._ask(path, AVERAGES))

    def over_http(self, client: Client) -> dict[Key, Measures]:
        """Return what the API answers, whose amounts are text."""
        sent = {**self._params(), "group_by": self.group_by}
        rows = client.get("/api/v1/analytics/revenue", params=sent).json()["items"]
        assert all(is_money(row[name], row["currency"]) for row in rows for name in MONEY)
        return {(row["key"], row["currency"]): measures_of(row) for row in rows}

    def _params(self) -> dict[str, str]:
        named = {"from": self.first, "to": self.end}
        asked = {**named, "currency": self.currency, "partner": self.partner}
        return {name: str(value) for name, value in asked.items() if value is not None}

    def _sent(self, database: Database, zone: str) -> RevenueQuery:
        partner = self.partner and get_partner(database, self.partner)
        return RevenueQuery(
            from_day=self.first,
            to_day=self.end,
            group_by=self.group_by,
            currency=self.currency,
            partner_id=partner.partner_id if partner else None,
            zone=zone,
        )

    def in_lists(self, client: Client) -> dict[Key, Measures]:
        """Return what the API's list of the best products answers, whose keys are products."""
        rows = client.get("/api/v1/analytics/products", params=self._params()).json()["items"]
        return {
            (f"{row['partner']}/{row['sku']}", row["currency"]): measures_of(row) for row in rows
        }

    def in_file(self, path: Path) -> dict[Key, Measures]:
        """Return what an analyst is answered who asks the published file."""
        rows = self._ask(path, FILE.format(key=KEYS_OF_FILE[self.group_by]))
        return {(row[0], row[1]): Measures(*row[2:]) for row in rows}

    def _ask(self, path: Path, sql: str) -> list[tuple[Any, ...]]:
        asked = {"first": self.first, "end": self.end}
        asked |= {"currency": self.currency, "partner": self.partner}  # type: ignore[dict-item]
        with duckdb.connect(str(path), read_only=True) as reader:
            return reader.execute(sql, asked).fetchall()


def measures_of(row: Mapping[str, Any]) -> Measures:
    """Return the measures of a row; amounts may be text, and are never floats."""
    assert not any(isinstance(row[name], float) for name in NAMES)
    return Measures(row["orders"], row["units"], *(Decimal(row[name]) for name in MONEY))


def is_money(text: str, currency: str) -> bool:
    """Whether it has the decimals of the currency."""
    return len(text.partition(".")[2]) == MINOR_UNITS[currency]
