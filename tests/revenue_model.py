"""Questions of revenue, and what a plain model finds: a list of dated amounts and a calendar."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, get_args
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from analytics.revenue import RevenueRow
from analytics.revenue_query import GroupBy, RevenueQuery
from catalog.category_path import canonical_path, parts_of
from tests.selling import ODD_DAYS, PARTNERS, Entry, key_of, measured, measured_before

DAY = timedelta(days=1)
FILTERS: list[dict[str, Any]] = [
    {},
    {"partner_id": 1},
    {"category": "Home"},
    {"category": "Home>Light", "partner_id": 1},
    {"category": ""},
    {"brand": "Lux"},
    {"brand": "", "country": "Spain"},
    {"country": ""},
    {"product": "lumen/LAMP"},
]
Key = tuple[str, str]

periods = st.one_of(
    st.tuples(st.none(), st.none()),
    st.tuples(st.integers(-4, 1), st.none()),
    st.tuples(st.integers(-4, 0), st.integers(0, 4)),
)
groupings = st.sampled_from(get_args(GroupBy))


def expected(
    sales: list[Entry], query: RevenueQuery, group_by: GroupBy | None = None
) -> set[RevenueRow]:
    """Return what a person with a calendar and a pencil would find, by what the query groups by."""
    now: dict[Key, list[Entry]] = defaultdict(list)
    before: dict[Key, list[Entry]] = defaultdict(list)
    by = group_by or query.group_by
    for entry in sales:
        if not is_wanted(entry, query):
            continue
        day = entry.happened_at.astimezone(ZoneInfo(query.zone)).date()
        if is_within(day, query):
            now[name_of(entry, day, query, by), entry.currency].append(entry)
        for later in compared_day(day, query):
            if has_come(entry, day, later, query):
                before[name_of(entry, later, query, by), entry.currency].append(entry)
    is_compared = query.from_day is not None and query.to_day is not None
    keys = {*now, *(before if query.keeps_gone else ())}
    return {
        RevenueRow(key, currency, **measured(now[key, currency]), **measured_before(gone))
        for key, currency in keys
        for gone in [before[key, currency] if is_compared else None]
    }


def is_within(day: date, query: RevenueQuery) -> bool:
    """Whether the day is one of the period."""
    return (query.from_day is None or day >= query.from_day) and (
        query.to_day is None or day < query.to_day
    )


def is_wanted(entry: Entry, query: RevenueQuery) -> bool:
    """Whether the filters of the query let the entry through."""
    path = canonical_path(entry.category or "")
    product = f"{PARTNERS[entry.partner_id]}/{entry.sku}"
    asked = None if query.category is None else parts_of(canonical_path(query.category))
    return (
        query.currency in (None, entry.currency)
        and query.partner_id in (None, entry.partner_id)
        and query.brand in (None, entry.brand or "")
        and query.country in (None, entry.country or "")
        and query.product in (None, product)
        and (asked is None or (parts_of(path)[: len(asked)] == asked if asked else not path))
    )


def name_of(entry: Entry, day: date, query: RevenueQuery, group_by: GroupBy) -> str:
    """Return the key of an entry that counts on that day, to the level that is asked."""
    if query.level is None or group_by != "category":
        return key_of(entry, day, group_by)
    return " > ".join(parts_of(canonical_path(entry.category or ""))[: query.level])


def compared_day(day: date, query: RevenueQuery) -> list[date]:
    """Return the days of the period that a day is compared with: none, or the first of them."""
    if query.from_day is None or query.to_day is None:
        return []
    days = (query.to_day - query.from_day).days
    if is_by_dates(query):
        return list(_a_year_later(day, query.from_day, query.to_day))[:1]
    later = day + {"previous": days, "week": 7}.get(query.compare, 364) * DAY
    return [later] if days and query.from_day <= later < query.to_day else []


def is_by_dates(query: RevenueQuery) -> bool:
    """Whether each day stands beside the same date of the year before, not the same weekday."""
    return query.compare == "year" and query.group_by != "week"


def _a_year_later(day: date, first: date, end: date) -> Iterable[date]:
    period = [first + n * DAY for n in range((end - first).days)]
    dates = {(each.month, each.day): each for each in period if each.year == day.year + 1}
    if (day.month, day.day) in dates:
        yield dates[day.month, day.day]
    elif (day.month, day.day) == (2, 28) and (2, 29) in dates:
        yield dates[2, 29]
    elif (day.month, day.day) == (2, 29) and (2, 28) in dates:
        # it belongs to a whole February, and to a period that goes on into March
        whole = first <= date(day.year + 1, 2, 1)
        if (3, 1) in dates or whole:
            yield dates[2, 28]


def has_come(entry: Entry, day: date, later: date, query: RevenueQuery) -> bool:
    """Whether the period, at its `now`, has come to where the entry is beside it."""
    if query.now is None:
        return True
    zone = ZoneInfo(query.zone)
    today, time = query.now.astimezone(zone).date(), query.now.astimezone(zone).timetz()
    if later != today:
        return later < today
    if is_by_dates(query) and (day.month, day.day) == (2, 29):
        return False  # 28 February stands beside the same day first
    return entry.happened_at < datetime.combine(day, time)


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
