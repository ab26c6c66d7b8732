"""Random trade: every screen that shows a measure shows what a plain model says, to the cent."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from analytics.revenue_query import GroupBy
from tests.api import Client
from tests.model.standing import average_order
from tests.model.trade import KEYS, Item, Trade, key_of, sum_up
from tests.publishing import Publishing
from tests.screens import Query
from tests.soaking import tried
from tests.trading import PARTNERS, Trading, TradingFloor, shelves, steps

# days on which the clocks of the zone change; nothing of it is a whole hour in the last
ZONES = [
    ("Europe/Berlin", datetime(2026, 10, 24, 20, tzinfo=UTC)),
    ("America/Sao_Paulo", datetime(2018, 11, 3, 22, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 4, 4, 10, tzinfo=UTC)),
]
NOTHING = (0, 0, Decimal(0), Decimal(0), Decimal(0))
DAILY = """
select strftime(day, '%Y-%m-%d') || ' ' || partner, currency, orders, units, gross, refunds, net
from daily_revenue
"""
PERFORMANCE = """
select partner || '/' || sku, currency, orders, units, gross, refunds, net
from product_performance
"""
REFUSED = "select partner, sku, code, count(*), sum(requested) from order_refusals group by all"
ORDERS = "select order_id, total, refunded from orders where not is_imported"


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


@settings(tried(), max_examples=10 if tried().max_examples == 25 else tried().max_examples)
@given(shelves, steps, st.sampled_from(ZONES), st.lists(questions, min_size=3, max_size=5))
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
        publishing = Publishing(trading.database, floor.folder / "published", name)
        publishing.publish()

        for question in asked:
            query = question.on(begin.astimezone(zone).date())
            expected = {
                group_by: query.expected(trading.model, zone, group_by)
                for group_by in (query.group_by, "currency", "product")
            }
            assert query.on_page(trading.database, name) == expected[query.group_by]
            assert query.in_totals(trading.database, name) == expected["currency"]
            averages = {
                currency: average_order(told.gross, told.orders, currency)
                for (_, currency), told in expected["currency"].items()
            }
            assert query.averages_on_page(trading.database, name) == averages
            assert query.averages_in_file(publishing.path) == averages
            assert query.over_http(client) == expected[query.group_by]
            assert query.in_file(publishing.path) == expected[query.group_by]
            assert query.in_lists(client) == expected["product"]
        check_tables(trading, publishing.path, zone)
        for entry in trading.model.entries:
            event(f"{'refund' if entry.is_refund else 'sale'} in {entry.item.currency}")


def check_tables(trading: Trading, path: Path, zone: ZoneInfo) -> None:
    """Check what the file says of days, products, orders and lost demand as a whole."""
    model, orders = trading.model, trading.model.orders
    with duckdb.connect(str(path), read_only=True) as reader:
        daily = reader.execute(DAILY).fetchall()
        performance = reader.execute(PERFORMANCE).fetchall()
        refused = reader.execute(REFUSED).fetchall()
        told = {str(row[0]): row[1:] for row in reader.execute(ORDERS).fetchall()}
    everything = list(model.within(zone))

    days = sum_up(everything, lambda day, entry: f"{day.isoformat()} {entry.item.partner}")
    products = sum_up(everything, key_of("product"))
    assert {row[:2]: row[2:] for row in daily} == {key: astuple(days[key]) for key in days}
    assert {row[:2]: row[2:] for row in performance if row[2:] != NOTHING} == {
        key: astuple(found) for key, found in products.items() if astuple(found) != NOTHING
    }
    assert told == {number: totals(model, number) for number in orders}
    lines = Counter((item.partner, item.sku, "stock/short") for _, item, _ in trading.refused)
    units: Counter[tuple[str, str, str]] = Counter()
    for _, item, wanted in trading.refused:
        units[item.partner, item.sku, "stock/short"] += wanted
    assert {row[:3]: row[3:] for row in refused} == {key: (lines[key], units[key]) for key in lines}


def totals(model: Trade, number: str) -> tuple[Decimal, Decimal]:
    """Return what an order came to, and what of it was given back."""
    mine = [entry for entry in model.entries if entry.order == number]
    placed = sum((entry.amount for entry in mine if not entry.is_refund), Decimal(0))
    return placed, sum((entry.amount for entry in mine if entry.is_refund), Decimal(0))


def astuple(measures: object) -> tuple[object, ...]:
    """Return the measures in the order of the file's columns."""
    return tuple(vars(measures).values())
