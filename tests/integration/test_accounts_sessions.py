"""Sessions of users on a real database."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from accounts.accounts import Accounts
from accounts.identities import User
from accounts.sessions import delete_expired, end_session, read_session, recall_session
from accounts.users import ensure_admin, sign_in
from catalog.database import Database
from tests.doorway import PASSWORD, QUICK, SetClock

HOUR_S = 3600


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def accounts(database: Database, clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> Accounts:
    monkeypatch.setattr("accounts.passwords.HASHER", QUICK)
    return Accounts(database, clock.now, clock.seconds)


@pytest.fixture
def admin(accounts: Accounts, tmp_path: Path) -> User:
    ensure_admin(accounts, PASSWORD, tmp_path / "first-login.txt")
    return User(1, "admin", "admin")


def test_session_lasts_twelve_hours_used_or_not(
    accounts: Accounts, admin: User, clock: SetClock
) -> None:
    token = sign_in(accounts, "admin", PASSWORD, "")

    for _hour in range(12):
        assert read_session(accounts, token) == admin
        clock.passed_s += HOUR_S

    assert read_session(accounts, token) is None


def test_session_remembered_a_moment_ago_still_ends_in_time(
    accounts: Accounts, admin: User, clock: SetClock
) -> None:
    token = sign_in(accounts, "admin", PASSWORD, "")
    clock.passed_s = 12 * HOUR_S - 1
    assert read_session(accounts, token) == admin

    clock.passed_s += 1

    assert recall_session(accounts, token) is None
    assert read_session(accounts, token) is None


def test_session_that_ended_is_over_at_once(accounts: Accounts, admin: User) -> None:
    token, other = (sign_in(accounts, "admin", PASSWORD, "") for _time in range(2))
    assert read_session(accounts, token) == admin

    end_session(accounts, token)
    end_session(accounts, token)

    assert read_session(accounts, token) is None
    assert read_session(accounts, other) == admin


def test_session_ended_twice_at_once_is_over(accounts: Accounts, admin: User) -> None:
    token = sign_in(accounts, "admin", PASSWORD, "")
    assert read_session(accounts, token) == admin

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda _number: end_session(accounts, token), range(2)))

    assert read_session(accounts, token) is None


def test_session_outlives_a_restart(accounts: Accounts, admin: User, clock: SetClock) -> None:
    token = sign_in(accounts, "admin", PASSWORD, "")

    restarted = Accounts(accounts.database, clock.now, clock.seconds)

    assert read_session(restarted, token) == admin


@pytest.mark.usefixtures("admin")
def test_valid_session_is_asked_of_the_database_once_in_a_while(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = sign_in(accounts, "admin", PASSWORD, "")
    read_session(accounts, token)
    asked: list[str] = []
    monkeypatch.setattr(accounts.database, "row", lambda *_parts: asked.append("once more"))

    assert all(read_session(accounts, token) for _time in range(100))

    assert asked == []


@pytest.mark.usefixtures("admin")
@pytest.mark.parametrize("token", [None, "", "x", "A" * 43, "' or 1=1 --", "\ud800" * 43])
def test_forged_token_is_nobodys(accounts: Accounts, token: str | None) -> None:
    sign_in(accounts, "admin", PASSWORD, "")

    assert read_session(accounts, token) is None


@pytest.mark.usefixtures("admin")
def test_stored_hash_is_no_token(accounts: Accounts) -> None:
    sign_in(accounts, "admin", PASSWORD, "")
    row = accounts.database.row("from login_session")
    assert row is not None

    assert read_session(accounts, row["token_sha256"]) is None
    assert read_session(accounts, row["token_sha256"][:43]) is None


@pytest.mark.usefixtures("admin")
def test_expired_sessions_are_deleted(accounts: Accounts, clock: SetClock) -> None:
    sign_in(accounts, "admin", PASSWORD, "")
    clock.passed_s = HOUR_S
    token = sign_in(accounts, "admin", PASSWORD, "")
    clock.passed_s = 12 * HOUR_S

    assert delete_expired(accounts) == 1
    assert delete_expired(accounts) == 0

    assert read_session(accounts, token) is not None
    clock.passed_s = 13 * HOUR_S
    sign_in(accounts, "admin", PASSWORD, "")
    assert len(accounts.database.rows("from login_session")) == 1


@pytest.mark.usefixtures("admin")
def test_no_secret_is_stored_in_clear(accounts: Accounts) -> None:
    token = sign_in(accounts, "admin", PASSWORD, "")
    accounts.database.checkpoint()

    tables = ("from user_account", "from login_session")
    stored = str([accounts.database.rows(table) for table in tables])

    assert PASSWORD not in stored
    assert token not in stored
    assert re.search(r"\$argon2id\$v=19\$", stored)
