"""What was sold on past days is read once: what must never be answered from it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from analytics.past_revenue import PastRevenue
from analytics.revenue import read_most, read_revenue, read_totals
from analytics.revenue_query import RevenueQuery
from analytics.rollup import Rollup
from catalog.database import Database
from catalog.partners import get_partner
from tests.cells import BY_CATEGORY, LATER, UTC_ZONE, small_shop
from tests.planting import plant
from tests.shop import Shop, ask, ask_of

BY_PRODUCT = RevenueQuery(group_by="product")
SPOILT = "update revenue_cell set gross = gross + 1"


@pytest.fixture
def shop(database: Database) -> Shop:
    """Lend a shop that has sold a lamp in November, which is worked out."""
    shop = small_shop(database)
    Rollup(database, UTC_ZONE, lambda: LATER).refresh()
    return shop


def spoil(database: Database) -> None:
    """Have the cells say something else, which shows who reads them."""
    with database.transaction() as cursor:
        cursor.execute(SPOILT)


def gross(database: Database, past: PastRevenue, query: RevenueQuery = BY_CATEGORY) -> Decimal:
    """Return what all rows sum to."""
    rows = read_most(database, query, None, past.read).rows
    return sum((row.gross for row in rows), Decimal(0))


def test_past_days_are_read_once(shop: Shop) -> None:
    past = PastRevenue()
    assert gross(shop.database, past) == Decimal(10)

    spoil(shop.database)

    assert gross(shop.database, past) == Decimal(10)
    assert gross(shop.database, PastRevenue()) == Decimal(11)


def test_order_of_a_moment_ago_is_in_the_answer(shop: Shop) -> None:
    past = PastRevenue()
    before = gross(shop.database, past)
    with shop.database.transaction() as cursor:
        cursor.execute("update order_item set ordered_at = ordered_at - interval 400 days")
    Rollup(shop.database, UTC_ZONE, lambda: shop.now).refresh()
    assert gross(shop.database, past) == before
    spoil(shop.database)

    shop.place(ask(LAMP=2))

    assert gross(shop.database, past) == before + 20


def sell_in_a_month_that_is_over(shop: Shop) -> tuple[Decimal, Decimal]:
    """Sell in November what is asked for in March, before and after; return both answers."""
    past = PastRevenue()
    before = gross(shop.database, past)
    shop.place(ask(LAMP=3))
    read_late = gross(shop.database, past)
    Rollup(shop.database, UTC_ZONE, lambda: LATER).refresh()
    assert read_late == before + 30
    return read_late, gross(shop.database, past)


def test_month_that_is_worked_out_again_is_read_again(shop: Shop) -> None:
    late, anew = sell_in_a_month_that_is_over(shop)

    assert late == anew


def test_month_of_before_steps_were_kept_is_read_again_too(shop: Shop) -> None:
    with shop.database.transaction() as cursor:
        cursor.execute("update revenue_month set step = 0")

    late, anew = sell_in_a_month_that_is_over(shop)

    assert late == anew


def test_it_would_be_noticed_if_months_had_the_same_step(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch, "insert_month", "$is_whole, steps", "$is_whole, 1")
    shop = small_shop(database)
    Rollup(database, UTC_ZONE, lambda: LATER).refresh()

    late, anew = sell_in_a_month_that_is_over(shop)

    assert late != anew


def test_other_questions_are_read_for_themselves(shop: Shop) -> None:
    shop.add("RUG", partner="nippon", category="Floor", price="7")
    shop.place(ask_of("nippon", {"RUG": 1}))
    Rollup(shop.database, UTC_ZONE, lambda: LATER).refresh()
    past, day = PastRevenue(), timedelta(days=1)
    first = date(2026, 11, 1)
    lumen, nippon = (get_partner(shop.database, code).partner_id for code in ("lumen", "nippon"))
    queries = [
        BY_CATEGORY,
        BY_PRODUCT,
        RevenueQuery(group_by="category", brand=""),
        RevenueQuery(group_by="category", category="Light"),
        RevenueQuery(group_by="category", category="Floor"),
        RevenueQuery(group_by="category", country="DE"),
        RevenueQuery(group_by="category", from_day=first, to_day=first + 30 * day),
        RevenueQuery(group_by="category", from_day=first, to_day=first + day),
        RevenueQuery(group_by="category", currency="XXX"),
        RevenueQuery(group_by="category", partner_id=lumen),
        RevenueQuery(group_by="category", partner_id=nippon),
    ]
    for _ in range(2):
        for query in queries:
            kept = read_most(shop.database, query, None, past.read).rows
            assert kept == read_revenue(shop.database, query)
            totals = read_totals(shop.database, query, past.read)
            assert totals == read_totals(shop.database, query)


def test_no_more_bytes_are_kept_than_allowed(shop: Shop) -> None:
    past = PastRevenue(most_bytes=0)
    gross(shop.database, past)
    spoil(shop.database)

    assert gross(shop.database, past) == Decimal(11)


@pytest.mark.parametrize("bound", ["bytes", "tables"])
def test_least_lately_asked_goes_first(shop: Shop, bound: str) -> None:
    sizes = PastRevenue()
    gross(shop.database, sizes)
    gross(shop.database, sizes, BY_PRODUCT)
    of_one = {"bytes": {"most_bytes": sizes.kept_bytes() - 1}, "tables": {"most_tables": 1}}
    past = PastRevenue(**of_one[bound])
    gross(shop.database, past)
    gross(shop.database, past, BY_PRODUCT)
    spoil(shop.database)

    assert gross(shop.database, past, BY_PRODUCT) == Decimal(10)
    assert gross(shop.database, past, BY_CATEGORY) == Decimal(11)


def test_questions_that_find_nothing_are_not_kept_without_end(shop: Shop) -> None:
    past = PastRevenue(most_tables=3)
    for number in range(10):
        gross(shop.database, past, RevenueQuery(brand=f"none {number}"))

    assert past.kept_bytes() == 0
    assert past.kept_tables() == 3
