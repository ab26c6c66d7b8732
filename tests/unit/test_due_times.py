"""When a schedule is due, above all where clocks are changed."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.due_times import (
    InvalidCron,
    Timetable,
    check_cron,
    latest_due,
    next_due,
    upcoming,
)

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
SPRING = datetime(2026, 3, 28, 12, tzinfo=UTC)  # Berlin goes from 02:00 to 03:00 the night after
AUTUMN = datetime(2026, 10, 24, 12, tzinfo=UTC)  # Berlin has 02:00 to 03:00 twice that night


def by_cron(cron: str, zone: str = "Europe/Berlin") -> Timetable:
    return Timetable(cron, None, zone, LONG_AGO)


def by_interval(seconds: int) -> Timetable:
    return Timetable(None, seconds, "UTC", LONG_AGO)


def shown(timetable: Timetable, after: datetime, count: int) -> list[str]:
    return [f"{due:%m-%d %H:%M}" for due in upcoming(timetable, after, count)]


def test_time_of_a_skipped_hour_comes_once_as_much_later() -> None:
    due = shown(by_cron("30 2 * * *"), SPRING, 3)

    # 03:30 in the new time, then 02:30 again
    assert due == ["03-29 01:30", "03-30 00:30", "03-31 00:30"]


def test_time_of_a_repeated_hour_comes_once_the_first_time() -> None:
    due = shown(by_cron("30 2 * * *"), AUTUMN, 3)

    assert due == ["10-25 00:30", "10-26 01:30", "10-27 01:30"]


@pytest.mark.parametrize("start", [SPRING, AUTUMN])
def test_times_of_every_hour_keep_their_distance_when_clocks_are_changed(start: datetime) -> None:
    due = upcoming(by_cron("*/30 * * * *"), start, 60)

    apart = {later - earlier for earlier, later in pairwise(due)}
    assert apart == {timedelta(minutes=30)}


def test_skipped_and_following_times_come_in_order_and_not_twice() -> None:
    due = shown(by_cron("*/30 2-3 * * *"), SPRING, 4)

    assert due == ["03-29 01:00", "03-29 01:30", "03-30 00:00", "03-30 00:30"]


@given(
    after=st.integers(0, 2 * 366 * 86400).map(lambda s: SPRING + timedelta(seconds=s)),
    cron=st.sampled_from(
        ["30 2 * * *", "*/20 1-3 * * *", "0 * * * *", "15 2 * * sun", "0 0 1 * *"]
    ),
    zone=st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"]),
)
def test_due_times_only_go_forward_and_the_last_is_found_again(
    after: datetime, cron: str, zone: str
) -> None:
    timetable = by_cron(cron, zone)

    due = upcoming(timetable, after, 3)

    assert due == sorted(set(due))
    assert due[0] > after
    assert latest_due(timetable, due[1]) == due[1]
    assert latest_due(timetable, due[1] - timedelta(seconds=1)) == due[0]


@pytest.mark.parametrize("weekday", ["0", "7", "sun", "SUN"])
def test_sunday_is_a_sunday(weekday: str) -> None:
    (due,) = upcoming(by_cron(f"0 12 * * {weekday}", "UTC"), SPRING, 1)

    assert due.strftime("%a") == "Sun"


@pytest.mark.parametrize(
    ("weekday", "days"),
    [
        ("1-5", "Mon Tue Wed Thu Fri"),
        ("fri-sun", "Fri Sat Sun"),
        ("5-7", "Fri Sat Sun"),
        ("sat-mon", "Sat Sun Mon"),
        ("*/2", "Tue Thu Sat Sun"),
        ("1,3", "Mon Wed"),
    ],
)
def test_days_of_the_week_are_those_of_cron(weekday: str, days: str) -> None:
    monday = datetime(2026, 3, 2, tzinfo=UTC)

    due = upcoming(by_cron(f"0 12 * * {weekday}", "UTC"), monday, len(days.split()))

    assert sorted(days.split()) == sorted(f"{at:%a}" for at in due)
    assert due[-1] < monday + timedelta(days=7)


def test_interval_counts_from_its_beginning_and_leaves_that_out() -> None:
    timetable = by_interval(3600)

    assert next_due(timetable, LONG_AGO) == LONG_AGO + timedelta(hours=1)
    assert latest_due(timetable, LONG_AGO) is None
    assert latest_due(timetable, LONG_AGO + timedelta(minutes=150)) == LONG_AGO + timedelta(hours=2)


def test_rare_time_is_found_again_years_later() -> None:
    timetable = by_cron("0 5 29 2 *", "UTC")

    assert latest_due(timetable, SPRING) == datetime(2024, 2, 29, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "cron",
    [
        *("", "* * * *", "* * * * * *", "a b c d e", "61 0 * * *", "0 0 31 2 *"),
        *("0 0 1 * 1", "0 0 * * 8", "0 0 * * x", "0 0 * * 1/0", "0 0 * * 1-"),
    ],
)
def test_text_that_is_no_cron_expression_is_refused(cron: str) -> None:
    with pytest.raises(InvalidCron):
        check_cron(cron)
