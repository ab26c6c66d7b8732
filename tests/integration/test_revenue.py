"""Revenue of orders placed at the desk, and of refunds."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from pydantic import ValidationError

from analytics.revenue import Most, Totals, read_most, read_revenue, read_totals
from analytics.revenue_query import GroupBy, RevenueQuery
from catalog.database import Database
from orders.order import Order
from orders.request import OrderRequest
from tests.shop import Shop, ask, ask_of

REFUND = """
insert into order_refund by name
select
    order_id, line, product_id, partner_id, sku, category, brand, currency,
    $quantity as quantity, unit_price * $quantity as amount, $at as refunded_at
from order_item
where order_id = $order_id and line = 1
"""

EVERY_HALF_HOUR = """
insert into order_item by name
select order_item.* replace (ordered_at + to_minutes(30 * i) as ordered_at)
from order_item, range(1, 144) as later(i)
"""


@pytest.fixture
def shop(database: Database) -> Shop:
    return Shop(database)


def refund(shop: Shop, order: Order, quantity: int) -> None:
    """Give back so many units of the first line, now."""
    named = {"order_id": order.order_id, "quantity": quantity, "at": shop.now}
    with shop.database.transaction() as cursor:
        cursor.execute(REFUND, named)


def exact(*amounts: int) -> tuple[Decimal, ...]:
    return tuple(map(Decimal, amounts))


def nets(shop: Shop, group_by: GroupBy, **wanted: object) -> dict[str, Decimal]:
    query = RevenueQuery.model_validate({"group_by": group_by, **wanted})
    return {row.key: row.net for row in read_revenue(shop.database, query)}


def test_revenue_is_that_of_the_orders_whatever_the_catalog_says_since(shop: Shop) -> None:
    shop.add("LAMP", price="10")
    shop.place(ask(LAMP=2))
    shop.reprice("LAMP", "99")
    shop.place(ask(LAMP=1))

    rows = read_revenue(shop.database, RevenueQuery(group_by="product"))

    assert [(row.key, row.currency, row.orders, row.units) for row in rows] == [
        ("lumen/LAMP", "USD", 2, 3)
    ]
    assert (rows[0].gross, rows[0].refunds, rows[0].net) == exact(119, 0, 119)
    assert rows[0].previous_net is None


def test_currencies_are_never_added_together(shop: Shop) -> None:
    shop.add("LAMP", price="10")
    shop.add("RUG", price="7", currency="EUR")
    shop.place(ask(LAMP=1))
    shop.place(ask(RUG=2))

    rows = read_revenue(shop.database, RevenueQuery(group_by="day"))
    euros = read_revenue(shop.database, RevenueQuery(group_by="day", currency="EUR"))

    assert [(row.key, row.currency, row.net) for row in rows] == [
        ("2026-11-23", "EUR", Decimal(14)),
        ("2026-11-23", "USD", Decimal(10)),
    ]
    assert euros == rows[:1]


def test_every_grouping_has_its_key(shop: Shop) -> None:
    shop.add("LAMP", brand="Lux", category="Home > Light")
    shop.add("BULB")
    shop.place(ask(LAMP=3, BULB=1))

    assert nets(shop, "day") == {"2026-11-23": 40}
    assert nets(shop, "week") == {"2026-11-23": 40}
    assert nets(shop, "month") == {"2026-11": 40}
    assert nets(shop, "partner") == {"lumen": 40}
    assert nets(shop, "category") == {"Home > Light": 30, "": 10}
    assert nets(shop, "brand") == {"Lux": 30, "": 10}
    assert list(nets(shop, "product")) == ["lumen/LAMP", "lumen/BULB"]


def test_week_is_named_by_its_monday(shop: Shop) -> None:
    shop.add("LAMP")
    for at in ("2026-11-22", "2026-11-23", "2026-11-29", "2027-01-01"):
        shop.now = datetime.fromisoformat(at).replace(tzinfo=UTC)
        shop.place(ask(LAMP=1))

    assert nets(shop, "week") == {"2026-11-16": 10, "2026-11-23": 20, "2026-12-28": 10}


def test_partner_sees_the_lines_of_its_own(shop: Shop) -> None:
    shop.add("LAMP")
    shop.add("RUG", "weaver")
    lines = ask(LAMP=1).lines + ask_of("weaver", {"RUG": 2}).lines
    shop.place(OrderRequest(customer_ref="c", lines=lines))
    weaver = shop.database.rows("from partner where code = 'weaver'")[0]["partner_id"]

    assert nets(shop, "partner") == {"weaver": 20, "lumen": 10}
    assert nets(shop, "partner", partner_id=weaver) == {"weaver": 20}


def test_days_are_those_of_the_zone_from_midnight_to_midnight(shop: Shop) -> None:
    shop.add("LAMP")
    for at in ("2026-11-22T22:59:59.999999", "2026-11-22T23:00:00", "2026-11-23T22:59:59.999999"):
        shop.now = datetime.fromisoformat(at).replace(tzinfo=UTC)
        shop.place(ask(LAMP=1))
    day = {"from_day": date(2026, 11, 23), "to_day": date(2026, 11, 24)}

    assert nets(shop, "day", zone="Europe/Berlin") == {"2026-11-22": 10, "2026-11-23": 20}
    assert nets(shop, "day", zone="Europe/Berlin", **day) == {"2026-11-23": 20}
    assert nets(shop, "day", **day) == {"2026-11-23": 10}


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", date(2026, 3, 29), 23),
        ("Europe/Berlin", date(2026, 10, 25), 25),
        ("Atlantic/Azores", date(2026, 10, 25), 25),  # midnight comes twice
        ("America/Sao_Paulo", date(2018, 11, 4), 23),  # and here it is skipped
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
    ],
)
def test_day_has_the_hours_that_it_has(shop: Shop, zone: str, day: date, hours: float) -> None:
    shop.add("LAMP")
    shop.now = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=24)
    shop.place(ask(LAMP=1))
    with shop.database.transaction() as cursor:
        cursor.execute(EVERY_HALF_HOUR)
    wanted = {"from_day": day, "to_day": day + timedelta(days=1), "zone": zone}

    assert nets(shop, "day", **wanted) == {day.isoformat(): 20 * hours}


def test_refund_counts_on_its_own_date_and_takes_no_order_away(shop: Shop) -> None:
    shop.add("LAMP")
    order = shop.place(ask(LAMP=3)).order
    shop.wait(days=2)
    refund(shop, order, 1)

    first, second = read_revenue(shop.database, RevenueQuery(group_by="day"))

    assert (first.key, first.orders, first.units, first.net) == ("2026-11-23", 1, 3, Decimal(30))
    assert (second.key, second.orders, second.units) == ("2026-11-25", 0, 0)
    assert (second.gross, second.refunds, second.net) == exact(0, 10, -10)


def test_previous_net_is_that_of_as_many_days_just_before(shop: Shop) -> None:
    shop.add("LAMP")
    for units in (5, 3, 2, 1):
        shop.place(ask(LAMP=units))
        shop.wait(days=1)
    two_days = {"from_day": date(2026, 11, 25), "to_day": date(2026, 11, 27)}

    by_day = read_revenue(shop.database, RevenueQuery.model_validate(two_days))
    whole = read_totals(shop.database, RevenueQuery.model_validate(two_days))
    open_end = read_totals(shop.database, RevenueQuery(from_day=date(2026, 11, 25)))

    assert [(row.key, row.net, row.previous_net) for row in by_day] == [
        ("2026-11-25", Decimal(20), Decimal(50)),
        ("2026-11-26", Decimal(10), Decimal(30)),
    ]
    assert [(row.net, row.previous_net) for row in whole] == [exact(30, 80)]
    assert [(row.net, row.previous_net) for row in open_end] == [(Decimal(30), None)]


def test_totals_are_those_of_each_currency(shop: Shop) -> None:
    shop.add("LAMP", price="10")
    shop.add("BULB", price="0.01")
    order = shop.place(ask(LAMP=1, BULB=1)).order
    shop.place(ask(BULB=2))
    shop.place(ask(BULB=1))
    refund(shop, order, 1)

    totals = read_totals(shop.database, RevenueQuery(group_by="product"))

    amounts = (Decimal("10.04"), Decimal(10), Decimal("0.04"), None, Decimal("3.35"))
    assert totals == [Totals("USD", 3, 5, *amounts)]


def test_period_of_refunds_alone_has_no_average_order(shop: Shop) -> None:
    shop.add("LAMP")
    order = shop.place(ask(LAMP=1)).order
    shop.wait(days=1)
    refund(shop, order, 1)

    totals = read_totals(shop.database, RevenueQuery(from_day=date(2026, 11, 24)))

    assert [(total.net, total.average_order) for total in totals] == [(Decimal(-10), None)]


def test_first_rows_say_how_many_there_are(shop: Shop) -> None:
    for number in range(5):
        shop.add(f"LAMP-{number}", price=str(10 + number))
        shop.place(ask(**{f"LAMP-{number}": 1}))
    query = RevenueQuery(group_by="product")
    rows = read_revenue(shop.database, query)

    assert read_most(shop.database, query, 2) == Most(rows[:2], 5)
    assert read_most(shop.database, query, None) == Most(rows, 5)
    assert read_most(shop.database, query.model_copy(update={"currency": "JPY"}), 2) == Most([], 0)


def test_no_orders_are_no_rows(shop: Shop) -> None:
    assert read_revenue(shop.database, RevenueQuery()) == []
    assert read_totals(shop.database, RevenueQuery()) == []


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Niue", "UTC"])
def test_all_the_days_there_are_make_a_period(shop: Shop, zone: str) -> None:
    shop.add("LAMP")
    shop.place(ask(LAMP=1))

    assert sum(nets(shop, "day", from_day=date.min, to_day=date.max, zone=zone).values()) == 10


def test_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValidationError, match="swap"):
        RevenueQuery(from_day=date(2026, 11, 24), to_day=date(2026, 11, 23))
