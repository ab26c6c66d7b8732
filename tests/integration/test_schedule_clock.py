"""The clock of the schedules, set by hand: no run is lost, none comes twice."""

from datetime import UTC, datetime, timedelta

import pytest

from ingestion.pulling import pull_feed
from ingestion.schedule_clock import queue_due
from ingestion.schedule_forms import ScheduleChange
from ingestion.schedule_writing import (
    change_schedule,
    delete_schedule,
    pause_schedule,
    resume_schedule,
    run_schedule,
)
from ingestion.schedules import Schedule, ScheduleNotFound, get_schedule, list_schedules
from jobs.queue import cancel_unfinished_job
from tests.api import count_rows
from tests.pulling import NOON, Pulling

ONE = NOON + timedelta(hours=1)


def read(pulling: Pulling, schedule: Schedule) -> Schedule:
    return get_schedule(pulling.database, schedule.schedule_id)


def due_times(pulling: Pulling) -> list[str]:
    return [str(job.payload["due_at"])[:16] for job in pulling.jobs()]


def test_due_run_is_queued_once_and_the_next_time_is_set(pulling: Pulling) -> None:
    schedule = pulling.schedule(pulling.file("a.csv"))
    assert schedule.next_run_at == ONE

    pulling.tick(minutes=59)
    assert pulling.jobs() == []
    pulling.tick(minutes=1)
    pulling.tick(seconds=1)

    (job,) = pulling.jobs()
    assert (job.kind, job.status, job.subject_id) == ("PULL", "QUEUED", schedule.schedule_id)
    after = read(pulling, schedule)
    assert after.next_run_at == ONE + timedelta(hours=1)
    assert after.last_job_id == job.job_id


def test_each_time_is_run_when_runs_end_in_time(pulling: Pulling) -> None:
    pulling.schedule(pulling.file("a.csv"))

    for _ in range(3):
        pulling.tick(hours=1)
        pulling.work(pulling.claim())

    assert due_times(pulling) == ["2026-06-01T13:00", "2026-06-01T14:00", "2026-06-01T15:00"]


def test_run_is_skipped_while_the_one_before_waits_or_runs(pulling: Pulling) -> None:
    schedule = pulling.schedule(pulling.file("a.csv"))
    pulling.tick(hours=1)
    running = pulling.claim()

    pulling.tick(hours=1)

    assert len(pulling.jobs()) == 1
    skip = read(pulling, schedule).last_skip
    assert skip == {"due_at": "2026-06-01T14:00:00+00:00", "reason": "running"}
    pulling.work(running)
    pulling.tick(hours=1)
    assert due_times(pulling) == ["2026-06-01T13:00", "2026-06-01T15:00"]


def test_after_downtime_one_run_is_made_up_for_within_the_grace(pulling: Pulling) -> None:
    schedule = pulling.schedule(pulling.file("a.csv"), misfire_grace_s=1800)

    pulling.tick(hours=5, minutes=20)

    assert due_times(pulling) == ["2026-06-01T17:00"]
    assert read(pulling, schedule).next_run_at == NOON + timedelta(hours=6)


def test_after_downtime_beyond_the_grace_nothing_runs_until_the_next_time(
    pulling: Pulling,
) -> None:
    schedule = pulling.schedule(pulling.file("a.csv"), misfire_grace_s=600)

    pulling.tick(hours=5, minutes=20)

    after = read(pulling, schedule)
    assert pulling.jobs() == []
    assert after.next_run_at == NOON + timedelta(hours=6)
    assert after.last_skip == {"due_at": "2026-06-01T17:00:00+00:00", "reason": "late"}


def test_crash_while_it_queues_neither_loses_nor_doubles_a_run(
    pulling: Pulling, monkeypatch: pytest.MonkeyPatch
) -> None:
    schedule = pulling.schedule(pulling.file("a.csv"))
    before = count_rows(pulling.database)

    def crash(*_asked: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr("ingestion.schedule_clock.next_due", crash)
        with pytest.raises(ZeroDivisionError):
            pulling.tick(hours=1)
    assert count_rows(pulling.database) == before
    assert read(pulling, schedule).next_run_at == ONE
    pulling.tick(seconds=5)
    pulling.tick(seconds=5)

    assert due_times(pulling) == ["2026-06-01T13:00"]


def test_interval_keeps_its_step_whenever_the_clock_looks(pulling: Pulling) -> None:
    schedule = pulling.schedule(pulling.file("a.csv"), interval_s=600)

    pulling.tick(seconds=607)
    assert due_times(pulling) == ["2026-06-01T12:10"]

    assert read(pulling, schedule).next_run_at == NOON + timedelta(seconds=1200)


@pytest.mark.parametrize(
    ("night", "runs"),
    [
        (datetime(2026, 3, 28, 22, tzinfo=UTC), ["2026-03-29T01:30", "2026-03-30T00:30"]),
        (datetime(2026, 10, 24, 22, tzinfo=UTC), ["2026-10-25T00:30", "2026-10-26T01:30"]),
    ],
)
def test_nightly_run_comes_once_in_the_nights_when_clocks_are_changed(
    pulling: Pulling, night: datetime, runs: list[str]
) -> None:
    pulling.now = night
    pulling.schedule(pulling.file("a.csv"), cron="30 2 * * *", timezone="Europe/Berlin")

    for _ in range(2 * 28):
        pulling.tick(minutes=30)
        for job in pulling.jobs():
            if job.status == "QUEUED":
                cancel_unfinished_job(pulling.database, job.job_id)

    assert due_times(pulling) == runs


def test_paused_schedule_is_never_due_and_makes_up_for_nothing(pulling: Pulling) -> None:
    schedule = pulling.schedule(pulling.file("a.csv"))

    assert pause_schedule(pulling.ingestion, schedule.schedule_id).next_run_at is None
    pulling.tick(hours=1, seconds=5)
    resumed = resume_schedule(pulling.ingestion, schedule.schedule_id)
    pulling.tick(seconds=1)

    assert pulling.jobs() == []
    assert resumed.next_run_at == NOON + timedelta(hours=2)


def test_schedule_paused_while_it_pulls_ends_that_pull(pulling: Pulling) -> None:
    schedule = pulling.schedule(pulling.file("a.csv"))
    pulling.tick(hours=1)
    running = pulling.claim()

    pause_schedule(pulling.ingestion, schedule.schedule_id)
    after = pulling.work(running)

    assert (after.last_outcome, after.is_paused, after.next_run_at) == ("loaded", True, None)


def test_schedule_deleted_while_it_pulls_records_no_feed(pulling: Pulling) -> None:
    schedule = pulling.schedule(pulling.file("a.csv"))
    pulling.tick(hours=1)
    running = pulling.claim()

    delete_schedule(pulling.ingestion, schedule.schedule_id)

    assert [job.status for job in pulling.jobs()] == ["CANCELLED"]
    with pytest.raises(ScheduleNotFound):
        pulling.work(running)
    assert pulling.feeds() == []
    assert list_schedules(pulling.database).items == ()


def test_schedule_deleted_when_the_file_is_stored_records_no_feed(
    pulling: Pulling, monkeypatch: pytest.MonkeyPatch
) -> None:
    schedule = pulling.schedule(pulling.file("a.csv"))
    pulling.tick(hours=1)
    running = pulling.claim()
    put = pulling.ingestion.store.put

    def delete_then_put(key: str, source: object) -> object:
        delete_schedule(pulling.ingestion, schedule.schedule_id)
        return put(key, source)  # type: ignore[arg-type]

    monkeypatch.setattr(pulling.ingestion.store, "put", delete_then_put)
    with pytest.raises(ScheduleNotFound):
        pulling.work(running)

    assert pulling.feeds() == []


def test_source_changed_while_it_is_pulled_is_pulled_anew(
    pulling: Pulling, monkeypatch: pytest.MonkeyPatch
) -> None:
    schedule = pulling.schedule(pulling.file("a.csv"))
    other = ScheduleChange(url=pulling.file("b.csv"))
    pulling.tick(hours=1)
    running = pulling.claim()
    put = pulling.ingestion.store.put

    def change_then_put(key: str, source: object) -> object:
        change_schedule(pulling.ingestion, schedule.schedule_id, other)
        return put(key, source)  # type: ignore[arg-type]

    with monkeypatch.context() as changing:
        changing.setattr(pulling.ingestion.store, "put", change_then_put)
        first = pulling.work(running)

    assert (first.last_outcome, first.sha256) == ("loaded", None)
    assert pulling.run(first).last_outcome == "loaded"
    assert [feed.filename for feed in pulling.feeds()] == ["a.csv", "b.csv"]


def test_changed_time_counts_from_now(pulling: Pulling) -> None:
    schedule = pulling.schedule(pulling.file("a.csv"))
    pulling.now += timedelta(minutes=10)

    changed = change_schedule(
        pulling.ingestion, schedule.schedule_id, ScheduleChange(interval_s=900)
    )

    assert (changed.cron, changed.interval_s) == (None, 900)
    assert changed.next_run_at == NOON + timedelta(minutes=25)


def test_changed_name_leaves_time_and_marks_as_they_are(pulling: Pulling) -> None:
    schedule = pulling.run(pulling.schedule(pulling.file("a.csv")))
    pulling.now += timedelta(minutes=10)

    changed = change_schedule(pulling.ingestion, schedule.schedule_id, ScheduleChange(name="new"))

    assert (changed.name, changed.next_run_at) == ("new", ONE)
    assert changed.sha256 == schedule.sha256


def test_crash_after_the_feed_is_recorded_pulls_no_second_one(pulling: Pulling) -> None:
    schedule = pulling.schedule(pulling.file("a.csv"))
    run_schedule(pulling.ingestion, schedule.schedule_id, force=True)
    pull_feed(pulling.room, pulling.claim())

    pulling.restart()

    assert [job.status for job in pulling.jobs()] == ["SUCCEEDED"]
    assert len(pulling.feeds()) == 1
    assert read(pulling, schedule).last_outcome == "loaded"


def test_crash_before_the_feed_is_recorded_loses_nothing(
    pulling: Pulling, monkeypatch: pytest.MonkeyPatch
) -> None:
    schedule = pulling.schedule(pulling.file("a.csv"))
    run_schedule(pulling.ingestion, schedule.schedule_id)

    def crash(*_asked: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr("jobs.context.JobContext.settle", crash)
        with pytest.raises(ZeroDivisionError):
            pull_feed(pulling.room, pulling.claim())
    assert pulling.feeds() == []
    assert read(pulling, schedule).sha256 is None
    pulling.restart()
    after = pulling.work(pulling.claim())

    assert len(pulling.feeds()) == 1
    assert after.last_outcome == "loaded"


def test_expected_feed_pulls_nothing_and_moves_on(pulling: Pulling) -> None:
    schedule = pulling.schedule(None, kind="expected")

    pulling.tick(hours=1)

    assert pulling.jobs() == []
    assert read(pulling, schedule).next_run_at == ONE + timedelta(hours=1)


def test_many_schedules_are_queued_in_one_look(pulling: Pulling) -> None:
    url = pulling.file("a.csv")
    for number in range(5):
        pulling.schedule(url, name=f"number {number}")

    pulling.now = ONE
    queue_due(pulling.ingestion)

    assert len(pulling.jobs()) == 5
