"""How long keys and their secrets live, and what is known of their use."""

from collections.abc import Callable
from datetime import timedelta
from unittest.mock import patch

import pytest

from accounts.accounts import Accounts
from accounts.identities import ApiKey, KeyChange, NewKey, Scope
from accounts.key_uses import read_uses, write_uses
from accounts.keys import (
    KeyEnded,
    KeyExpiryPast,
    KeyRevoked,
    change_key,
    create_key,
    find_key,
    list_keys,
    revoke_key,
    rotate_key,
)
from catalog.database import Database
from catalog.errors import TryAgain, WriteConflict
from tests.doorway import SetClock

READ: frozenset[Scope] = frozenset({"feeds:read"})
DAY = timedelta(days=1)
NEW = NewKey(name="erp", scopes=READ)


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def accounts(database: Database, clock: SetClock) -> Accounts:
    return Accounts(database, clock.now, clock.seconds)


def test_key_is_worth_nothing_from_its_end_on_though_it_is_remembered(
    accounts: Accounts, clock: SetClock
) -> None:
    ends_at = clock.now() + timedelta(seconds=30)
    _key, secret = create_key(accounts, NEW.model_copy(update={"expires_at": ends_at}))

    clock.passed_s = 29
    assert find_key(accounts, secret) is not None
    clock.passed_s = 30
    assert find_key(accounts, secret) is None
    clock.passed_s = 100
    assert find_key(accounts, secret) is None


def test_key_that_has_ended_can_be_given_a_later_end(accounts: Accounts, clock: SetClock) -> None:
    ends_at = clock.now() + timedelta(seconds=30)
    key, secret = create_key(accounts, NEW.model_copy(update={"expires_at": ends_at}))
    clock.passed_s = 30
    assert find_key(accounts, secret) is None

    change_key(accounts, key, KeyChange(expires_at=clock.now() + DAY))

    assert find_key(accounts, secret) is not None
    change_key(accounts, key, KeyChange(expires_at=None))
    clock.passed_s = 10 * DAY.total_seconds()
    assert find_key(accounts, secret) is not None


def test_key_that_would_have_ended_is_neither_made_nor_changed(
    accounts: Accounts, clock: SetClock
) -> None:
    key, secret = create_key(accounts, NEW)

    with pytest.raises(KeyExpiryPast):
        create_key(accounts, NEW.model_copy(update={"expires_at": clock.now()}))
    with pytest.raises(KeyExpiryPast):
        change_key(accounts, key, KeyChange(name="x", expires_at=clock.now()))

    assert [found.name for found in list_keys(accounts).items] == ["erp"]
    assert find_key(accounts, secret) == key


def test_new_secret_keeps_the_id_and_the_old_one_works_as_long_as_was_said(
    accounts: Accounts, clock: SetClock
) -> None:
    key, old = create_key(accounts, NEW)
    assert find_key(accounts, old)

    rotated, new = rotate_key(accounts, key, timedelta(hours=1))

    assert rotated.key_id == key.key_id
    assert [found.key_id for found in _found(accounts, old, new)] == [key.key_id] * 2
    clock.passed_s = 3599
    assert len(_found(accounts, old, new)) == 2
    clock.passed_s = 3600
    assert find_key(accounts, old) is None
    assert find_key(accounts, new) is not None


def test_old_secret_is_worth_nothing_at_once_where_that_was_said(accounts: Accounts) -> None:
    key, old = create_key(accounts, NEW)
    assert find_key(accounts, old)

    _rotated, new = rotate_key(accounts, key, timedelta())

    assert find_key(accounts, old) is None
    assert find_key(accounts, new) is not None


def test_secret_before_the_one_before_is_worth_nothing(accounts: Accounts) -> None:
    key, first = create_key(accounts, NEW)
    _rotated, second = rotate_key(accounts, key, DAY)
    assert len(_found(accounts, first, second)) == 2

    _rotated, third = rotate_key(accounts, key, DAY)

    assert find_key(accounts, first) is None
    assert len(_found(accounts, second, third)) == 2


@pytest.mark.parametrize("is_remembered", [True, False])
def test_revoking_ends_both_secrets(accounts: Accounts, *, is_remembered: bool) -> None:
    key, old = create_key(accounts, NEW)
    _rotated, new = rotate_key(accounts, key, DAY)
    if is_remembered:
        assert len(_found(accounts, old, new)) == 2

    revoke_key(accounts, key.key_id)

    assert _found(accounts, old, new) == []
    with pytest.raises(KeyRevoked):
        rotate_key(accounts, key, DAY)


def test_key_that_has_ended_gets_no_new_secret(accounts: Accounts, clock: SetClock) -> None:
    ends_at = clock.now() + timedelta(minutes=1)
    key, first = create_key(accounts, NEW.model_copy(update={"expires_at": ends_at}))
    _rotated, second = rotate_key(accounts, key, DAY)
    clock.passed_s = 60

    with pytest.raises(KeyEnded):
        rotate_key(accounts, key, DAY)

    change_key(accounts, key, KeyChange(expires_at=None))
    assert len(_found(accounts, first, second)) == 2
    _rotated, third = rotate_key(accounts, key, DAY)
    assert len(_found(accounts, second, third)) == 2


def test_old_secret_does_not_outlive_its_key(accounts: Accounts, clock: SetClock) -> None:
    ends_at = clock.now() + timedelta(minutes=1)
    key, old = create_key(accounts, NEW.model_copy(update={"expires_at": ends_at}))
    rotate_key(accounts, key, DAY)

    clock.passed_s = 60

    assert find_key(accounts, old) is None


def test_uses_are_added_up_by_day_with_the_last_address(
    accounts: Accounts, clock: SetClock
) -> None:
    key, _secret = create_key(accounts, NEW)
    other, _secret = create_key(accounts, NEW)
    for address in ("192.0.2.1", "192.0.2.2"):
        accounts.uses.note(key.key_id, clock.now(), address)
        write_uses(accounts)
    clock.passed_s = 6 * DAY.total_seconds()
    accounts.uses.note(key.key_id, clock.now(), None)
    write_uses(accounts)

    uses = read_uses(accounts.database, [key.key_id, other.key_id], clock.now())

    assert list(uses) == [key.key_id]
    assert uses[key.key_id].requests == 3
    assert uses[key.key_id].last_used_at == clock.now()
    later = read_uses(accounts.database, [key.key_id], clock.now() + DAY)
    assert later[key.key_id].requests == 1


def test_uses_that_cannot_be_written_now_are_written_later(
    accounts: Accounts, clock: SetClock
) -> None:
    key, _secret = create_key(accounts, NEW)
    accounts.uses.note(key.key_id, clock.now(), "192.0.2.1")

    with (
        patch.object(accounts.database, "transaction", _refuse),
        pytest.raises(TryAgain),
    ):
        write_uses(accounts)
    accounts.uses.note(key.key_id, clock.now(), "192.0.2.2")
    write_uses(accounts)

    (use,) = read_uses(accounts.database, [key.key_id], clock.now()).values()
    assert (use.requests, use.last_address) == (2, "192.0.2.2")


def _refuse(*_: object) -> Callable[[], None]:
    raise WriteConflict("another writer won")


def _found(accounts: Accounts, *secrets: str) -> list[ApiKey]:
    return [found for secret in secrets if (found := find_key(accounts, secret))]
