"""The page of settings on a real database, without a browser."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr
from streamlit.testing.v1 import AppTest

from backups.desk import BackupDesk
from catalog.setting_meanings import MEANINGS
from catalog.settings import Settings, read_settings
from jobs.queue import JobFilter, list_jobs
from pages.services import provide, services
from pages.settings_table import setting_rows
from tests.feeding import Feeding
from tests.retaining import BAD
from tests.sending_parts import HEAD, LAMP, RUG
from tests.shown import labels, press, said, show, texts
from tests.sources import ROOT

PAGE = "settings.py"


def test_every_setting_says_what_it_does_here_and_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    told = {
        name
        for row in re.findall(r"^\| (`[A-Z].*?) \|", readme, re.MULTILINE)
        for name in names(row)
    }

    assert set(MEANINGS) == set(Settings.model_fields)
    assert told >= {name.upper() for name in MEANINGS}


def names(cell: str) -> list[str]:
    """Return the names of settings in a cell of the table."""
    return re.findall(r"`([A-Z_]+)`", cell)


def test_settings_are_shown_with_their_source_and_without_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("FEEDLEDGER_BACKUP_KEEP=7\nFEEDLEDGER_PORT=1\n")
    monkeypatch.setenv("FEEDLEDGER_PORT", "8600")
    monkeypatch.setenv("FEEDLEDGER_ADMIN_PASSWORD", "correct horse")
    monkeypatch.setenv("FEEDLEDGER_PUBLIC_URL", "https://user:battery@shop.example.org")

    rows = setting_rows(read_settings())

    shown = {f"FEEDLEDGER_{row.name}": (row.value, row.source) for row in rows}
    assert shown["FEEDLEDGER_PORT"] == ("8600", "environment")
    assert shown["FEEDLEDGER_BACKUP_KEEP"] == ("7", ".env file")
    assert shown["FEEDLEDGER_SQL_AT_ONCE"] == ("2", "default")
    assert shown["FEEDLEDGER_MEMORY_LIMIT"] == ("DuckDB's own", "default")
    assert shown["FEEDLEDGER_ADMIN_PASSWORD"] == ("set, not shown", "environment")
    assert "horse" not in str(rows)
    assert "battery" not in str(rows)


def test_page_shows_the_disk_and_says_that_no_backup_is_made(pages: AppTest) -> None:
    show(pages, PAGE)

    assert {tile.label for tile in pages.metric} >= {"Free", "Kept free", "Database"}
    assert "No backup is made." in texts(pages)
    assert "Back up now" not in labels(pages)
    assert "raw files" in said(pages)


def test_backup_is_made_on_demand(pages: AppTest, feeding: Feeding, tmp_path: Path) -> None:
    settings = Settings(
        data_dir=tmp_path, backup_to=str(tmp_path / "safe"), backup_cron="0 3 * * *"
    )
    provide(
        replace(services(), settings=settings, backups=BackupDesk.of(feeding.ingestion, settings))
    )
    show(pages, PAGE)
    assert "There is no whole backup yet." in texts(pages)
    assert "Next times (UTC)" in said(pages)
    press(pages, "Back up now")

    (job,) = list_jobs(feeding.database, JobFilter(kind="BACKUP")).items
    assert job.payload["to"] == settings.backup_url


def test_retention_says_beforehand_what_it_would_delete(pages: AppTest, feeding: Feeding) -> None:
    old = feeding.load(HEAD + LAMP + BAD)
    feeding.load(HEAD + RUG)
    with feeding.database.transaction() as cursor:
        past = "update feed set received_at = received_at - to_days(40), finished_at = null"
        cursor.execute(f"{past} where feed_id = $feed_id", {"feed_id": old.feed_id})
    show(pages, "partners.py", partner=old.partner)
    raw = next(each for each in pages.number_input if each.label == "Days of raw files")
    raw.set_value(50).run()
    assert "saving it deletes nothing yet" in texts(pages)
    raw.set_value(30).run()

    assert "the raw files of 1 feed (0.0 MiB), and the reports of 0 feeds" in texts(pages)
    kept = feeding.database.row("select count(*) as rows from partner_retention") or {}
    assert kept["rows"] == 0


def test_secret_setting_is_not_shown_on_the_page(pages: AppTest, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, admin_password=SecretStr("correct horse"))
    provide(replace(services(), settings=settings))
    show(pages, PAGE)

    assert "ADMIN_PASSWORD**: set, not shown" in said(pages)
    assert "horse" not in said(pages) + texts(pages)
