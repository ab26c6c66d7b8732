"""API keys: given out once, found by their hash, limited to their scopes and rate."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from accounts.accounts import Accounts
from accounts.identities import SCOPES, ApiKey, KeyChange, KnownSecret, NewKey
from accounts.tokens import digest, make_token
from catalog.database import Row, rows_of
from catalog.errors import NotFound, RejectedInput, WrongState
from catalog.paging import DEFAULT_LIMIT, Page, cut_page, decode_cursor
from catalog.partners import get_partner
from catalog.statements import Statements

SQL = Statements(__file__)
SECRET_PREFIX = "fl_"  # noqa: S105 - tells secret scanners whose key it is; guards nothing


class KeyNotFound(NotFound):
    """No key has that id; nothing was written."""

    code = "key/not_found"


class KeyRevoked(WrongState):
    """The key is revoked and cannot be changed any more; nothing was written."""

    code = "key/revoked"


class KeyEnded(WrongState):
    """The key has ended: a new secret of it would be worth nothing; nothing was written."""

    code = "key/ended"


class KeyExpiryPast(RejectedInput):
    """The key would be worth nothing from the beginning; nothing was written."""

    code = "key/expiry_past"


def create_key(accounts: Accounts, new: NewKey) -> tuple[ApiKey, str]:
    """
    Make a key and return it with its secret, which cannot be read again.

    Raises:
        PartnerNotFound: no partner has the code; nothing was written.
        KeyExpiryPast: nothing was written.
    """
    _refuse_past(accounts, new.expires_at)
    secret = SECRET_PREFIX + make_token()
    with accounts.writing:
        return _insert(accounts, new, secret), secret


def ensure_bootstrap_key(accounts: Accounts, secret: str | None) -> None:
    """
    See that the secret is a key with all scopes and no partner, if it is the first key ever.

    Once any key was made, revoked ones included, the setting changes nothing.
    """
    if not secret:
        return
    with accounts.writing:
        if accounts.database.row(SQL["select_any_key"]) is None:
            _insert(accounts, NewKey(name="bootstrap", scopes=SCOPES), secret)


def find_key(accounts: Accounts, secret: str) -> ApiKey | None:
    """Return the key of that secret while it is worth anything; asks the database once a minute."""
    key_sha256 = digest(secret)
    known = accounts.keys.find(key_sha256, lambda: _select(accounts, key_sha256))
    if known is None:
        return None
    is_over = known.worthless_at is not None and known.worthless_at <= accounts.clock()
    return None if is_over else known.key


def check_rate(accounts: Accounts, key: ApiKey) -> None:
    """
    Count a request of the key, if a rate is set on it.

    Raises:
        RateLimited: it has used up its requests; `retry_after_s` says for how long.
    """
    if key.requests_per_minute is not None:
        accounts.rates.take(key.key_id, key.requests_per_minute)


def revoke_key(accounts: Accounts, key_id: str) -> None:
    """
    See that the key is worth nothing from now on; it stays in the list.

    Raises:
        KeyNotFound: there is none of that id.
    """
    with accounts.writing, accounts.database.transaction() as cursor:
        parameters = {"key_id": key_id, "now": accounts.clock()}
        revoked = cursor.execute(SQL["revoke_key"], parameters).fetchall()
    if not revoked:
        raise KeyNotFound(f"there is no key {key_id!r}")
    _forget_secrets(accounts, revoked[0])


def get_key(accounts: Accounts, key_id: str, partner_id: int | None = None) -> ApiKey:
    """
    Return the key, revoked or not; with `partner_id`, only if it is bound to that partner.

    Raises:
        KeyNotFound: there is none of that id.
    """
    parameters = {"key_id": key_id, "partner_id": partner_id}
    row = accounts.database.row(SQL["select_key_by_id"], parameters)
    if row is None:
        raise KeyNotFound(f"there is no key {key_id!r}")
    return _key_of(row)


def change_key(accounts: Accounts, key: ApiKey, change: KeyChange) -> ApiKey:
    """
    Give a key another name, other scopes, rate or end; it holds from the next request on.

    Raises:
        KeyRevoked, KeyExpiryPast: nothing was written.
    """
    if "expires_at" in change.model_fields_set:
        _refuse_past(accounts, change.expires_at)
    now = {name: getattr(key, name) for name in KeyChange.model_fields}
    wanted = {**now, **change.model_dump(exclude_unset=True)}
    parameters = {**wanted, "scopes": sorted(wanted["scopes"]), "key_id": key.key_id}
    with accounts.writing, accounts.database.transaction() as cursor:
        changed = cursor.execute(SQL["change_key"], parameters).fetchall()
    if not changed:
        raise KeyRevoked(f"key {key.key_id} is revoked: make a new one")
    _forget_secrets(accounts, changed[0])
    return get_key(accounts, key.key_id)


def rotate_key(accounts: Accounts, key: ApiKey, keep_old: timedelta) -> tuple[ApiKey, str]:
    """
    Give the key another secret, which cannot be read again, and return it with that.

    Its id stays, and with it whose its orders and their idempotency keys are. The secret before
    is worth something for so long; the one before that nothing from now on.

    Raises:
        KeyRevoked, KeyEnded: nothing was written, and its secrets stay what they are.
    """
    secret, now = SECRET_PREFIX + make_token(), accounts.clock()
    parameters = {
        "key_id": key.key_id,
        "key_sha256": digest(secret),
        "now": now,
        "previous_until": now + keep_old,
    }
    with accounts.writing, accounts.database.transaction() as cursor:
        known = cursor.execute(SQL["select_key_hashes"], {"key_id": key.key_id}).fetchall()
        rotated = cursor.execute(SQL["rotate_key"], parameters).fetchall()
    if not rotated:
        raise _reason_against(get_key(accounts, key.key_id))
    _forget_secrets(accounts, known[0])
    return get_key(accounts, key.key_id), secret


def list_keys(
    accounts: Accounts,
    limit: int = DEFAULT_LIMIT,
    cursor: str | None = None,
    partner_id: int | None = None,
) -> Page[ApiKey]:
    """Return a page of keys, revoked ones included, the newest first; maybe of one partner."""
    after = decode_cursor(cursor, str)
    parameters = {
        "after": after[0] if after else None,
        "partner_id": partner_id,
        "limit": limit + 1,
    }
    rows = accounts.database.rows(SQL["select_keys"], parameters)
    return cut_page([_key_of(row) for row in rows], limit, lambda key: [key.key_id])


def _reason_against(key: ApiKey) -> WrongState:
    """Return why the key gets no other secret."""
    if key.revoked_at is None:
        return KeyEnded(f"key {key.key_id} has ended: give it a later end first")
    return KeyRevoked(f"key {key.key_id} is revoked: make a new one")


def _insert(accounts: Accounts, new: NewKey, secret: str) -> ApiKey:
    partner = get_partner(accounts.database, new.partner) if new.partner else None
    parameters = {
        "name": new.name,
        "key_sha256": digest(secret),
        "scopes": sorted(new.scopes),
        "partner_id": partner.partner_id if partner else None,
        "requests_per_minute": new.requests_per_minute,
        "expires_at": new.expires_at,
        "now": accounts.clock(),
    }
    with accounts.database.transaction() as cursor:
        row = rows_of(cursor.execute(SQL["insert_key"], parameters))[0]
    return _key_of({**row, "partner": partner.code if partner else None})


def _select(accounts: Accounts, key_sha256: str) -> KnownSecret | None:
    row = accounts.database.row(SQL["select_key"], {"key_sha256": key_sha256})
    if row is None:
        return None
    worthless_at = row.pop("worthless_at")
    return KnownSecret(_key_of(row), worthless_at)


def _forget_secrets(accounts: Accounts, hashes: Sequence[str | None]) -> None:
    for key_sha256 in filter(None, hashes):
        accounts.keys.drop(key_sha256)


def _refuse_past(accounts: Accounts, expires_at: datetime | None) -> None:
    if expires_at is not None and expires_at <= accounts.clock():
        raise KeyExpiryPast(f"{expires_at:%Y-%m-%d %H:%M %Z} is over: choose a later time")


def _key_of(row: Row) -> ApiKey:
    return ApiKey(**{**row, "key_id": str(row["key_id"]), "scopes": frozenset(row["scopes"])})
