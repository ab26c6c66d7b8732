"""The lines behind revenue sum up to it, whatever is asked, page by page, in odd zones too."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.revenue import read_totals
from analytics.revenue_lines import RevenueLine, list_revenue_lines
from analytics.revenue_query import RevenueQuery
from catalog.database import Database
from catalog.paging import MalformedCursor
from orders.request import OrderLine
from tests.revenue_model import questions
from tests.selling import Entry, entries, near, write
from tests.shop import Shop, ask


def all_lines(database: Database, query: RevenueQuery, limit: int) -> list[RevenueLine]:
    page = list_revenue_lines(database, query, limit)
    found = list(page.items)
    while page.next_cursor is not None:
        page = list_revenue_lines(database, query, limit, page.next_cursor)
        assert page.items
        found += page.items
    return found


def summed(lines: list[RevenueLine]) -> dict[str, tuple[int, int, Decimal, Decimal, Decimal]]:
    """Return orders, units, gross, refunds and net by currency."""
    parts: dict[str, list[RevenueLine]] = defaultdict(list)
    for line in lines:
        parts[line.currency].append(line)
    zero = Decimal(0)
    return {
        currency: (
            len({line.order_id for line in found if line.is_placed}),
            sum(line.units for line in found),
            sum((line.gross for line in found), zero),
            sum((line.refunds for line in found), zero),
            sum((line.net for line in found), zero),
        )
        for currency, found in parts.items()
    }


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(entries, max_size=25), questions(), st.integers(1, 9), st.integers(1, 3))
def test_lines_sum_up_to_the_revenue_they_are_behind(
    sold: Database, drawn: list[Entry], question: tuple[date, RevenueQuery], limit: int, times: int
) -> None:
    day, query = question
    query = query.model_copy(update={"keeps_gone": False})
    write(sold, [near(entry, day) for entry in drawn] * times)

    lines = all_lines(sold, query, limit)

    assert summed(lines) == {
        each.currency: (each.orders, each.units, each.gross, each.refunds, each.net)
        for each in read_totals(sold, query)
    }
    assert [line.happened_at for line in lines] == sorted(
        (line.happened_at for line in lines), reverse=True
    )


@pytest.mark.parametrize("limit", [1, 2, 3, 10])
@pytest.mark.parametrize("category", [None, "Home", "Home > Light", ""])
def test_lines_of_years_apart_are_all_found(
    sold: Database, limit: int, category: str | None
) -> None:
    written = ["Home>Light", "Home / Light,Sale", None, " Home ", "Light", "Sale"]
    write(sold, [long_ago(days, written[days % 6]) for days in (0, 1, 8, 70, 71, 400, 4001, 4000)])

    lines = all_lines(sold, RevenueQuery(category=category), limit)

    totals = read_totals(sold, RevenueQuery(category=category))
    assert {total.currency: total.net for total in totals} == {
        "USD": sum(line.net for line in lines)
    }
    assert [line.place for line in lines] == sorted((line.place for line in lines), reverse=True)


def long_ago(days: int, category: str | None) -> Entry:
    """Return a line sold so many days before a day in 2026."""
    happened_at = datetime(2026, 11, 20, 10, tzinfo=UTC) - timedelta(days=days)
    order_id = f"00000000-0000-0000-0000-{days:012d}"
    is_back = False
    what = (1, 1, "LAMP", category, None, None)
    return Entry(happened_at, is_back, order_id, *what, "USD", 1, Decimal(days + 1))


def test_line_tells_its_order(database: Database) -> None:
    shop = Shop(database)
    shop.add("LAMP")
    order = shop.place(ask(LAMP=2)).order

    (line,) = list_revenue_lines(database, RevenueQuery(), 10).items

    assert (line.order_id, line.order_number) == (order.order_id, order.order_number)
    assert (line.customer_ref, line.net) == (order.customer_ref, order.total)
    assert line.sku == OrderLine(partner="lumen", sku="LAMP", quantity=2).sku


@pytest.mark.parametrize("cursor", ["x", "W10", "WyJ4IiwieSIsMSwxLDFd"])
def test_cursor_that_no_page_handed_out_is_refused(sold: Database, cursor: str) -> None:
    with pytest.raises(MalformedCursor):
        list_revenue_lines(sold, RevenueQuery(), 10, cursor)
