"""The first user, signing in and sessions, on a real database."""

import stat
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from accounts.accounts import MOST_ATTEMPTS, MOST_ATTEMPTS_FROM_ANYWHERE, Accounts
from accounts.identities import User
from accounts.limits import TooManyAttempts
from accounts.users import WrongCredentials, ensure_admin, sign_in
from catalog.database import Database
from tests.doorway import PASSWORD, QUICK, SetClock


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def accounts(database: Database, clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> Accounts:
    monkeypatch.setattr("accounts.passwords.HASHER", QUICK)
    return Accounts(database, clock.now, clock.seconds)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "run" / "first-login.txt"


@pytest.fixture
def admin(accounts: Accounts, file: Path) -> User:
    ensure_admin(accounts, PASSWORD, file)
    return User(1, "admin", "admin")


def signs_in(accounts: Accounts, password: str, username: str = "admin") -> bool:
    try:
        return bool(sign_in(accounts, username, password, "10.0.0.1"))
    except WrongCredentials:
        return False


def side_by_side(work: Callable[[int], object], times: int = 2) -> list[object]:
    start = threading.Barrier(times)

    def begin(number: int) -> object:
        start.wait()
        return work(number)

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(begin, range(times)))


def test_first_start_makes_a_password_and_a_file_for_its_owner_alone(
    accounts: Accounts, file: Path
) -> None:
    password = ensure_admin(accounts, None, file)

    assert password is not None
    assert len(password) == 20
    assert file.read_text() == f"user: admin\npassword: {password}\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file]
    assert signs_in(accounts, password)


def test_password_of_the_settings_is_neither_printed_nor_written(
    accounts: Accounts, file: Path
) -> None:
    assert ensure_admin(accounts, PASSWORD, file) is None

    assert not file.exists()
    assert signs_in(accounts, PASSWORD)


def test_later_start_makes_nothing_whatever_the_setting_says(
    accounts: Accounts, file: Path
) -> None:
    first = ensure_admin(accounts, None, file)
    assert first is not None
    before = accounts.database.rows("from user_account"), file.read_bytes()

    assert ensure_admin(accounts, "another", file) is None
    assert ensure_admin(accounts, None, file) is None

    assert (accounts.database.rows("from user_account"), file.read_bytes()) == before
    assert not signs_in(accounts, "another")


def test_deleted_first_login_file_is_not_written_again(accounts: Accounts, file: Path) -> None:
    ensure_admin(accounts, None, file)
    file.unlink()

    assert ensure_admin(accounts, None, file) is None

    assert not file.exists()


def test_two_first_starts_at_once_make_one_admin(accounts: Accounts, file: Path) -> None:
    passwords = side_by_side(lambda _number: ensure_admin(accounts, None, file), 4)

    made = [password for password in passwords if password]
    assert len(made) == 1
    assert f"password: {made[0]}\n" in file.read_text()
    assert len(accounts.database.rows("from user_account")) == 1


def test_unwritable_first_login_file_leaves_no_user(accounts: Accounts, tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.mkdir()

    with pytest.raises(IsADirectoryError):
        ensure_admin(accounts, None, blocked)

    assert accounts.database.rows("from user_account") == []
    assert [path.name for path in tmp_path.glob(".blocked*")] == []


def test_first_login_file_left_by_a_start_cut_off_is_replaced(
    accounts: Accounts, file: Path
) -> None:
    file.parent.mkdir()
    file.write_text("password: of nobody\n")
    file.chmod(0o644)

    password = ensure_admin(accounts, None, file)

    assert file.read_text().endswith(f"password: {password}\n")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.usefixtures("admin")
@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("admin", "wrong"),
        ("admin", ""),
        ("admin", PASSWORD + " "),
        ("Admin", PASSWORD),
        ("nobody", PASSWORD),
        ("", ""),
        ("admin\0", PASSWORD),
        ("admin' or 1=1 --", PASSWORD),
        ("admin", "x" * 4000),
    ],
)
def test_wrong_user_or_password_starts_nothing(
    accounts: Accounts, username: str, password: str
) -> None:
    assert not signs_in(accounts, password, username)

    assert accounts.database.rows("from login_session") == []


def test_unknown_user_costs_a_verification_too(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified: list[str] = []
    monkeypatch.setattr("accounts.users.fits", lambda kept, _password: verified.append(kept))

    assert not signs_in(accounts, "x", "nobody")

    assert verified == [accounts.decoy_hash]


@pytest.mark.usefixtures("admin")
def test_decoy_lets_nobody_in(accounts: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accounts.users.fits", lambda _kept, _password: True)

    assert not signs_in(accounts, "x", "nobody")


def test_password_is_the_same_however_a_keyboard_composes_it(
    accounts: Accounts, file: Path
) -> None:
    ensure_admin(accounts, "Ma\u0308rz", file)

    assert signs_in(accounts, "M\u00e4rz")


def test_hash_of_older_parameters_is_renewed_at_the_next_sign_in(
    accounts: Accounts, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    stronger = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    monkeypatch.setattr("accounts.passwords.HASHER", stronger)

    assert signs_in(accounts, PASSWORD)

    row = accounts.database.row("from user_account")
    assert row is not None
    assert "m=16,t=2,p=1" in row["password_hash"]
    assert (row["user_id"], row["username"], row["role"]) == (admin.user_id, "admin", "admin")
    assert signs_in(accounts, PASSWORD)


@pytest.mark.usefixtures("admin")
def test_too_many_wrong_passwords_make_even_the_right_one_wait(
    accounts: Accounts, clock: SetClock
) -> None:
    for _attempt in range(MOST_ATTEMPTS):
        assert not signs_in(accounts, "wrong")

    with pytest.raises(TooManyAttempts) as refused:
        sign_in(accounts, "admin", PASSWORD, "10.0.0.1")

    assert refused.value.retry_after_s == 300
    assert accounts.database.rows("from login_session") == []
    assert sign_in(accounts, "admin", PASSWORD, "10.0.0.2")
    clock.passed_s += 300
    assert sign_in(accounts, "admin", PASSWORD, "10.0.0.1")


@pytest.mark.usefixtures("admin")
def test_changing_the_address_does_not_let_one_guess_on(accounts: Accounts) -> None:
    for number in range(MOST_ATTEMPTS_FROM_ANYWHERE):
        with pytest.raises(WrongCredentials):
            sign_in(accounts, "admin", "wrong", f"10.0.1.{number}")

    with pytest.raises(TooManyAttempts):
        sign_in(accounts, "admin", "wrong", "10.0.2.1")


@pytest.mark.usefixtures("admin")
def test_guesses_side_by_side_are_counted_each(accounts: Accounts) -> None:
    def guess(_number: int) -> str:
        try:
            sign_in(accounts, "admin", "wrong", "10.0.0.1")
        except TooManyAttempts:
            return "not looked at"
        except WrongCredentials:
            return "wrong"
        return "in"

    answers = side_by_side(guess, MOST_ATTEMPTS + 4)

    assert sorted(map(str, answers)) == ["not looked at"] * 4 + ["wrong"] * MOST_ATTEMPTS
