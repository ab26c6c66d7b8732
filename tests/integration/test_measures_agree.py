"""Random trade: what pages read and what the API answers is what a plain model says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from analytics.revenue import GroupBy, RevenueQuery, read_revenue, read_totals
from catalog.partners import get_partner
from tests.api import Client
from tests.model.sales import MINOR_UNITS
from tests.model.trade import KEYS, Item, Key, Measures, Trade, key_of, sum_up
from tests.soaking import tried
from tests.trading import PARTNERS, Trading, TradingFloor, shelves, steps

NAMES = ("orders", "units", "gross", "refunds", "net")
MONEY = NAMES[2:]
# days on which the clocks of the zone change; nothing of it is a whole hour in the last
ZONES = [
    ("Europe/Berlin", datetime(2026, 10, 24, 20, tzinfo=UTC)),
    ("America/Sao_Paulo", datetime(2018, 11, 3, 22, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 4, 4, 10, tzinfo=UTC)),
]


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

    def on_page(self, trading: Trading, zone: str) -> dict[Key, Measures]:
        """Return what the page of revenue reads."""
        rows = read_revenue(trading.database, self._sent(trading, zone))
        return {(row.key, row.currency): measures_of(vars(row)) for row in rows}

    def in_totals(self, trading: Trading, zone: str) -> dict[Key, Measures]:
        """Return the totals above it."""
        rows = read_totals(trading.database, self._sent(trading, zone))
        return {("", row.currency): measures_of(vars(row)) for row in rows}

    def over_http(self, client: Client) -> dict[Key, Measures]:
        """Return what the API answers, whose amounts are text."""
        named = {**vars(self), "from": self.first, "to": self.end}
        asked = ("from", "to", "group_by", "currency", "partner")
        sent = {name: str(named[name]) for name in asked if named[name] is not None}
        rows = client.get("/api/v1/analytics/revenue", params=sent).json()["items"]
        assert all(is_money(row[name], row["currency"]) for row in rows for name in MONEY)
        return {(row["key"], row["currency"]): measures_of(row) for row in rows}

    def _sent(self, trading: Trading, zone: str) -> RevenueQuery:
        partner = self.partner and get_partner(trading.database, self.partner)
        return RevenueQuery(
            from_day=self.first,
            to_day=self.end,
            group_by=self.group_by,
            currency=self.currency,
            partner_id=partner.partner_id if partner else None,
            zone=zone,
        )


@dataclass(frozen=True)
class Question:
    """A query whose days are counted from the one on which trade begins."""

    group_by: GroupBy
    first: int | None
    end: int | None
    currency: str | None
    partner: str | None

    def on(self, day: date) -> Query:
        """Return the query for trade that begins on that day."""
        first, end = (
            None if days is None else day + timedelta(days=days) for days in (self.first, self.end)
        )
        return Query(**{**vars(self), "first": first, "end": end})


def measures_of(row: Mapping[str, Any]) -> Measures:
    """Return the measures of a row; amounts may be text, and are never floats."""
    assert not any(isinstance(row[name], float) for name in NAMES)
    return Measures(row["orders"], row["units"], *(Decimal(row[name]) for name in MONEY))


def is_money(text: str, currency: str) -> bool:
    """Whether it has the decimals of the currency."""
    return len(text.partition(".")[2]) == MINOR_UNITS[currency]


questions = st.builds(
    Question,
    group_by=st.sampled_from(KEYS),
    first=st.one_of(st.none(), st.integers(-3, 2)),
    end=st.one_of(st.none(), st.integers(2, 6)),
    currency=st.sampled_from([None, None, "USD"]),
    partner=st.sampled_from([None, None, *PARTNERS]),
)


@pytest.fixture(scope="module")
def floor(tmp_path_factory: pytest.TempPathFactory) -> TradingFloor:
    return TradingFloor(tmp_path_factory.mktemp("trading"))


@tried()
@given(shelves, steps, st.sampled_from(ZONES), st.lists(questions, min_size=3, max_size=6))
def test_every_screen_says_what_a_plain_model_says(  # noqa: PLR0913, PLR0917 - what is drawn
    floor: TradingFloor,
    client: Client,
    shelf: list[Item],
    steps: list[tuple[object, ...]],
    place: tuple[str, datetime],
    asked: list[Question],
) -> None:
    name, begin = place
    zone = ZoneInfo(name)
    with floor.open(shelf, begin, name) as trading:
        client.replace(database=trading.database, zone=zone)
        for step in steps:
            trading.take(step)

        for question in asked:
            query = question.on(begin.astimezone(zone).date())
            expected = {
                group_by: query.expected(trading.model, zone, group_by)
                for group_by in (query.group_by, "currency")
            }
            assert query.on_page(trading, name) == expected[query.group_by]
            assert query.in_totals(trading, name) == expected["currency"]
            assert query.over_http(client) == expected[query.group_by]
        for entry in trading.model.entries:
            event(f"{'refund' if entry.is_refund else 'sale'} in {entry.item.currency}")
