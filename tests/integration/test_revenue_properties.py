"""Random sales and refunds in zones with odd days: revenue as a plain model has it."""

from collections import defaultdict
from datetime import date, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.revenue import GroupBy, RevenueQuery, RevenueRow, read_revenue, read_totals
from catalog.database import Database
from tests.selling import (
    ODD_DAYS,
    Entry,
    entries,
    key_of,
    measured,
    measured_before,
    near,
    write,
)

periods = st.one_of(
    st.tuples(st.none(), st.none()),
    st.tuples(st.integers(-4, 1), st.none()),
    st.tuples(st.integers(-4, 0), st.integers(0, 4)),
)
groupings = st.sampled_from(get_args(GroupBy))


def expected(entries: list[Entry], query: RevenueQuery, group_by: str) -> set[RevenueRow]:
    """Return what a person with a calendar and a pencil would find."""
    current: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    before: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    length = days_of(query)
    for entry in entries:
        if query.currency not in (None, entry.currency):
            continue
        if query.partner_id not in (None, entry.partner_id):
            continue
        day = entry.happened_at.astimezone(ZoneInfo(query.zone)).date()
        if is_within(day, query):
            current[key_of(entry, day, group_by), entry.currency].append(entry)
        elif length and is_within(day + length, query):
            before[key_of(entry, day + length, group_by), entry.currency].append(entry)
    rows = set()
    for (key, currency), found in current.items():
        gone = before[key, currency] if length is not None else None
        rows.add(RevenueRow(key, currency, **measured(found), **measured_before(gone)))
    return rows


def days_of(query: RevenueQuery) -> timedelta | None:
    if query.from_day is None or query.to_day is None:
        return None
    return query.to_day - query.from_day


def is_within(day: date, query: RevenueQuery) -> bool:
    return (query.from_day is None or day >= query.from_day) and (
        query.to_day is None or day < query.to_day
    )


@st.composite
def questions(draw: st.DrawFn) -> tuple[date, RevenueQuery]:
    zone, day = draw(st.sampled_from(ODD_DAYS))
    first, last = draw(periods)
    query = RevenueQuery(
        from_day=None if first is None else day + timedelta(days=first),
        to_day=None if last is None else day + timedelta(days=last),
        group_by=draw(groupings),
        currency=draw(st.sampled_from([None, "USD"])),
        partner_id=draw(st.sampled_from([None, 1])),
        zone=zone,
    )
    return day, query


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

    assert set(rows) == expected(sales, query, query.group_by)
    assert len(rows) == len(set(rows))
    assert {(t.currency, t.orders, t.units, t.net, t.previous_net) for t in totals} == {
        (row.currency, row.orders, row.units, row.net, row.previous_net)
        for row in expected(sales, query, "currency")
    }
