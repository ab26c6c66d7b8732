"""Users of the pages: the first one is made at first start; they sign in with a password."""

import os
import secrets
from pathlib import Path

from accounts.accounts import Accounts
from accounts.identities import User
from accounts.passwords import fits, hash_password, is_outdated
from accounts.sessions import start_session
from catalog.errors import RejectedInput
from catalog.statements import Statements

SQL = Statements(__file__)
ADMIN = "admin"
PASSWORD_BYTES = 15


class WrongCredentials(RejectedInput):
    """No user has that name and password; nothing was written."""

    code = "auth/wrong_credentials"


def ensure_admin(
    accounts: Accounts, admin_password: str | None, first_login_file: Path
) -> str | None:
    """
    See that there is a user, and return the random password of a new `admin`, if one was made.

    With any user there, nothing is made, whatever `admin_password` says. The random password
    is in `first_login_file`, readable by the owner alone, before the user is.
    """
    with accounts.writing:
        if accounts.database.row(SQL["select_any_user"]):
            return None
        password = admin_password or secrets.token_urlsafe(PASSWORD_BYTES)
        if not admin_password:
            _write_private(first_login_file, f"user: {ADMIN}\npassword: {password}\n")
        parameters = {
            "username": ADMIN,
            "password_hash": hash_password(password),
            "role": "admin",
            "now": accounts.clock(),
        }
        with accounts.database.transaction() as cursor:
            cursor.execute(SQL["insert_user"], parameters)
    return None if admin_password else password


def sign_in(accounts: Accounts, username: str, password: str, address: str) -> str:
    """
    Start a session and return its token; `address` is where the attempt comes from.

    Raises:
        WrongCredentials: as slow for an unknown user; nothing was written.
        TooManyAttempts: the password was not looked at; nothing was written.
    """
    accounts.attempts.begin(username, address)
    accounts.attempts_from_anywhere.begin(username)
    found = accounts.database.row(SQL["select_user"], {"username": username})
    password_hash = found["password_hash"] if found else accounts.decoy_hash
    if not fits(password_hash, password) or found is None:
        raise WrongCredentials("no user has that name and password")
    accounts.attempts.forget(username, address)
    accounts.attempts_from_anywhere.forget(username)
    user = User(found["user_id"], found["username"], found["role"])
    if is_outdated(password_hash):
        _rehash(accounts, user, password)
    return start_session(accounts, user)


def _rehash(accounts: Accounts, user: User, password: str) -> None:
    parameters = {"user_id": user.user_id, "password_hash": hash_password(password)}
    with accounts.writing, accounts.database.transaction() as cursor:
        cursor.execute(SQL["update_password_hash"], parameters)


def _write_private(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
