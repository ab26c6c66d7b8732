"""What a period is compared with: leap days, weeks, and days that are not over."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.comparison import Compare, compare_period

BERLIN = ZoneInfo("Europe/Berlin")
DAY = timedelta(days=1)


def compared(first: str, last: str, compare: Compare) -> tuple[str, str]:
    """Return first and last day compared with, of a period given by its own."""
    found = compare_period(date.fromisoformat(first), date.fromisoformat(last) + DAY, compare)
    return found.first.isoformat(), (found.end - DAY).isoformat()


@pytest.mark.parametrize(
    ("first", "last", "before"),
    [
        ("2026-11-01", "2026-11-30", ("2025-11-01", "2025-11-30")),
        ("2025-01-01", "2025-12-31", ("2024-01-01", "2024-12-31")),
        ("2024-02-29", "2024-02-29", ("2023-02-28", "2023-02-28")),
        ("2024-02-01", "2024-02-29", ("2023-02-01", "2023-02-28")),
        ("2024-02-01", "2024-02-28", ("2023-02-01", "2023-02-28")),
        ("2025-02-01", "2025-02-28", ("2024-02-01", "2024-02-29")),
        ("2025-02-28", "2025-02-28", ("2024-02-28", "2024-02-28")),
        ("2025-02-15", "2025-02-28", ("2024-02-15", "2024-02-28")),
        ("2024-03-01", "2025-02-28", ("2023-03-01", "2024-02-29")),
        ("2025-03-01", "2025-03-31", ("2024-03-01", "2024-03-31")),
    ],
)
def test_a_year_earlier_are_the_same_dates(first: str, last: str, before: tuple[str, str]) -> None:
    assert compared(first, last, "year") == before


def test_52_weeks_earlier_mondays_meet_mondays() -> None:
    found = compare_period(date(2026, 11, 23), date(2026, 11, 30), "52weeks")

    assert (found.first, found.end) == (date(2025, 11, 24), date(2025, 12, 1))
    assert found.first.isoweekday() == date(2026, 11, 23).isoweekday() == 1


def test_previous_are_as_many_days_just_before() -> None:
    assert compared("2024-03-01", "2024-03-31", "previous") == ("2024-01-30", "2024-02-29")


@given(
    st.dates(date(1999, 1, 1), date(2030, 1, 1)),
    st.integers(1, 800),
    st.sampled_from(["previous", "week", "year", "52weeks"]),
)
def test_every_day_of_a_period_stands_beside_one_compared(
    first: date, days: int, compare: Compare
) -> None:
    found = compare_period(first, first + days * DAY, compare)

    beside = [found.day_beside(first + number * DAY) for number in range(days)]

    assert beside == sorted(beside)
    assert all(found.first <= day < found.end for day in beside)
    # one day more at the most: 29 February of the year before, where this one has none
    assert abs((found.end - found.first).days - days) <= (compare == "year") * (1 + days // 365)


def test_period_that_is_over_is_compared_with_whole_days() -> None:
    found = compare_period(date(2026, 11, 23), date(2026, 11, 24), "previous")

    first, end = found.bounds(BERLIN, datetime(2026, 11, 23, 23, tzinfo=UTC))

    assert (first.isoformat(), end.isoformat()) == (
        "2026-11-21T23:00:00+00:00",
        "2026-11-22T23:00:00+00:00",
    )


def test_today_so_far_is_compared_with_as_much_of_its_day() -> None:
    # the clocks of Berlin went back on 25 October: the same time of day, not as many hours
    noon = datetime(2026, 10, 25, 11, tzinfo=UTC)
    found = compare_period(date(2026, 10, 19), date(2026, 10, 26), "previous")

    assert found.bounds(BERLIN, noon)[1] == datetime(2026, 10, 18, 10, tzinfo=UTC)


def test_leap_day_so_far_is_compared_with_the_whole_day_before() -> None:
    february = compare_period(date(2024, 2, 1), date(2024, 3, 1), "year")
    leap_day = compare_period(date(2024, 2, 29), date(2024, 3, 1), "year")
    noon = datetime(2024, 2, 29, 12, tzinfo=UTC)

    assert february.bounds(ZoneInfo("UTC"), noon)[1] == datetime(2023, 3, 1, tzinfo=UTC)
    assert leap_day.bounds(ZoneInfo("UTC"), noon)[1] == datetime(2023, 2, 28, 12, tzinfo=UTC)


def test_days_to_come_are_compared_with_nothing() -> None:
    found = compare_period(date(2026, 11, 1), date(2026, 12, 1), "year")

    first, end = found.bounds(BERLIN, datetime(2026, 11, 3, 8, tzinfo=UTC))
    not_begun = found.bounds(BERLIN, datetime(2026, 10, 31, 8, tzinfo=UTC))

    assert (first, end) == (
        datetime(2025, 10, 31, 23, tzinfo=UTC),
        datetime(2025, 11, 3, 8, tzinfo=UTC),
    )
    assert not_begun[0] == not_begun[1] == first


@pytest.mark.parametrize("compare", ["previous", "week", "year", "52weeks"])
def test_all_the_days_there_are_can_be_compared(compare: Compare) -> None:
    found = compare_period(date.min, date.max, compare)

    assert found.first == date.min
    assert found.bounds(BERLIN, None)[0] <= found.bounds(BERLIN, None)[1]


@pytest.mark.parametrize("compare", ["previous", "week", "year", "52weeks"])
@pytest.mark.parametrize("day", [date.min, date(1, 1, 2), date(9999, 12, 30), date.max])
def test_first_and_last_days_there_are_can_be_compared(day: date, compare: Compare) -> None:
    found = compare_period(day, day, compare)
    bounds = found.bounds(BERLIN, datetime(2026, 11, 3, 8, tzinfo=UTC))

    assert found.first <= day
    assert bounds[0] <= bounds[1]


def test_night_that_stands_beside_the_first_day_there_is_has_a_moment() -> None:
    found = compare_period(date.min, date.max, "previous")

    first, end = found.bounds(BERLIN, datetime(2026, 11, 2, 23, 30, tzinfo=UTC))

    assert first <= end
