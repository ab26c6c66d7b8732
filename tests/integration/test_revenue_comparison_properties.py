"""Random sales: levels, filters, comparisons and changes as a plain model has them."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import get_args
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.comparison import Compare
from analytics.contributions import ChangeQuery, Contribution, Parts, explain_change
from analytics.revenue import RevenueRow, read_revenue, read_totals
from analytics.revenue_query import GroupBy, RevenueQuery
from catalog.currencies import MINOR_UNITS
from catalog.database import Database
from tests.revenue_model import DAY, FILTERS, expected
from tests.selling import ODD_DAYS, Entry, entries, near, write

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


@dataclass(frozen=True)
class Asked:
    """A query, and the moment of each entry: around the period, or around what it is beside."""

    query: RevenueQuery
    day: date


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
