"""The page of jobs: what is queued, runs and failed, and what can be done about it."""

import threading

import pytest
from duckdb import DuckDBPyConnection
from streamlit.testing.v1 import AppTest

from ingestion.alert_rules import RuleName
from ingestion.alert_texts import place_of
from ingestion.feeds import Feed, get_feed
from ingestion.schedule_forms import NewSchedule
from ingestion.schedule_writing import create_schedule, delete_schedule, run_schedule
from jobs.queue import JobFilter, NewJob, enqueue, list_jobs
from tests.feeding import Feeding, until
from tests.reverting import A
from tests.shown import labels, press, said, show, texts

ENDLESS = "select count(*) from range(1_000_000_000_000) where hash(range) = 42"


def test_jobs_are_listed_with_their_feed_records_and_time(pages: AppTest, feeding: Feeding) -> None:
    feeding.load(A)
    feeding.settle()

    show(pages, "jobs.py")

    assert [title.value for title in pages.title] == ["Jobs"]
    assert said(pages).count("Succeeded") == 2
    assert "**Load**" in said(pages)
    assert "3 records" in said(pages)
    assert "took" in said(pages)
    assert labels(pages) == []


def test_list_without_jobs_says_so(pages: AppTest) -> None:
    show(pages, "jobs.py")

    assert "No job was queued yet" in texts(pages)


def test_jobs_are_filtered_by_state_and_kind(pages: AppTest, feeding: Feeding) -> None:
    feeding.load(A)
    feeding.settle()

    show(pages, "jobs.py", job_kind="Load")
    assert "**Load**" in said(pages)
    assert "**Check**" not in said(pages)

    pages.selectbox[0].set_value("FAILED").run()
    assert "No job fits the filters" in texts(pages)


@pytest.mark.parametrize(
    ("rule", "status"), [("job_failed", "FAILED"), ("job_running_long", "RUNNING")]
)
def test_alert_of_jobs_leads_to_those_of_its_kind_and_state(
    pages: AppTest, feeding: Feeding, rule: RuleName, status: str
) -> None:
    feeding.load(A)
    feeding.settle()

    show(pages, "jobs.py", **place_of(rule, {"kind": "ETL"})[1])

    assert [box.value for box in pages.selectbox] == [status, "ETL", None]
    assert "No job fits the filters" in texts(pages)


def test_alert_of_a_job_that_ends_the_process_leads_to_its_kind_in_any_state(
    pages: AppTest, feeding: Feeding
) -> None:
    feeding.load(A)
    feeding.settle()

    show(pages, "jobs.py", **place_of("job_crashing", {"kind": "ETL"})[1])

    assert [box.value for box in pages.selectbox] == [None, "ETL", None]
    assert "**Load**" in said(pages)
    assert "**Check**" not in said(pages)


def test_failed_job_tells_its_reason_and_runs_again(pages: AppTest, feeding: Feeding) -> None:
    def defect(_cursor: DuckDBPyConnection, _feed: Feed) -> None:
        raise ZeroDivisionError("a defect after the merge")

    feeding.hooks.append(defect)
    feed = feeding.load(A)
    feeding.settle()
    feeding.hooks.clear()

    show(pages, "jobs.py", job_status="Failed")
    assert "a defect after the merge" in texts(pages)
    assert "server/error" in texts(pages)
    press(pages, "Run again")

    assert feeding.wait(feed).status == "COMPLETED"


def test_running_job_is_cancelled_once_that_is_confirmed(pages: AppTest, feeding: Feeding) -> None:
    begun = threading.Event()

    def linger(cursor: DuckDBPyConnection, _feed: Feed) -> None:
        begun.set()
        cursor.execute(ENDLESS)

    feeding.hooks.append(linger)
    feed = feeding.deliver(A)
    assert begun.wait(30)

    show(pages, "jobs.py", job_status="Running")
    assert "merging into the catalog" in pages.get("progress")[0].proto.text
    press(pages, "Cancel…")
    assert get_feed(feeding.database, feed.feed_id).status == "PROCESSING"
    press(pages, "Cancel now")

    assert get_feed(feeding.database, feed.feed_id).status == "CANCELLED"
    until(lambda: not feeding.database.rows("from job_lease"))
    assert feeding.products() == []


def test_cancel_that_comes_too_late_says_so(pages: AppTest, feeding: Feeding) -> None:
    feeding.runner.stop()
    with feeding.database.transaction() as cursor:
        enqueue(cursor, NewJob("PUBLISH", "publish", 1))
    show(pages, "jobs.py")
    press(pages, "Cancel…")
    with feeding.database.transaction() as cursor:
        cursor.execute("update job set status = 'SUCCEEDED'")

    press(pages, "Cancel now")

    assert "job/wrong_state" in texts(pages)
    (job,) = list_jobs(feeding.database, JobFilter()).items
    assert job.status == "SUCCEEDED"


def test_job_that_tries_again_says_so_and_asks_nobody(pages: AppTest, feeding: Feeding) -> None:
    feed = feeding.load(A)
    feeding.settle()
    feeding.runner.stop()
    with feeding.database.transaction() as cursor:
        cursor.execute("""
            update job set status = 'RETRY_WAIT', run_after = now() + interval 1 hour,
                error = {'code': 'store/unavailable', 'detail': 'the store is down'}::json
            where kind = 'ETL'
        """)

    for page, asked in (("jobs.py", {}), ("feeds.py", {"feed": feed.feed_id})):
        show(pages, page, **asked)

        assert "The store is down" in texts(pages)
        assert "It is tried again by itself" in texts(pages)
        assert not pages.error


def test_job_that_failed_because_of_the_file_is_not_offered_again(
    pages: AppTest, feeding: Feeding
) -> None:
    feeding.load("title\nLamp\n")

    show(pages, "jobs.py")

    assert "header/missing_required" in texts(pages)
    assert "Run again" not in labels(pages)


def test_pull_leads_to_its_schedule_while_there_is_one(pages: AppTest, feeding: Feeding) -> None:
    feeding.runner.stop()
    form = NewSchedule(partner="lumen", name="nightly", url="file:///a.csv", cron="0 3 * * *")
    schedule = create_schedule(feeding.ingestion, form, "user:anna")
    run_schedule(feeding.ingestion, schedule.schedule_id)

    show(pages, "jobs.py")
    (link,) = pages.get("page_link")
    assert "lumen · nightly" in link.proto.label
    assert link.proto.query_string == f"schedule={schedule.schedule_id}"
    delete_schedule(feeding.ingestion, schedule.schedule_id)
    show(pages, "jobs.py")

    assert "**Pull**" in said(pages)
    assert not pages.get("page_link")


@pytest.mark.parametrize(
    ("asked", "told"), [({}, "No job was queued yet"), ({"job_kind": "Publish"}, "Succeeded")]
)
def test_publications_that_went_well_are_listed_by_their_kind_alone(
    pages: AppTest, feeding: Feeding, asked: dict[str, str], told: str
) -> None:
    feeding.runner.stop()
    with feeding.database.transaction() as cursor:
        enqueue(cursor, NewJob("PUBLISH", "publish", 1))
        cursor.execute("update job set status = 'SUCCEEDED'")

    show(pages, "jobs.py", **asked)

    assert told in texts(pages) + said(pages)
