"""Random sales: levels, filters, comparisons and changes as a plain model has them."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, get_args
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.category_path import canonical_path, parts_of
from analytics.comparison import Compare
from analytics.contributions import ChangeQuery, Contribution, Parts, explain_change
from analytics.revenue import GroupBy, RevenueQuery, RevenueRow, read_revenue, read_totals
from catalog.currencies import MINOR_UNITS
from catalog.database import Database
from tests.selling import (
    ODD_DAYS,
    PARTNERS,
    Entry,
    entries,
    key_of,
    measured,
    measured_before,
    near,
    write,
)

DAY = timedelta(days=1)
LEAP_DAYS = [
    ("UTC", date(2024, 2, 29)),
    ("Europe/Berlin", date(2025, 2, 28)),
    ("Asia/Kathmandu", date(2025, 3, 1)),
]
PATHS = [
    None,
    "Home",
    "Home > Light",
    "Home>Light > Lamps",
    "Home/Light,Home/Sale",
    "Homes",
    "A/,B",
]
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


@dataclass(frozen=True)
class Asked:
    """A query, and the moment of each entry: around the period, or around what it is beside."""

    query: RevenueQuery
    day: date


def compared_day(day: date, query: RevenueQuery) -> list[date]:
    """Return the days of the period that a day is compared with: none, or the first of them."""
    assert query.from_day is not None
    assert query.to_day is not None
    days = (query.to_day - query.from_day).days
    if not is_by_dates(query):
        later = day + (days if query.compare == "previous" else 364) * DAY
        return [later] if query.from_day <= later < query.to_day else []
    return list(_a_year_later(day, query))[:1]


def is_by_dates(query: RevenueQuery) -> bool:
    return query.compare == "year" and query.group_by != "week"


def _a_year_later(day: date, query: RevenueQuery) -> Iterable[date]:
    assert query.from_day is not None
    assert query.to_day is not None
    period = [query.from_day + n * DAY for n in range((query.to_day - query.from_day).days)]
    dates = {(each.month, each.day): each for each in period if each.year == day.year + 1}
    if (day.month, day.day) in dates:
        yield dates[day.month, day.day]
    elif (day.month, day.day) == (2, 28) and (2, 29) in dates:
        yield dates[2, 29]
    elif (day.month, day.day) == (2, 29) and (2, 28) in dates:
        # it belongs to a whole February, and to a period that goes on into March
        whole = query.from_day <= date(day.year + 1, 2, 1)
        if (3, 1) in dates or whole:
            yield dates[2, 28]


def is_wanted(entry: Entry, query: RevenueQuery) -> bool:
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


def name_of(entry: Entry, day: date, query: RevenueQuery) -> str:
    if query.level is None:
        return key_of(entry, day, query.group_by)
    return " > ".join(parts_of(canonical_path(entry.category or ""))[: query.level])


def has_come(entry: Entry, day: date, later: date, query: RevenueQuery) -> bool:
    """Return whether the period, at its `now`, has come to where the entry is beside it."""
    if query.now is None:
        return True
    zone = ZoneInfo(query.zone)
    today, time = query.now.astimezone(zone).date(), query.now.astimezone(zone).timetz()
    if later != today:
        return later < today
    if is_by_dates(query) and (day.month, day.day) == (2, 29):
        return False  # 28 February stands beside the same day first
    return entry.happened_at < datetime.combine(day, time)


def expected(sales: list[Entry], query: RevenueQuery) -> set[RevenueRow]:
    now: dict[Key, list[Entry]] = defaultdict(list)
    before: dict[Key, list[Entry]] = defaultdict(list)
    assert query.from_day is not None
    assert query.to_day is not None
    for entry in sales:
        if not is_wanted(entry, query):
            continue
        day = entry.happened_at.astimezone(ZoneInfo(query.zone)).date()
        if query.from_day <= day < query.to_day:
            now[name_of(entry, day, query), entry.currency].append(entry)
        for later in compared_day(day, query):
            if has_come(entry, day, later, query):
                before[name_of(entry, later, query), entry.currency].append(entry)
    keys = {*now, *(before if query.keeps_gone else ())}
    return {
        RevenueRow(
            key, currency, **measured(now[key, currency]), **measured_before(before[key, currency])
        )
        for key, currency in keys
    }


@st.composite
def asked(draw: st.DrawFn) -> Asked:
    zone, day = draw(st.sampled_from(ODD_DAYS + LEAP_DAYS * 2))
    group_by = draw(st.sampled_from(get_args(GroupBy)))
    first = day + draw(st.sampled_from([-30, -27, -2, -1, 0])) * DAY
    query = RevenueQuery(
        from_day=first,
        to_day=first + draw(st.sampled_from([1, 2, 28, 29, 31])) * DAY,
        group_by=group_by,
        currency=draw(st.sampled_from([None, "USD"])),
        **draw(st.sampled_from(FILTERS)),
        level=draw(st.sampled_from([None, 1, 2, 9])) if group_by == "category" else None,
        compare=draw(st.sampled_from(get_args(Compare))),
        keeps_gone=draw(st.booleans()),
        zone=zone,
    )
    return Asked(query, day)


@st.composite
def trade(draw: st.DrawFn, asked: Asked) -> list[Entry]:
    """Draw entries around the day, around the days that stand beside it, and some of its levels."""
    comparison = asked.query.comparison
    assert comparison is not None
    days = [asked.day, comparison.day_beside(asked.day), comparison.first, comparison.end]
    return [
        Entry(
            **{
                **asdict(near(entry, draw(st.sampled_from(days)))),
                "category": draw(st.sampled_from(PATHS)),
            }
        )
        for entry in draw(st.lists(entries, min_size=4, max_size=20))
    ]


@st.composite
def questions(draw: st.DrawFn) -> tuple[RevenueQuery, list[Entry]]:
    drawn = draw(asked())
    hours = draw(st.one_of(st.none(), st.integers(-40, 40)))
    moment = datetime.combine(drawn.day, datetime.min.time(), ZoneInfo(drawn.query.zone))
    now = None if hours is None else moment + hours * timedelta(hours=1)
    sales = draw(trade(drawn))
    return drawn.query.model_copy(update={"now": now}), sales


checked = settings(
    max_examples=70,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@checked
@given(questions())
def test_levels_filters_and_comparisons_are_what_a_plain_model_finds(
    sold: Database, question: tuple[RevenueQuery, list[Entry]]
) -> None:
    query, sales = question
    write(sold, sales)

    rows = read_revenue(sold, query)

    assert set(rows) == expected(sales, query)
    assert len(rows) == len(set(rows))


@checked
@given(questions())
def test_whatever_it_is_grouped_by_it_sums_to_the_same(
    sold: Database, question: tuple[RevenueQuery, list[Entry]]
) -> None:
    query, sales = question
    query = query.model_copy(update={"keeps_gone": True})
    write(sold, sales)

    rows = read_revenue(sold, query)
    totals = {total.currency: total for total in read_totals(sold, query)}

    for currency, total in totals.items():
        of_it = [row for row in rows if row.currency == currency]
        assert sum(row.net for row in of_it) == total.net
        assert sum(row.previous_net or 0 for row in of_it) == total.previous_net


def expected_parts(row: RevenueRow) -> Parts:
    """Return why the net of a product changed, as a person with a pencil would say it."""
    assert row.previous_gross is not None
    assert row.previous_net is not None
    refunds = (row.previous_gross - row.previous_net) - row.refunds
    if not row.previous_units:
        return Parts(refunds=refunds, new=row.gross)
    if not row.units:
        return Parts(refunds=refunds, gone=-row.previous_gross)
    unit = Decimal(1).scaleb(-MINOR_UNITS[row.currency])
    exact = row.previous_gross * row.units / row.previous_units
    at_old_price = exact.quantize(unit, ROUND_HALF_UP)
    volume, price = at_old_price - row.previous_gross, row.gross - at_old_price
    return Parts(volume=volume, price=price, refunds=refunds)


def sum_of(rows: Iterable[Contribution], amount: Callable[[Contribution], Decimal]) -> Decimal:
    return sum(map(amount, rows), Decimal(0))


@checked
@given(questions(), st.integers(1, 5), st.sampled_from(["USD", "JPY"]))
def test_contributions_sum_to_the_change_to_the_last_decimal(
    sold: Database, question: tuple[RevenueQuery, list[Entry]], limit: int, currency: str
) -> None:
    query, sales = question
    by = query.group_by if query.group_by in {"category", "brand", "country"} else "product"
    named = {"group_by": by, "currency": currency, "keeps_gone": True}
    wanted = ChangeQuery(**(query.model_dump() | named))
    write(sold, sales)

    change = explain_change(sold, wanted, limit)

    rows = {row.key: row for row in expected(sales, wanted)}
    found = change.contributions
    assert change.net == sum(row.net for row in rows.values())
    assert change.previous_net == sum(row.previous_net or 0 for row in rows.values())
    assert change.change == change.net - change.previous_net == sum_of(found, lambda c: c.change)
    assert sum(each.keys for each in found) == len(rows)
    moves = [abs(each.change) for each in found if each.key is not None]
    assert moves == sorted(moves, reverse=True)
    for each in found:
        if each.key is not None:
            row = rows[each.key]
            assert (each.net, each.previous_net) == (row.net, row.previous_net)
            assert by != "product" or each.parts == expected_parts(row)
        if each.parts is not None:
            assert sum(vars(each.parts).values()) == each.change
    if by == "product":
        whole = sum(map(expected_parts, rows.values()), Parts())
        assert change.parts == whole
