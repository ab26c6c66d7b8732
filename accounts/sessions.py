"""Sessions of users, kept on the server: they end 12 hours after the sign-in, used or not."""

from datetime import timedelta

from accounts.accounts import Accounts
from accounts.identities import Session, User
from accounts.tokens import digest, make_token
from catalog.statements import Statements

SQL = Statements(__file__)
LIFETIME = timedelta(hours=12)
TOKEN_LENGTH = len(make_token())


def start_session(accounts: Accounts, user: User) -> str:
    """Return the token of a new session; only its hash is kept. Expired ones are deleted."""
    token, now = make_token(), accounts.clock()
    parameters = {
        "token_sha256": digest(token),
        "user_id": user.user_id,
        "now": now,
        "expires_at": now + LIFETIME,
    }
    with accounts.writing, accounts.database.transaction() as cursor:
        cursor.execute(SQL["delete_expired_sessions"], {"now": now})
        cursor.execute(SQL["insert_session"], parameters)
    return token


def read_session(accounts: Accounts, token: str | None) -> User | None:
    """Return the user who is signed in with that token; asks the database every 5 s at most."""
    if token is None or len(token) != TOKEN_LENGTH:
        return None
    key = digest(token)
    return _user_of(accounts, accounts.sessions.find(key, lambda: _select(accounts, key)))


def recall_session(accounts: Accounts, token: str) -> User | None:
    """Return the user if `read_session` found them a moment ago; never waits."""
    return _user_of(accounts, accounts.sessions.recall(digest(token)))


def end_session(accounts: Accounts, token: str) -> None:
    """See that the token is worth nothing from now on."""
    key = digest(token)
    with accounts.writing, accounts.database.transaction() as cursor:
        cursor.execute(SQL["delete_session"], {"token_sha256": key})
    accounts.sessions.drop(key)


def delete_expired(accounts: Accounts) -> int:
    """Delete the sessions that are over and return how many they were."""
    with accounts.writing, accounts.database.transaction() as cursor:
        parameters = {"now": accounts.clock()}
        return len(cursor.execute(SQL["delete_expired_sessions"], parameters).fetchall())


def _select(accounts: Accounts, key: str) -> Session | None:
    row = accounts.database.row(SQL["select_session"], {"token_sha256": key})
    if row is None:
        return None
    return Session(User(row["user_id"], row["username"], row["role"]), row["expires_at"])


def _user_of(accounts: Accounts, session: Session | None) -> User | None:
    return session.user if session and accounts.clock() < session.expires_at else None
