"""Schedules on their page, on a real database and without a browser."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from ingestion.pulling import PullRoom, fail_pull, pull_feed
from ingestion.schedule_clock import queue_due
from ingestion.schedule_forms import NewSchedule
from ingestion.schedule_writing import create_schedule
from ingestion.schedules import Schedule, get_schedule, list_schedules
from jobs.context import JobContext
from jobs.handlers import Handler
from jobs.queue import JobFilter, list_jobs
from tests.feeding import Feeding, until
from tests.pulling import FEED
from tests.shown import labels, press, read_on, said, show, texts
from tests.web_source import Answer, WebSource

SECRET = "s3cret-on-no-page"


@pytest.fixture
def folder(feeding: Feeding, tmp_path: Path) -> Path:
    """Lend the folder that pulls may read; the workers know how to pull."""
    folder = tmp_path / "pulls"
    folder.mkdir()
    room = PullRoom(feeding.ingestion, tmp_path / "secrets.toml", folder)

    def run(context: JobContext) -> None:
        pull_feed(room, context)

    feeding.handlers["PULL"] = Handler(run, lambda *ended: fail_pull(feeding.ingestion, *ended))
    return folder


def add(feeding: Feeding, **fields: object) -> Schedule:
    asked = {"partner": "lumen", "name": "nightly", "cron": "0 3 * * *", **fields}
    return create_schedule(feeding.ingestion, NewSchedule.model_validate(asked), "user:anna")


def read(feeding: Feeding, schedule: Schedule) -> Schedule:
    return get_schedule(feeding.database, schedule.schedule_id)


def fill(pages: AppTest, key: str, value: str) -> None:
    pages.text_input(key=key).set_value(value).run()
    assert not pages.exception


def test_new_schedule_says_what_it_will_do_before_it_is_saved(
    pages: AppTest, feeding: Feeding
) -> None:
    show(pages, "schedules.py")
    assert "No feed comes by schedule yet" in texts(pages)

    show(pages, "schedules.py", schedule="new")
    assert "Not yet complete" in texts(pages)
    assert "Save schedule" not in labels(pages)
    fill(pages, "new_name", "nightly")
    fill(pages, "new_url", "https://shop.example.com/feed.csv?key=hidden")
    assert "Fetches `https://shop.example.com/feed.csv`" in said(pages)
    assert "Next times (UTC)" in said(pages)
    assert said(pages).count("02:30 UTC") == 5
    assert list_schedules(feeding.database).items == ()
    press(pages, "Save schedule")

    (schedule,) = list_schedules(feeding.database).items
    assert (schedule.name, schedule.cron) == ("nightly", "30 2 * * *")
    assert schedule.url == "https://shop.example.com/feed.csv?key=hidden"
    assert schedule.created_by == "user:admin"
    assert "The schedule is saved" in texts(pages)
    assert pages.query_params["schedule"] == schedule.schedule_id


@pytest.mark.parametrize(
    ("key", "value", "fault"),
    [
        ("new_cron", "* * *", "five fields"),
        ("new_url", f"https://anna:{SECRET}@shop.example.com/a", "no user or password"),
    ],
)
def test_what_is_no_schedule_cannot_be_saved_and_says_why(
    pages: AppTest, feeding: Feeding, key: str, value: str, fault: str
) -> None:
    show(pages, "schedules.py", schedule="new")
    fill(pages, "new_name", "nightly")
    fill(pages, "new_url", "https://shop.example.com/feed.csv")

    fill(pages, key, value)

    assert fault in texts(pages)
    assert SECRET not in texts(pages) + said(pages)
    assert "Save schedule" not in labels(pages)
    assert list_schedules(feeding.database).items == ()


def test_expected_delivery_asks_for_no_address(pages: AppTest, feeding: Feeding) -> None:
    show(pages, "schedules.py", schedule="new")

    pages.radio(key="new_kind").set_value("expected").run()
    fill(pages, "new_name", "weekly")
    pages.radio(key="new_when").set_value("interval").run()
    press(pages, "Save schedule")

    (schedule,) = list_schedules(feeding.database).items
    assert (schedule.kind, schedule.url, schedule.interval_s) == ("expected", None, 3600)
    assert "Run now" not in labels(pages)


def test_name_that_is_taken_is_told(pages: AppTest, feeding: Feeding) -> None:
    add(feeding, url="https://shop.example.com/a.csv")
    show(pages, "schedules.py", schedule="new")
    fill(pages, "new_name", "nightly")
    fill(pages, "new_url", "https://shop.example.com/feed.csv")

    press(pages, "Save schedule")

    assert "schedule/exists" in texts(pages)
    assert len(list_schedules(feeding.database).items) == 1


def test_run_now_brings_a_feed_and_the_list_leads_to_it(
    pages: AppTest, feeding: Feeding, folder: Path
) -> None:
    (folder / "a.csv").write_bytes(FEED)
    schedule = add(feeding, url=f"file://{folder}/a.csv")
    show(pages, "schedules.py")

    press(pages, "Run now")
    until(lambda: read(feeding, schedule).last_outcome is not None)
    feeding.settle()
    show(pages, "schedules.py")

    assert "Delivered" in said(pages)
    assert ":blue[**Its last feed**]" in [link.proto.label for link in pages.get("page_link")]
    assert read(feeding, schedule).last_feed_id is not None


def test_unchanged_source_is_told_and_can_be_loaded_all_the_same(
    pages: AppTest, feeding: Feeding, folder: Path
) -> None:
    (folder / "a.csv").write_bytes(FEED)
    schedule = add(feeding, url=f"file://{folder}/a.csv")
    show(pages, "schedules.py", schedule=schedule.schedule_id)

    for _ in range(2):
        press(pages, "Run now")
        feeding.settle()
        read_on(pages)
    show(pages, "schedules.py", schedule=schedule.schedule_id)
    assert "has not changed" in texts(pages)
    press(pages, "Load it all the same")
    feeding.settle()

    assert read(feeding, schedule).last_outcome == "loaded"


def test_failed_pull_says_why(pages: AppTest, feeding: Feeding, folder: Path) -> None:
    schedule = add(feeding, url=f"file://{folder}/missing.csv")
    show(pages, "schedules.py", schedule=schedule.schedule_id)

    press(pages, "Run now")
    feeding.settle()
    show(pages, "schedules.py")
    assert "There is no such file" in texts(pages)
    show(pages, "schedules.py", schedule=schedule.schedule_id)

    assert "There is no such file" in texts(pages)
    assert "pull/not_found" in texts(pages)
    assert "Nothing was loaded." in texts(pages)


@pytest.mark.usefixtures("folder")
def test_secret_of_a_pull_is_on_no_page(
    pages: AppTest,
    feeding: Feeding,
    tmp_path: Path,
    serve: Callable[[Answer], WebSource],
) -> None:
    web = serve(lambda exchange: exchange.reply(401, str(exchange.headers).encode()))
    entry = f'[shop]\nhosts = ["127.0.0.1"]\ntoken = "{SECRET}"\n'
    (tmp_path / "secrets.toml").write_text(entry, encoding="utf-8")
    schedule = add(feeding, url=f"{web.url}/a.csv", credentials="shop")
    show(pages, "schedules.py", schedule=schedule.schedule_id)

    press(pages, "Run now")
    feeding.settle()
    show(pages, "schedules.py", schedule=schedule.schedule_id)

    assert web.requests[0].headers["Authorization"] == f"Bearer {SECRET}"
    assert "pull/refused" in texts(pages)
    assert SECRET not in texts(pages) + said(pages)


def test_schedule_is_paused_and_goes_on(pages: AppTest, feeding: Feeding) -> None:
    schedule = add(feeding, url="https://shop.example.com/a.csv")
    show(pages, "schedules.py")

    press(pages, "Pause")
    assert read(feeding, schedule).is_paused
    assert "Paused" in said(pages)
    press(pages, "Resume")

    assert not read(feeding, schedule).is_paused
    assert "next" in said(pages)


def test_changed_schedule_keeps_what_was_not_touched(pages: AppTest, feeding: Feeding) -> None:
    schedule = add(
        feeding,
        url="https://shop.example.com/a.csv",
        timeout_s=90,
        max_bytes=1000,
        misfire_grace_s=30,
    )
    show(pages, "schedules.py", schedule=schedule.schedule_id)

    fill(pages, f"{schedule.schedule_id}_cron", "0 4 * * *")
    press(pages, "Save schedule")

    after = read(feeding, schedule)
    assert after.cron == "0 4 * * *"
    assert (after.timeout_s, after.max_bytes, after.misfire_grace_s) == (90, 1000, 30)
    assert (after.name, after.url) == (schedule.name, schedule.url)


def test_schedule_is_deleted_only_when_that_is_confirmed(pages: AppTest, feeding: Feeding) -> None:
    schedule = add(feeding, url="https://shop.example.com/a.csv")
    show(pages, "schedules.py", schedule=schedule.schedule_id)

    press(pages, "Delete this schedule…")
    press(pages, "Keep it")
    assert read(feeding, schedule)
    press(pages, "Delete this schedule…")
    press(pages, "Delete now")

    assert list_schedules(feeding.database).items == ()
    assert "No feed comes by schedule yet" in texts(pages)


def test_second_run_while_one_waits_is_told(pages: AppTest, feeding: Feeding) -> None:
    schedule = add(feeding, url="https://shop.example.com/a.csv")
    show(pages, "schedules.py", schedule=schedule.schedule_id)
    feeding.runner.stop()
    press(pages, "Run now")
    show(pages, "schedules.py")
    assert "Queued" in said(pages)
    show(pages, "schedules.py", schedule=schedule.schedule_id)
    read_on(pages)

    press(pages, "Run now")

    assert "waits or runs already" in texts(pages)
    assert len(list_jobs(feeding.database, JobFilter(kind="PULL")).items) == 1
    press(pages, "Cancel…")
    press(pages, "Cancel now")
    (job,) = list_jobs(feeding.database, JobFilter(kind="PULL")).items
    assert job.status == "CANCELLED"


def test_run_that_did_not_happen_is_told_with_its_time(pages: AppTest, feeding: Feeding) -> None:
    schedule = add(feeding, url="https://shop.example.com/a.csv", cron="0 3 29 2 *")
    missed = "update schedule set next_run_at = '2024-02-29', counted_from = '2020-01-01'"
    feeding.database.write(lambda cursor: cursor.execute(missed))

    queue_due(feeding.ingestion)
    show(pages, "schedules.py", schedule=schedule.schedule_id)

    assert "due 2024-02-29 03:00 UTC did not happen: it was too late for it." in said(pages)


def test_schedule_that_is_gone_says_so(pages: AppTest) -> None:
    show(pages, "schedules.py", schedule="nothing")

    assert "schedule/not_found" in texts(pages)


@pytest.mark.parametrize(
    ("key", "value", "fault"),
    [
        ("new_name", "", "Not yet complete: enter the name and the address of the file."),
        ("new_name", "nightly", "Not yet complete: enter the address of the file."),
    ],
)
def test_form_says_what_is_to_be_entered_by_the_names_on_the_page(
    pages: AppTest, key: str, value: str, fault: str
) -> None:
    show(pages, "schedules.py", schedule="new")

    fill(pages, key, value)

    assert fault in texts(pages)
