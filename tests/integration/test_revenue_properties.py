"""Random sales and refunds in zones with odd days: revenue as a plain model has it."""

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.revenue import read_revenue, read_totals
from analytics.revenue_query import RevenueQuery
from catalog.database import Database
from tests.revenue_model import expected, questions
from tests.selling import Entry, entries, near, write


@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(entries, max_size=25), questions())
def test_revenue_is_what_a_plain_model_finds(
    sold: Database, drawn: list[Entry], question: tuple[date, RevenueQuery]
) -> None:
    day, query = question
    sales = [near(entry, day) for entry in drawn]
    write(sold, sales)

    rows = read_revenue(sold, query)
    totals = read_totals(sold, query)

    assert set(rows) == expected(sales, query)
    assert len(rows) == len(set(rows))
    assert {(t.currency, t.orders, t.units, t.net, t.previous_net) for t in totals} == {
        (row.currency, row.orders, row.units, row.net, row.previous_net)
        for row in expected(sales, query, "currency")
    }
