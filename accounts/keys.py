"""API keys: given out once, found by their hash, limited to their scopes and rate."""

from accounts.accounts import Accounts
from accounts.identities import SCOPES, ApiKey, KeyChange, NewKey
from accounts.tokens import digest, make_token
from catalog.database import Row, rows_of
from catalog.errors import NotFound, WrongState
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


def create_key(accounts: Accounts, new: NewKey) -> tuple[ApiKey, str]:
    """
    Make a key and return it with its secret, which cannot be read again.

    Raises:
        PartnerNotFound: no partner has the code; nothing was written.
    """
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
    """Return the key of that secret, unless it is revoked; asks the database once a minute."""
    key_sha256 = digest(secret)
    return accounts.keys.find(key_sha256, lambda: _select(accounts, key_sha256))


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
    accounts.keys.drop(revoked[0][0])


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
    Give a key another name, other scopes or another rate; it holds from the next request on.

    Raises:
        KeyRevoked: nothing was written.
    """
    now = {name: getattr(key, name) for name in KeyChange.model_fields}
    wanted = {**now, **change.model_dump(exclude_unset=True)}
    parameters = {**wanted, "scopes": sorted(wanted["scopes"]), "key_id": key.key_id}
    with accounts.writing, accounts.database.transaction() as cursor:
        changed = cursor.execute(SQL["change_key"], parameters).fetchall()
    if not changed:
        raise KeyRevoked(f"key {key.key_id} is revoked: make a new one")
    accounts.keys.drop(changed[0][0])
    return get_key(accounts, key.key_id)


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


def _insert(accounts: Accounts, new: NewKey, secret: str) -> ApiKey:
    partner = get_partner(accounts.database, new.partner) if new.partner else None
    parameters = {
        "name": new.name,
        "key_sha256": digest(secret),
        "scopes": sorted(new.scopes),
        "partner_id": partner.partner_id if partner else None,
        "requests_per_minute": new.requests_per_minute,
        "now": accounts.clock(),
    }
    with accounts.database.transaction() as cursor:
        row = rows_of(cursor.execute(SQL["insert_key"], parameters))[0]
    return _key_of({**row, "partner": partner.code if partner else None})


def _select(accounts: Accounts, key_sha256: str) -> ApiKey | None:
    row = accounts.database.row(SQL["select_key"], {"key_sha256": key_sha256})
    return _key_of(row) if row else None


def _key_of(row: Row) -> ApiKey:
    return ApiKey(**{**row, "key_id": str(row["key_id"]), "scopes": frozenset(row["scopes"])})
