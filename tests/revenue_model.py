"""Questions of revenue, and what a plain model finds: a list of dated amounts and a calendar."""

from collections import defaultdict
from datetime import date, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from analytics.revenue import GroupBy, RevenueQuery, RevenueRow
from tests.selling import (
    ODD_DAYS,
    Entry,
    key_of,
    measured,
    measured_before,
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
    """Return how long the period is, None for one without an end or a beginning."""
    if query.from_day is None or query.to_day is None:
        return None
    return query.to_day - query.from_day


def is_within(day: date, query: RevenueQuery) -> bool:
    """Whether the day is one of the period."""
    return (query.from_day is None or day >= query.from_day) and (
        query.to_day is None or day < query.to_day
    )


@st.composite
def questions(draw: st.DrawFn) -> tuple[date, RevenueQuery]:
    """Draw a day on which clocks change, and what is asked of the days around it."""
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
