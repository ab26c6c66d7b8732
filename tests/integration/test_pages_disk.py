"""What people see while the disk is short of room."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from accounts.accounts import Accounts
from accounts.users import ensure_admin
from catalog.database import Database
from catalog.disk_guard import DiskGuard
from catalog.errors import DiskFull
from tests.doorway import PASSWORD, QUICK, Gate
from tests.feeding import Feeding
from tests.shown import show, texts

MORE_THAN_THERE_IS = 10**18


@pytest.mark.parametrize("page", ["home.py", "upload.py"])
def test_page_says_that_feeds_are_refused_and_why(
    pages: AppTest, feeding: Feeding, page: str
) -> None:
    assert "refused" not in texts(show(pages, page))
    spool = feeding.ingestion.spool
    spool.guard = DiskGuard(spool.folder, min_free_bytes=MORE_THAN_THERE_IS)

    show(pages, page)

    assert "New feeds are refused" in texts(pages)
    assert "must stay free" in texts(pages)
    assert "server/disk_full" in texts(pages)


def test_who_cannot_sign_in_for_want_of_room_is_told(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.passwords.HASHER", QUICK)
    accounts = Accounts(database)
    ensure_admin(accounts, PASSWORD, tmp_path / "first-login.txt")
    gate = Gate(accounts)

    def refuse(*_asked: object) -> str:
        raise DiskFull("the disk is full")

    monkeypatch.setattr("accounts.entrance.sign_in", refuse)

    shown = gate.sign_in()

    assert shown.status_code == 200
    assert "Nobody can sign in now: the disk is full" in shown.text
