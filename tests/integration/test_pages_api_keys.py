"""The page of API keys on a real database, without a browser."""

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from accounts.identities import ApiKey, NewKey, User
from accounts.key_uses import write_uses
from accounts.keys import create_key, find_key
from pages.services import services
from tests.shown import labels, press, read_on, said, show, stand_still, texts
from tests.sources import ROOT

PAGE = "api_keys.py"


@pytest.fixture
def key(pages: AppTest) -> tuple[ApiKey, str]:
    """Lend a key of a partner, with its secret; the pages are open."""
    assert pages
    new = NewKey(name="erp", scopes=frozenset({"feeds:write", "orders:read"}), partner="lumen")
    return create_key(services().accounts, new)


def code(pages: AppTest) -> list[str]:
    """Return the secrets that the page shows."""
    return [each.value for each in pages.code]


def enter(pages: AppTest, name: str, *scopes: str) -> None:
    next(each for each in pages.text_input if each.label == "Name").set_value(name)
    pages.multiselect[0].set_value(list(scopes)).run()


def test_page_without_keys_says_what_to_do(pages: AppTest) -> None:
    show(pages, PAGE)

    assert "There is no key yet" in texts(pages)
    assert "Create key" not in labels(pages)


def test_key_is_made_after_saying_what_it_may_and_its_secret_is_shown_once(
    pages: AppTest,
) -> None:
    show(pages, PAGE)
    next(each for each in pages.selectbox if each.label == "Partner").set_value("lumen")
    enter(pages, "erp", "feeds:read", "orders:read")
    assert "read feeds and their reports; read orders: of partner **lumen** alone" in said(pages)
    assert "It does not end by itself." in said(pages)
    stand_still(pages)
    press(pages, "Create key")

    (secret,) = code(pages)
    found = find_key(services().accounts, secret)
    assert found is not None
    assert (found.name, found.partner) == ("erp", "lumen")
    assert found.scopes == {"feeds:read", "orders:read"}
    assert "it is not shown again" in texts(pages)
    assert code(pages.run()) == [secret]  # as a second click of a double click has it
    read_on(pages)
    pages.run()
    assert code(pages) == []
    assert secret not in str(list(pages.main)) + said(pages) + texts(pages)


def test_revoking_says_first_who_uses_the_key(pages: AppTest, key: tuple[ApiKey, str]) -> None:
    accounts = services().accounts
    for _ in range(3):
        accounts.uses.note(key[0].key_id, accounts.clock(), "192.0.2.7")
    write_uses(accounts)
    show(pages, PAGE)
    press(pages, "Revoke…")

    assert "from 192.0.2.7; 3 requests in 7 days" in texts(pages)
    assert find_key(accounts, key[1])
    press(pages, "Keep it")
    assert find_key(accounts, key[1])
    press(pages, "Revoke…")
    press(pages, "Revoke it now")
    assert find_key(accounts, key[1]) is None
    assert "Revoke…" not in labels(pages)


def test_key_that_was_never_used_says_so(pages: AppTest, key: tuple[ApiKey, str]) -> None:
    assert key
    show(pages, PAGE)
    press(pages, "Revoke…")

    assert "Never used since this is counted" in texts(pages)


def test_new_secret_is_shown_once_and_the_old_one_works_as_chosen(
    pages: AppTest, key: tuple[ApiKey, str]
) -> None:
    accounts = services().accounts
    show(pages, PAGE)
    press(pages, "New secret…")
    overlap = next(each for each in pages.selectbox if each.label == "The present secret works on")
    assert overlap.value == "For a day"
    overlap.set_value("At once").run()
    press(pages, "Make the new secret")

    (secret,) = code(pages)
    found = find_key(accounts, secret)
    assert found is not None
    assert found.key_id == key[0].key_id
    assert find_key(accounts, key[1]) is None


def test_key_is_changed_in_place(pages: AppTest, key: tuple[ApiKey, str]) -> None:
    show(pages, PAGE)
    press(pages, "Change…")
    name, _new = [each for each in pages.text_input if each.label == "Name"]
    name.set_value("night").run()
    today = services().accounts.clock().date()
    pages.date_input[0].set_value(today + timedelta(days=30)).run()
    assert "From the next request on: It may deliver feeds" in said(pages)
    press(pages, "Save")

    found = find_key(services().accounts, key[1])
    assert found is not None
    assert found.name == "night"
    assert found.expires_at is not None
    assert found.expires_at.date() == today + timedelta(days=31)
    assert found.scopes == key[0].scopes
    assert "Save" not in labels(pages)


def test_who_is_no_administrator_sees_and_does_nothing(
    pages: AppTest, key: tuple[ApiKey, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    show(pages, PAGE)
    press(pages, "Revoke…")
    viewer = User(2, "vera", "viewer")  # type: ignore[arg-type] # a role that may come
    monkeypatch.setattr("pages.visitor.read_session", lambda *_: viewer)

    press(pages, "Revoke it now")  # on a page that was open before

    assert find_key(services().accounts, key[1])
    assert "erp" not in said(pages) + texts(pages) + str(list(pages.main))
    assert not {"Revoke…", "Change…", "New secret…", "Create key"} & set(labels(pages))


@pytest.mark.parametrize("page", [PAGE, "settings.py"])
def test_pages_of_administrators_are_not_there_for_others(
    pages: AppTest, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    viewer = User(2, "vera", "viewer")  # type: ignore[arg-type] # a role that may come
    monkeypatch.setattr("pages.visitor.read_session", lambda *_: viewer)
    pages.run()

    with pytest.raises(ValueError, match="Could not find a navigation page"):
        pages.switch_page(page)


@pytest.mark.parametrize("page", [PAGE, "settings.py"])
def test_pages_of_administrators_refuse_others_by_themselves(
    key: tuple[ApiKey, str], monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    assert key
    monkeypatch.setattr("pages.visitor.ADMINISTRATOR", "somebody else")
    alone = AppTest.from_file(str(ROOT / "pages" / page), default_timeout=30).run()

    assert not alone.exception
    assert "This page is for administrators." in texts(alone)
    assert "erp" not in said(alone)
    assert (labels(alone), list(alone.dataframe)) == ([], [])


def test_key_that_has_ended_is_offered_a_later_end_and_no_secret(
    pages: AppTest, key: tuple[ApiKey, str]
) -> None:
    with services().database.transaction() as cursor:
        cursor.execute("update api_key set expires_at = '2020-01-01'")

    show(pages, PAGE)

    assert key[0].name in said(pages)
    assert "New secret…" not in labels(pages)
    assert {"Change…", "Revoke…"} <= set(labels(pages))
    assert "with a later end it works again" in said(pages)
