"""Random questions of random orders: from cells and past lines the answer is that of the lines."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import get_args
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from analytics.cover import read_cover
from analytics.revenue import read_revenue, read_totals
from analytics.revenue_query import GroupBy, RevenueQuery
from analytics.rollup import Rollup
from catalog.database import Database
from tests.selling import Entry, entries, near, write

ZONE = "Europe/Berlin"
MARCH = date(2026, 3, 1)
NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)  # the days from here on are not over
DEEP = " > ".join("ABCDEFGHIJ")
# what is called alike is told apart, what is the same path is not
CATEGORIES = [None, "Home", "Home > Light", "Home>Light", "Homes > Light", "Home > Light > Lamps"]
CATEGORIES += ["Home!", "Home/Light", "Light", DEEP, f"{DEEP} > K", DEEP[:-4]]
PATHS = ["", "Home", "Home > Light", "Homes", "A > B", DEEP, "Nothing"]


@dataclass(frozen=True)
class Piece:
    """What an order has of a thing."""

    partner_id: int
    sku: str
    category: str | None
    brand: str | None


# mostly a product has one category and brand, and an order one day, currency and country
pieces = st.builds(
    Piece,
    partner_id=st.sampled_from([1, 2]),
    sku=st.sampled_from(["LAMP", "RUG", "TEE"]),
    category=st.sampled_from(CATEGORIES),
    brand=st.sampled_from([None, "Lux", "Oslo"]),
)


@st.composite
def sales(draw: st.DrawFn) -> list[Entry]:
    """Draw the lines of some orders, and some that belong to no orders like these."""
    shelf = {(each.partner_id, each.sku): each for each in draw(st.lists(pieces, min_size=1))}
    shelved = st.sampled_from(sorted(shelf.values(), key=str))
    found = list(draw(st.lists(entries, max_size=4)))
    for number, first in enumerate(draw(st.lists(entries, max_size=10))):
        order_id = str(UUID(int=100 + number))
        for line, piece in enumerate(draw(st.lists(shelved, min_size=1, max_size=6)), 1):
            named = {**vars(piece), "order_id": order_id, "line": line, "is_refund": False}
            found.append(replace(first, **named))
            if draw(st.booleans()) and draw(st.booleans()):
                found.append(replace(found[-1], is_refund=True))
    months = draw(st.sampled_from([0, 30, 60]))
    return [
        near(each, MARCH + timedelta(days=17 - months * (n % 2))) for n, each in enumerate(found)
    ]


filters = st.fixed_dictionaries(
    {
        "category": st.sampled_from([None, None, *PATHS]),
        "brand": st.sampled_from([None, None, "", "Lux"]),
        "product": st.sampled_from([None, None, None, "lumen/LAMP"]),
        "country": st.sampled_from([None, None, "", "France"]),
        "partner_id": st.sampled_from([None, None, 1]),
        "currency": st.sampled_from([None, "USD"]),
        "keeps_gone": st.booleans(),
        "compare": st.sampled_from(["previous", "year", "52weeks"]),
    }
)
periods = st.sampled_from(
    [(None, None), (-3, 10), (-31, 0), (-28, 22), (-60, 1), (15, 22), (-20, None), (0, 31)]
)


@st.composite
def questions(draw: st.DrawFn) -> list[RevenueQuery]:
    """Draw a filter and a period, and ask by everything."""
    first, end = draw(periods)
    asked = {
        **draw(filters),
        "from_day": None if first is None else MARCH + timedelta(days=first),
        "to_day": None if end is None else MARCH + timedelta(days=end),
        "zone": ZONE,
    }
    ways = [{"group_by": name} for name in get_args(GroupBy)]
    ways += [{"group_by": "category", "level": level} for level in (1, 2, 4, 7, 9)]
    chosen = draw(st.lists(st.sampled_from(ways), min_size=4, max_size=4, unique_by=str))
    return [RevenueQuery.model_validate(asked | way) for way in chosen]


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=(Phase.generate,),
)
@given(sales(), questions())
def test_each_question_has_the_answer_of_the_lines(
    sold: Database, drawn: list[Entry], asked: list[RevenueQuery]
) -> None:
    rollup = Rollup(sold, ZoneInfo(ZONE), lambda: NOW)
    write(sold, drawn)
    rollup.forget()
    told = [(read_revenue(sold, query), read_totals(sold, query)) for query in asked]

    rollup.refresh()

    note_what_covers(sold)
    for query, (rows, totals) in zip(asked, told, strict=True):
        assert (query, read_revenue(sold, query)) == (query, rows)
        assert (query, read_totals(sold, query)) == (query, totals)


def test_order_of_two_roots_counts_once_in_the_totals_of_a_level(sold: Database) -> None:
    lamp = Entry(
        happened_at=datetime(2026, 3, 10, 12, tzinfo=UTC),
        is_refund=False,
        order_id=str(UUID(int=1)),
        line=1,
        partner_id=1,
        sku="LAMP",
        category="Home > Light",
        brand=None,
        country=None,
        currency="USD",
        units=1,
        amount=Decimal(5),
    )
    write(sold, [lamp, replace(lamp, line=2, sku="RUG", category="Homes > Rugs")])
    Rollup(sold, ZoneInfo(ZONE), lambda: NOW).refresh()
    asked = {"from_day": MARCH, "to_day": date(2026, 3, 12), "group_by": "category", "level": 1}
    query = RevenueQuery.model_validate({**asked, "brand": "", "zone": ZONE})

    (totals,) = read_totals(sold, query)

    assert [row.orders for row in read_revenue(sold, query)] == [1, 1]
    assert (totals.orders, totals.average_order) == (1, Decimal(10))


def note_what_covers(database: Database) -> None:
    """Tell Hypothesis how much was there to be read by numbers."""
    with database.cursor() as cursor:
        cover = read_cover(cursor, ZoneInfo(ZONE))
    (found,) = database.rows("select count(*) as lines, count(order_id) as ids from revenue_line")
    event(f"months in cells: {len(cover.whole) if cover else 'no cover'}")
    event(f"lines by numbers: {min(found['lines'], 5)}, with ids: {min(found['ids'], 3)}")
