"""What raises an alert and what resolves it, rule by rule, on feeds and jobs that really ran."""

from datetime import UTC, datetime, timedelta

import pytest

from catalog.clock import utc_now
from catalog.database import Database
from ingestion.alert_probes import probe_disk, probe_schedules
from ingestion.alert_rules import THRESHOLDS, Condition, RuleName, find_conditions
from ingestion.decisions import approve_feed
from ingestion.inbox_refusals import FoundRefusal, note_refusals
from tests.feeding import Feeding
from tests.makers import make_partner

GOOD = "id,title,price\nLAMP,Lamp,5\n"
NO_SKU = "title,price\nLamp,5\n"
NO_RECORD = "id,title,price\n"
NO_VALID = "id,title,price\nLAMP,Lamp,abc\n"
A_JOB = """
insert into job (
    kind, status, lane, lane_position, max_attempts, started_at, finished_at, subject_id, error
)
values ($kind, $status, $lane, 1, 3, $started_at, $finished_at, $subject_id, $error)
"""


def find(
    database: Database,
    rule: RuleName,
    now: datetime | None = None,
    threshold: float | None = None,
) -> list[Condition]:
    own = {} if threshold is None else {rule: threshold}
    with database.cursor() as cursor:
        found = find_conditions(cursor, now or utc_now(), {**THRESHOLDS, **own})
    return [condition for condition in found if condition.rule == rule]


def add_job(
    database: Database, status: str, began_s: float, took_s: float = 0.0, **more: object
) -> None:
    now = utc_now()
    started_at = now - timedelta(seconds=began_s)
    row = {
        "kind": "ETL",
        "lane": "partner:1",
        "status": status,
        "started_at": started_at,
        "finished_at": None if status == "RUNNING" else started_at + timedelta(seconds=took_s),
        "subject_id": None,
        "error": None,
        **more,
    }
    with database.transaction() as cursor:
        cursor.execute(A_JOB, row)


def test_feeds_that_fail_in_a_row_are_counted_until_one_loads(feeding: Feeding) -> None:
    feeding.load(GOOD)
    for _ in range(2):
        feeding.load(NO_SKU)
    assert find(feeding.database, "feeds_failing") == []
    last = feeding.load(NO_SKU)

    (condition,) = find(feeding.database, "feeds_failing")
    assert condition.measure == 3
    details = condition.details
    assert (details["partner"], details["feed_id"]) == ("lumen", last.feed_id)
    assert (details["code"], details["count"]) == ("header/missing_required", 3)
    assert details["job_id"] == find_job(feeding, last.feed_id)
    feeding.load(GOOD)
    assert find(feeding.database, "feeds_failing") == []


def find_job(feeding: Feeding, feed_id: str) -> str:
    found = feeding.database.row("select job_id from job where subject_id = $id", {"id": feed_id})
    return str((found or {})["job_id"])


def test_feeds_that_fail_now_and_then_are_counted_within_a_day(feeding: Feeding) -> None:
    for _ in range(3):
        feeding.load(NO_SKU)
        feeding.load(GOOD)

    (condition,) = find(feeding.database, "feeds_failing_often", threshold=3)
    assert condition.measure == 3
    assert find(feeding.database, "feeds_failing", threshold=1) == []
    tomorrow = utc_now() + timedelta(days=1)
    assert find(feeding.database, "feeds_failing_often", tomorrow, threshold=1) == []


def test_held_feed_is_the_matter_until_it_is_decided(feeding: Feeding) -> None:
    feed = feeding.load(GOOD, hold=True)

    (condition,) = find(feeding.database, "feed_held")
    assert (condition.subject, condition.details["feed_id"]) == (feed.feed_id, feed.feed_id)
    assert find(feeding.database, "feed_held", threshold=5) == []
    later = utc_now() + timedelta(minutes=6)
    assert len(find(feeding.database, "feed_held", later, threshold=5)) == 1
    approve_feed(feeding.ingestion, feed.feed_id, "user:anna")
    assert find(feeding.database, "feed_held") == []


@pytest.mark.parametrize(("content", "mode"), [(NO_RECORD, "delta"), (NO_VALID, "full")])
def test_feed_without_a_product_is_the_matter_until_the_next(
    feeding: Feeding, content: str, mode: str
) -> None:
    feed = feeding.load(content, mode)  # type: ignore[arg-type]

    (condition,) = find(feeding.database, "zero_rows")
    assert condition.details["feed_id"] == feed.feed_id
    feeding.load(GOOD)
    assert find(feeding.database, "zero_rows") == []


def test_delta_of_invalid_records_is_no_empty_feed(feeding: Feeding) -> None:
    feeding.load(GOOD)
    feeding.load(NO_VALID, "delta")
    feeding.load(NO_SKU)

    assert find(feeding.database, "zero_rows") == []


def test_job_that_failed_for_good_is_the_matter_until_one_succeeds(database: Database) -> None:
    add_job(database, "SUCCEEDED", 100)
    add_job(database, "FAILED", 90, error='{"code": "store/unavailable"}')
    add_job(database, "FAILED", 80, error='{"code": "server/error"}')
    add_job(database, "FAILED", 70, lane="partner:2")

    found = find(database, "job_failed")
    assert {(one.subject, one.details["count"]) for one in found} == {
        ("ETL partner:1", 2),
        ("ETL partner:2", 1),
    }
    assert {one.details.get("code") for one in found} == {"server/error", None}
    add_job(database, "SUCCEEDED", 60)
    assert [one.subject for one in find(database, "job_failed")] == ["ETL partner:2"]


def test_job_of_a_file_that_cannot_be_read_is_left_to_other_rules(feeding: Feeding) -> None:
    feeding.load(NO_SKU)

    assert find(feeding.database, "job_failed") == []


def test_job_under_which_the_process_ends_is_the_matter_until_it_is_over(
    database: Database,
) -> None:
    add_job(database, "RUNNING", 1)

    def crash(times: int) -> None:
        with database.transaction() as cursor:
            cursor.execute("update job set crashes = ?", [times])

    crash(2)
    assert find(database, "job_crashing") == []
    crash(3)
    (condition,) = find(database, "job_crashing")
    assert (condition.details["kind"], condition.details["count"]) == ("ETL", 3)
    with database.transaction() as cursor:
        cursor.execute("update job set status = 'CANCELLED'")
    assert find(database, "job_crashing") == []


def test_job_that_runs_longer_than_usual_is_the_matter(database: Database) -> None:
    for _ in range(20):
        add_job(database, "SUCCEEDED", 5000, 200)
    add_job(database, "RUNNING", 599)
    assert find(database, "job_running_long") == []
    add_job(database, "RUNNING", 650)

    (condition,) = find(database, "job_running_long")
    assert condition.details["usual_s"] == 200
    assert 3.2 < condition.measure < 3.5
    assert find(database, "job_running_long", threshold=4) == []


def test_job_that_is_usually_quick_is_not_the_matter_for_some_minutes(database: Database) -> None:
    for _ in range(20):
        add_job(database, "SUCCEEDED", 5000, 1)
    add_job(database, "RUNNING", 250)

    assert find(database, "job_running_long") == []


def test_job_without_history_has_a_plain_limit(database: Database) -> None:
    for _ in range(4):
        add_job(database, "SUCCEEDED", 5000, 1)
    add_job(database, "RUNNING", 3500)
    assert find(database, "job_running_long") == []
    add_job(database, "RUNNING", 3700)

    (condition,) = find(database, "job_running_long")
    assert "usual_s" not in condition.details


def test_refused_files_of_the_inbox_are_one_matter_for_each_folder_and_reason(
    database: Database,
) -> None:
    make_partner(database, "lumen")
    files = [
        FoundRefusal(f"inbox/{folder}/{name}.csv", folder, "file/empty", "it is empty", 0)
        for folder, name in (("lumen", "a"), ("lumen", "b"), ("nobody", "a"))
    ]
    note_refusals(database, files, utc_now())

    found = find(database, "inbox_refused")
    assert {(one.details["partner"], one.details["count"]) for one in found} == {
        ("lumen", 2),
        ("nobody", 1),
    }
    assert {one.partner_id is None for one in found} == {True, False}
    note_refusals(database, [], utc_now())
    assert find(database, "inbox_refused") == []


def test_scheduled_feed_that_did_not_come_is_the_matter(database: Database) -> None:
    make_partner(database, "lumen")
    start = datetime(2026, 3, 1, tzinfo=UTC)
    with database.transaction() as cursor:
        cursor.execute(
            "insert into schedule (partner_id, name, kind, mode, hold, interval_s, timezone,"
            " timeout_s, misfire_grace_s, is_paused, created_by, created_at, updated_at,"
            " counted_from) select partner_id, 'daily', 'expected', 'full', false, 3600, 'UTC',"
            " 60, 600, false, 'user:anna', $at, $at, $at from partner",
            {"at": start},
        )
    probe = probe_schedules(database)

    assert probe(start + timedelta(minutes=65)) == []
    (condition,) = probe(start + timedelta(minutes=75))
    assert condition.rule == "schedule_overdue"
    assert (condition.details["schedule"], condition.details["reason"]) == ("daily", "absent")
    assert condition.details["expected_at"] == "2026-03-01 01:00 UTC"


def test_disk_is_the_matter_before_feeds_are_refused() -> None:
    assert probe_disk(lambda: 200, 100)(utc_now()) == []
    (condition,) = probe_disk(lambda: 199, 100)(utc_now())

    assert condition.details == {"free_bytes": 199, "needed_bytes": 100}
    assert probe_disk(lambda: 0, 0)(utc_now()) == []  # the guard is switched off
