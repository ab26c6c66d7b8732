"""Random sales with the cells of revenue refreshed, cut off or thrown away between them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from analytics.cover import read_cover
from analytics.revenue import RevenueQuery, read_revenue, read_totals
from analytics.rollup import Rollup
from catalog.database import Database
from tests.revenue_model import expected, questions
from tests.selling import Entry, append, entries, near, write

NOW = datetime(2100, 1, 1, tzinfo=UTC)  # every month is over
TO_CELLS: dict[str, Callable[[Rollup], object]] = {
    "refresh": Rollup.refresh,
    "one step": Rollup.step,
    "forget": Rollup.forget,
    "nothing": lambda _rollup: None,
}


def far(entry: Entry, months: int) -> Entry:
    """Return the entry about so many months later, so that orders have lines in several."""
    return replace(entry, happened_at=entry.happened_at + timedelta(days=31 * months))


def wider(day: date, query: RevenueQuery, times: int) -> tuple[date, RevenueQuery]:
    """Return the day, and the question of a period so many times as long around it."""
    ends = {"from_day": query.from_day, "to_day": query.to_day}
    moved = {name: end and day + (end - day) * times for name, end in ends.items()}
    return day, query.model_copy(update=moved)


@dataclass(frozen=True)
class Stage:
    """What is sold, and what is done with the cells after it."""

    entries: list[Entry]
    then: str


stages = st.builds(
    Stage,
    entries=st.lists(st.builds(far, entries, st.sampled_from([0, 0, 0, -2, -1, 1])), max_size=12),
    then=st.sampled_from(["refresh", "refresh", *TO_CELLS]),
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.lists(stages, min_size=2, max_size=4),
    questions(),
    st.sampled_from([1, 20]),
    st.sampled_from([None, None, None, "Asia/Tokyo"]),
)
def test_revenue_is_the_same_whatever_was_done_with_the_cells(
    sold: Database,
    drawn: list[Stage],
    question: tuple[date, RevenueQuery],
    times: int,
    other_zone: str | None,
) -> None:
    day, query = wider(*question, times)
    zone = ZoneInfo(other_zone or query.zone)
    rollup = Rollup(sold, zone, lambda: NOW)
    sales: list[Entry] = []
    write(sold, sales)

    for stage in drawn:
        come = [near(entry, day) for entry in stage.entries]
        append(sold, come)
        sales += come
        TO_CELLS[stage.then](rollup)
        note_what_covers(sold, zone)

        assert set(read_revenue(sold, query)) == expected(sales, query, query.group_by)
        totals = {(t.currency, t.orders, t.net, t.previous_net) for t in read_totals(sold, query)}
        assert totals == {
            (row.currency, row.orders, row.net, row.previous_net)
            for row in expected(sales, query, "currency")
        }


def note_what_covers(database: Database, zone: ZoneInfo) -> None:
    """Tell Hypothesis how often cells were there to be read."""
    with database.cursor() as cursor:
        cover = read_cover(cursor, zone)
    event(f"months in cells: {min(len(cover.months), 3) if cover else 'no cover'}")
