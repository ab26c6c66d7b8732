"""Random sales with the cells of revenue refreshed, cut off or thrown away between them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, event, given, seed, settings
from hypothesis import strategies as st

from analytics.comparison import Compare
from analytics.cover import read_cover
from analytics.months import first_of, next_month
from analytics.past_revenue import PastRevenue
from analytics.revenue import read_most, read_revenue, read_totals
from analytics.revenue_choices import list_choices
from analytics.revenue_query import RevenueQuery
from analytics.rollup import Rollup
from catalog.category_path import SEPARATOR, canonical_path, parts_of
from catalog.database import Database
from tests.planting import plant
from tests.revenue_model import DAY, FILTERS, expected, groupings, periods
from tests.selling import ODD_DAYS, PARTNERS, Entry, append, entries, near, write

Bounds = tuple[date | None, date | None]
TO_CELLS: dict[str, Callable[[Rollup], object]] = {
    "refresh": Rollup.refresh,
    "one step": Rollup.step,
    "forget": Rollup.forget,
    "nothing": lambda _rollup: None,
}
MONTH = 31 * DAY
# days from the one that is asked about: mostly its month is not over, and those before it are
CLOCKS = [0, 0, 0, 31, 40_000, -800]
FAULTS = {
    "what is compared is in cells and the period is not": (
        "revenue_past",
        "where starts_on >= $before_cells_first and",
        "where $cells_first is not null and starts_on >= $before_cells_first and",
    ),
    "what is compared is counted in cells and in lines": (
        "revenue",
        "and ($before_covered_from_at is null or happened_at < $before_covered_from_at)",
        "and ($before_covered_from_at is null or true)",
    ),
}
checked = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@dataclass(frozen=True)
class Stage:
    """What is sold, and what is done with the cells after it."""

    entries: list[Entry]
    then: str


@dataclass(frozen=True)
class Case:
    """What is sold in stages, what the clock says, and what is asked of it."""

    clock: datetime
    cells_zone: ZoneInfo
    stages: list[Stage]
    query: RevenueQuery
    part_rows: int


def bounds(day: date) -> st.SearchStrategy[Bounds]:
    """Return the day's month so far, all of its month, or the days around the day."""
    first = first_of(day)
    of_month = st.sampled_from([(first, day + DAY), (first, next_month(first))])
    around = st.builds(
        lambda period, times: tuple(n if n is None else day + times * n * DAY for n in period),
        periods,
        st.sampled_from([1, 20]),
    )
    return st.one_of(of_month, around)


def questions(zone: str, day: date) -> st.SearchStrategy[RevenueQuery]:
    """Return what is asked of the days around this one, mostly without filters."""
    return st.builds(
        lambda bounds, filters, level, **named: RevenueQuery(
            from_day=bounds[0],
            to_day=bounds[1],
            level=level if named["group_by"] == "category" else None,
            zone=zone,
            **filters,
            **named,
        ),
        bounds(day),
        st.one_of(st.just({}), st.just({}), st.sampled_from(FILTERS)),
        st.sampled_from([None, 1, 2]),
        group_by=groupings,
        compare=st.sampled_from(get_args(Compare)),
        keeps_gone=st.booleans(),
    )


def stages(day: date, beside: date) -> st.SearchStrategy[Stage]:
    """Return what is sold around both days, one thing on each, and in months beside both."""
    days = st.sampled_from([day, day, beside, beside, day + MONTH, beside - MONTH])
    return st.builds(
        lambda twin, others, then: Stage([near(twin, day), near(twin, beside), *others], then),
        entries,
        st.lists(st.builds(near, entries, days), max_size=8),
        st.sampled_from(["refresh", "refresh", *TO_CELLS]),
    )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw what is asked, what is sold, and where the clock stands: in those months, or not."""
    zone, day = draw(st.sampled_from(ODD_DAYS))
    query = draw(questions(zone, day))
    beside = query.comparison.day_beside(day) if query.comparison else day - MONTH
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone))
    clock = (noon + draw(st.sampled_from(CLOCKS)) * DAY).astimezone(UTC)
    query = query.model_copy(update={"now": draw(st.sampled_from([None, clock]))})
    cells_zone = ZoneInfo(draw(st.sampled_from([zone] * 5 + ["Asia/Tokyo"])))
    sold = draw(st.lists(stages(day, beside), min_size=1, max_size=3))
    return Case(clock, cells_zone, sold, query, draw(st.sampled_from([1, 3, 10_000])))


def check(database: Database, case: Case) -> None:
    """Sell, and after each stage ask the question of the database and of the model."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("analytics.month_writer.PART_ROWS", case.part_rows)
        check_all(database, case)


def check_all(database: Database, case: Case) -> None:
    """Do so whatever the parts are in which months are written."""
    rollup = Rollup(database, case.cells_zone, lambda: case.clock)
    rollup.forget()
    write(database, [])
    sales: list[Entry] = []
    past = PastRevenue()
    for stage in case.stages:
        append(database, stage.entries)
        sales += stage.entries
        TO_CELLS[stage.then](rollup)
        note_what_covers(database, case)

        assert set(read_revenue(database, case.query)) == expected(sales, case.query)
        kept = read_most(database, case.query, None, past.read)
        assert set(kept.rows) == expected(sales, case.query)
        assert {
            (total.currency, total.orders, total.net, total.previous_net)
            for total in read_totals(database, case.query, past.read)
        } == {
            (row.currency, row.orders, row.net, row.previous_net)
            for row in expected(sales, case.query, "currency")
        }
        assert list_choices(database, case.cells_zone) == choices_of(sales)


def choices_of(sales: list[Entry]) -> dict[str, list[str]]:
    """Return by what the sales can be narrowed down, a category by each level above it, too."""
    paths = [parts_of(canonical_path(each.category)) for each in sales if each.category]
    levels = {SEPARATOR.join(path[:depth]) for path in paths for depth in range(1, len(path) + 1)}
    return {
        "partner": sorted({PARTNERS[each.partner_id] for each in sales}),
        "category": sorted(levels),
        "brand": sorted({each.brand for each in sales if each.brand}),
        "country": sorted({each.country for each in sales if each.country}),
    }


@settings(checked, max_examples=30)
@given(cases())
def test_revenue_is_the_same_whatever_was_done_with_the_cells(sold: Database, case: Case) -> None:
    check(sold, case)


@pytest.mark.parametrize("fault", FAULTS)
def test_property_would_notice_a_fault(
    sold: Database, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    plant(monkeypatch, *FAULTS[fault])

    @settings(checked, max_examples=100, phases=[Phase.generate], database=None)
    @seed(1)
    @given(cases())
    def try_cases(case: Case) -> None:
        check(sold, case)

    with pytest.raises(AssertionError):
        try_cases()


def note_what_covers(database: Database, case: Case) -> None:
    """Tell Hypothesis how often cells were there to be read."""
    with database.cursor() as cursor:
        cover = read_cover(cursor, case.cells_zone)
    event(f"months in cells: {min(len(cover.whole), 3) if cover else 'no cover'}")
