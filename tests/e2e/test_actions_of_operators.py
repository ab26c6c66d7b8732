"""What operators do, once each, in a real browser: schedules, alerts, jobs, inbox, settings."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.visit import Visit
from tests.served import Served, serving
from tests.used_shop import use_shop

FEED = "id,title,price,availability\nNH-1,Kettle,10.00 EUR,in stock\n"
CHANNEL = "json://127.0.0.1:1/"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file that a schedule can pull."""
    path = tmp_path_factory.mktemp("pulled") / "feed.csv"
    path.write_text(FEED)
    return path


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, source: Path) -> Iterator[Served]:
    """Lend the application with a folder to pull from and a place for backups, in use."""
    settings = {
        "FEEDLEDGER_PULL_FOLDER": str(source.parent),
        "FEEDLEDGER_BACKUP_TO": str(tmp_path_factory.mktemp("backups")),
        "FEEDLEDGER_INBOX_POLL_S": "1",
    }
    with serving(tmp_path_factory.mktemp("served"), settings) as served:
        use_shop(served)
        yield served


def test_schedule_lives_its_life(visit: Visit, source: Path) -> None:
    visit.open("/schedules")
    visit.follow("New schedule")
    visit.pick("Partner", "nordhus")
    visit.fill("Name", "hourly")
    visit.fill("Address of the file", source.as_uri())
    visit.fill("Credentials", "")
    visit.sees("Next times")
    visit.press("Save schedule")
    visit.sees("The schedule is saved.")
    run_now(visit)
    change(visit)
    delete(visit)
    visit.open("/schedules?schedule=new")
    visit.press("← All schedules")
    visit.sees_heading("Schedules")


def run_now(visit: Visit) -> None:
    visit.press("Run now")
    visit.sees("Its last feed")
    visit.sees("Succeeded")
    visit.settle()
    visit.press("Run now")
    visit.sees("has not changed since its last feed")
    visit.settle()
    visit.press("Load it all the same")
    visit.sees("Queued")
    visit.press("Pause")
    visit.sees("Paused")
    visit.press("Resume")
    visit.gone("Paused")
    visit.settle()


def change(visit: Visit) -> None:
    visit.page.get_by_text("Change this schedule").click()
    visit.page.get_by_text("Every so many minutes").click()
    visit.sees("Minutes")
    visit.page.get_by_text("Hold each feed until somebody approves it").click()
    visit.sees("Each feed waits for approval.")
    visit.press("Save schedule")
    visit.sees("every hour")
    visit.settle()
    visit.picture("action_schedule")


def delete(visit: Visit) -> None:
    visit.press("Delete this schedule…")
    visit.press("Keep it")
    visit.press("Delete this schedule…")
    visit.press("Delete now")
    visit.sees_heading("Schedules")
    visit.gone("hourly")


def test_channel_lives_its_life(visit: Visit) -> None:
    visit.open("/alerts")
    visit.fill("Name", "desk")
    visit.fill("URL", CHANNEL)
    visit.press("What would it have told?")
    visit.sees("last day")
    visit.press("Add channel")
    visit.sees("Channel desk is saved")
    visit.settle()
    visit.press_last("Send a test")
    visit.sees("A test message is on its way")
    visit.press_last("Pause")
    visit.sees("Paused")
    visit.press_last("Resume")
    visit.gone("Paused")
    visit.press_last("Edit…")
    visit.sees("Leave it as it is")
    visit.settle()
    visit.press("Leave it as it is")
    visit.gone("Leave it as it is")
    visit.press_last("Edit…")
    visit.sees("Leave it as it is")
    visit.settle()
    visit.page.get_by_role("textbox", name="Name").first.fill("till")
    visit.page.get_by_text("Thresholds").first.click()
    visit.press("Save")
    visit.sees("Channel till is saved")
    visit.settle()
    visit.picture("action_channel")
    visit.press_last("Delete…")
    visit.press("Keep it")
    visit.press_last("Delete…")
    visit.press("Delete it now")
    visit.waits_until(lambda: "till" not in channels(visit.served))


def test_failed_job_runs_again_and_a_waiting_one_is_cancelled(visit: Visit, served: Served) -> None:
    visit.open("/jobs?job_status=FAILED&job_kind=PULL")
    visit.sees("took")
    visit.press("Run again")
    visit.sees("Queued")
    pull_from_nobody(served)
    visit.open("/jobs?job_kind=PULL")
    visit.press("Cancel…")
    visit.press("Let it go on")
    visit.gone("Let it go on")
    visit.press("Cancel…")
    visit.press("Cancel now")
    visit.sees("Cancelled")
    visit.open("/jobs")
    visit.pick("Status", "Succeeded")
    visit.pick("Kind", "Check")
    visit.sees("lumen_full.csv")
    visit.gone("nightly")


def pull_from_nobody(served: Served) -> None:
    """Queue a pull that is tried for ten minutes, as nobody listens at its address."""
    pull = {"kind": "pull", "partner": "nordhus", "name": "deaf", "cron": "30 2 * * *"}
    with served.api() as api:
        made = api.post("/schedules", json={**pull, "url": "http://127.0.0.1:1/feed.csv"})
        api.post(f"/schedules/{made.json()['schedule_id']}/run").raise_for_status()


def test_inbox_shows_what_is_dropped_and_what_is_refused(visit: Visit, served: Served) -> None:
    visit.open("/inbox")
    visit.waits_until(lambda: any("strange.csv" in cell for cell in visit.cells("Files in the")))
    folder = served.data_dir / "landing" / "inbox" / "nordhus" / "delta"
    folder.mkdir(parents=True)
    (folder / "dropped.csv").write_text(FEED)
    visit.waits_until(lambda: not (folder / "dropped.csv").exists())
    visit.press("Look again")
    visit.settle()
    assert not any("dropped.csv" in cell for cell in visit.cells("Files in the inbox"))
    visit.open("/feeds")
    visit.sees("dropped.csv")


def test_reconciliation_backup_and_orphans_are_asked_for(visit: Visit) -> None:
    visit.open("/reconciliation")
    visit.press("Run now")
    visit.sees("Everything agrees")
    visit.open("/settings")
    visit.press("Back up now")
    visit.sees("Backup")
    visit.waits_until(lambda: is_backed_up(visit.served))
    visit.open("/partners")
    visit.press("Look for files without a feed")
    visit.sees("belongs to a feed")


def test_key_is_changed_and_left_as_it_is(visit: Visit) -> None:
    visit.open("/keys")
    for way, back in (("New secret…", "Leave it as it is"), ("Revoke…", "Keep it")):
        visit.press(way)
        visit.sees(back)
        visit.settle()
        visit.press(back)
        visit.gone(back)
    visit.press("Change…")
    visit.sees("From the next request on")
    visit.page.get_by_role("spinbutton", name="Requests a minute").first.fill("60")
    visit.page.keyboard.press("Tab")
    visit.sees("At most 60 requests a minute")
    visit.press("Save")
    visit.gone("From the next request on")
    visit.sees("60 requests a minute")


def channels(served: Served) -> list[str]:
    with served.api() as api:
        return [each["name"] for each in api.get("/alerts").raise_for_status().json()["items"]]


def is_backed_up(served: Served) -> bool:
    with served.api() as api:
        return bool(api.get("/backups").raise_for_status().json()["items"])
