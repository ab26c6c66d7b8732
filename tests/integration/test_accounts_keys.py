"""API keys on a real database."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from pydantic import ValidationError

from accounts.accounts import Accounts
from accounts.identities import SCOPES, NewKey, Scope
from accounts.keys import (
    KeyNotFound,
    check_rate,
    create_key,
    ensure_bootstrap_key,
    find_key,
    list_keys,
    revoke_key,
)
from accounts.limits import RateLimited
from catalog.database import Database
from catalog.partners import NewPartner, PartnerNotFound, create_partner
from tests.doorway import SetClock

SECRET = "a secret of the operator"
READ: frozenset[Scope] = frozenset({"feeds:read"})


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def accounts(database: Database, clock: SetClock) -> Accounts:
    return Accounts(database, clock.now, clock.seconds)


def test_new_key_is_found_by_its_secret_and_says_what_it_may(accounts: Accounts) -> None:
    partner = create_partner(accounts.database, NewPartner(code="acme", name="Acme"))

    new = NewKey(name="erp", scopes=READ, partner="acme", requests_per_minute=60)
    key, secret = create_key(accounts, new)

    assert find_key(accounts, secret) == key
    assert (key.name, key.scopes, key.requests_per_minute) == ("erp", READ, 60)
    assert (key.partner_id, key.partner) == (partner.partner_id, "acme")
    assert key.created_at == accounts.clock()
    assert secret.startswith("fl_")


def test_key_of_an_unknown_partner_is_not_made(accounts: Accounts) -> None:
    with pytest.raises(PartnerNotFound):
        create_key(accounts, NewKey(name="erp", scopes=READ, partner="nobody"))

    assert list_keys(accounts).items == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"scopes": []},
        {"scopes": ["feeds:delete"]},
        {"scopes": ["*"]},
        {"requests_per_minute": 0},
        {"key_id": "mine"},
    ],
)
def test_key_outside_the_contract_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        NewKey.model_validate({"name": "erp", "scopes": ["feeds:read"], **wrong})


@pytest.mark.parametrize("secret", ["", "fl_", "' or 1=1 --", "\ud800", "x" * 100_000])
def test_wrong_secret_finds_no_key(accounts: Accounts, secret: str) -> None:
    create_key(accounts, NewKey(name="erp", scopes=READ))

    assert find_key(accounts, secret) is None


def test_stored_hash_is_no_secret_and_no_secret_is_stored(accounts: Accounts) -> None:
    _key, secret = create_key(accounts, NewKey(name="erp", scopes=READ))
    ensure_bootstrap_key(accounts, SECRET)

    row = accounts.database.row("from api_key")
    assert row is not None
    assert find_key(accounts, row["key_sha256"]) is None
    assert secret.removeprefix("fl_") not in str(row)


def test_bootstrap_key_has_every_scope_no_partner_and_no_rate(accounts: Accounts) -> None:
    ensure_bootstrap_key(accounts, SECRET)

    key = find_key(accounts, SECRET)
    assert key is not None
    assert (key.scopes, key.partner_id, key.requests_per_minute) == (SCOPES, None, None)
    for _request in range(1000):
        check_rate(accounts, key)
    assert SECRET not in str(accounts.database.rows("from api_key"))


def test_later_start_makes_no_bootstrap_key_whatever_the_setting_says(accounts: Accounts) -> None:
    ensure_bootstrap_key(accounts, SECRET)
    ensure_bootstrap_key(accounts, SECRET)
    ensure_bootstrap_key(accounts, "another")
    ensure_bootstrap_key(accounts, None)

    assert len(list_keys(accounts).items) == 1
    assert find_key(accounts, "another") is None


def test_revoked_bootstrap_key_stays_revoked_at_the_next_start(accounts: Accounts) -> None:
    ensure_bootstrap_key(accounts, SECRET)
    revoke_key(accounts, list_keys(accounts).items[0].key_id)

    ensure_bootstrap_key(accounts, SECRET)

    assert find_key(accounts, SECRET) is None


@pytest.mark.parametrize("secret", [None, ""])
def test_without_a_secret_there_is_no_bootstrap_key(accounts: Accounts, secret: str | None) -> None:
    ensure_bootstrap_key(accounts, secret)

    assert list_keys(accounts).items == ()


def test_two_first_starts_at_once_make_one_bootstrap_key(accounts: Accounts) -> None:
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _n: ensure_bootstrap_key(accounts, SECRET), range(4)))

    assert len(list_keys(accounts).items) == 1


def test_revoked_key_is_out_at_once_and_stays_in_the_list(
    accounts: Accounts, clock: SetClock
) -> None:
    key, secret = create_key(accounts, NewKey(name="erp", scopes=READ))
    assert find_key(accounts, secret) == key

    revoke_key(accounts, key.key_id)
    revoked_at = clock.now()
    clock.passed_s += 60
    revoke_key(accounts, key.key_id)

    assert find_key(accounts, secret) is None
    assert [found.revoked_at for found in list_keys(accounts).items] == [revoked_at]


@pytest.mark.parametrize("key_id", ["", "x", "01a20a84-0585-76e9-b8ca-f8a4c5fe010d"])
def test_unknown_or_malformed_id_revokes_nothing(accounts: Accounts, key_id: str) -> None:
    key, secret = create_key(accounts, NewKey(name="erp", scopes=READ))

    with pytest.raises(KeyNotFound):
        revoke_key(accounts, key_id)

    assert find_key(accounts, secret) == key


def test_key_is_asked_of_the_database_once_in_a_while(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, secret = create_key(accounts, NewKey(name="erp", scopes=READ))
    find_key(accounts, secret)
    monkeypatch.setattr(accounts.database, "row", lambda *_parts: pytest.fail("asked again"))

    assert find_key(accounts, secret) == key


def test_rate_of_a_key_is_its_own(accounts: Accounts, clock: SetClock) -> None:
    first, second = (
        create_key(accounts, NewKey(name=name, scopes=READ, requests_per_minute=2))[0]
        for name in ("first", "second")
    )
    check_rate(accounts, first)
    check_rate(accounts, first)

    with pytest.raises(RateLimited) as refused:
        check_rate(accounts, first)
    check_rate(accounts, second)

    assert refused.value.retry_after_s == 30
    clock.passed_s += 30
    check_rate(accounts, first)


def test_pages_of_keys_join_to_the_whole(accounts: Accounts) -> None:
    made = [
        create_key(accounts, NewKey(name=f"key {number}", scopes=READ))[0] for number in range(5)
    ]

    first = list_keys(accounts, 3)
    second = list_keys(accounts, 3, first.next_cursor)

    assert [*first.items, *second.items] == made[::-1]
    assert second.next_cursor is None
