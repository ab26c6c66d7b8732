"""The gate over http, asked as a browser and as an attacker would."""

import html
import re
from pathlib import Path

import httpx
import pytest

from accounts.accounts import MOST_ATTEMPTS, Accounts
from accounts.users import ensure_admin
from catalog.database import Database
from tests.doorway import BASE, PASSWORD, QUICK, Gate, SetClock

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8", "sec-fetch-dest": "document"}


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def gate(
    database: Database, clock: SetClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Gate:
    monkeypatch.setattr("accounts.passwords.HASHER", QUICK)
    accounts = Accounts(database, clock.now, clock.seconds)
    ensure_admin(accounts, PASSWORD, tmp_path / "first-login.txt")
    return Gate(accounts)


def sessions(gate: Gate) -> int:
    return len(gate.accounts.database.rows("from login_session"))


def is_form(response: httpx.Response) -> bool:
    return response.status_code == 200 and 'action="/login"' in response.text


def test_page_without_session_is_the_form_and_leads_back(gate: Gate) -> None:
    shown = gate.ask("GET", "/catalog?q=a%22b&page=2", headers=BROWSER)

    assert is_form(shown)
    assert shown.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in shown.headers["content-security-policy"]
    hidden = re.search(r'name="next" value="([^"]*)"', shown.text)
    assert hidden is not None
    entered = gate.sign_in(next=html.unescape(hidden[1]))

    assert entered.status_code == 303
    assert entered.headers["location"] == "/catalog?q=a%22b&page=2"
    assert gate.ask("GET", entered.headers["location"]).text == "a page"


def test_session_lets_everything_pass_with_its_user(gate: Gate) -> None:
    gate.sign_in()

    for path in ("/", "/static/js/a.js", "/media/x.csv", "/_stcore/health"):
        assert gate.ask("GET", path, headers={"x-forwarded-user": "root"}).text == "a page"
    gate.ask("PUT", "/_stcore/upload_file/a/b", content=b"x" * 9000, headers={"origin": BASE})

    assert [scope["feedledger_user"] for scope in gate.pages.scopes] == ["admin"] * 5
    names = {name for scope in gate.pages.scopes for name, _value in scope["headers"]}
    assert b"x-forwarded-user" not in names


@pytest.mark.parametrize(
    "path",
    ["/static/js/a.js", "/media/x.csv", "/_stcore/health", "/_stcore/metrics", "/favicon.png"],
)
def test_part_of_a_page_without_session_is_a_problem(gate: Gate, path: str) -> None:
    refused = gate.ask("GET", path, headers={"accept": "*/*"})

    assert refused.status_code == 401
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["code"] == "auth/login_required"
    assert "sign in" in refused.json()["detail"]
    assert gate.pages.paths == []


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_no_method_gets_past_without_session(gate: Gate, method: str) -> None:
    assert gate.ask(method, "/", headers=BROWSER).status_code == 401
    assert gate.pages.paths == []


def test_head_is_the_answer_without_its_body(gate: Gate) -> None:
    asked = gate.ask("HEAD", "/", headers=BROWSER)

    assert (asked.status_code, asked.content) == (200, b"")
    assert int(asked.headers["content-length"]) > 0
    assert gate.ask("HEAD", "/media/x").content == b""


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/v1/feeds", "/api/docs"])
def test_api_passes_as_it_has_its_own_keys(gate: Gate, path: str) -> None:
    sent = gate.ask("POST", path, headers={"origin": "https://partner.test"})

    assert sent.text == "a page"
    assert gate.pages.scopes[0]["feedledger_user"] is None
    assert sent.headers["x-content-type-options"] == "nosniff"
    assert "content-security-policy" not in sent.headers


@pytest.mark.parametrize(
    "path", ["//api/v1", "/apix", "/API/v1", "/api%5C", "/%2Fapi/v1", "/.//api"]
)
def test_path_that_only_looks_like_the_api_does_not_pass(gate: Gate, path: str) -> None:
    refused = gate.ask("GET", f"{BASE}{path}", headers={"accept": "application/json"})

    assert refused.status_code in (400, 401)
    assert gate.pages.paths == []


@pytest.mark.parametrize("path", ["/api/%2e%2e/media/x", "/api%2f..%2fmedia/x", "/api/..%5cmedia"])
def test_path_that_climbs_out_of_the_api_is_refused(gate: Gate, path: str) -> None:
    refused = gate.ask("GET", f"{BASE}{path}")

    assert (refused.status_code, refused.json()["code"]) == (400, "request/path")
    assert gate.pages.paths == []


def test_pages_carry_the_headers_that_keep_other_sites_out(gate: Gate) -> None:
    for answer in (gate.ask("GET", "/", headers=BROWSER), gate.sign_in(), gate.ask("GET", "/")):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["x-frame-options"] == "DENY"
        policies = answer.headers.get_list("content-security-policy")
        assert len(policies) == 1
        assert "frame-ancestors 'none'" in policies[0]


def test_wrong_password_shows_the_form_again_with_the_user_kept(gate: Gate) -> None:
    again = gate.sign_in("typo", next="/catalog?q=1")

    assert is_form(again)
    assert "User or password is wrong" in again.text
    assert 'value="admin"' in again.text
    assert 'value="/catalog?q=1"' in again.text
    assert "typo" not in again.text
    assert "set-cookie" not in again.headers
    assert sessions(gate) == 0


def test_too_many_wrong_passwords_are_told_to_wait(gate: Gate) -> None:
    for _attempt in range(MOST_ATTEMPTS):
        gate.sign_in("wrong")

    told = gate.sign_in()

    assert is_form(told)
    assert "Wait 5 minutes" in told.text
    assert told.headers["retry-after"] == "300"
    assert sessions(gate) == 0


@pytest.mark.parametrize("field", ["username", "next"])
def test_typed_markup_stays_text(gate: Gate, field: str) -> None:
    typed = '/"><script>alert(1)</script>'

    again = gate.sign_in("wrong", **{field: typed})

    assert "<script" not in again.text


def test_markup_in_the_address_stays_text(gate: Gate) -> None:
    shown = gate.ask("GET", '/x"><script>?"><script>=1', headers=BROWSER)

    assert is_form(shown)
    assert "<script" not in shown.text


@pytest.mark.parametrize(
    "target", ["//evil.test", "https:evil.test", "https://evil.test", "/\\evil.test", "\\\\evil"]
)
def test_sign_in_never_leads_to_another_site(gate: Gate, target: str) -> None:
    assert gate.sign_in(next=target).headers["location"] == "/"


@pytest.mark.parametrize(
    "sender",
    [
        {"origin": "https://evil.test"},
        {"origin": "null"},
        {"origin": BASE, "sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
@pytest.mark.parametrize("path", ["/login", "/logout", "/_stcore/upload_file/a/b"])
def test_other_site_can_neither_sign_in_nor_out_nor_write(
    gate: Gate, sender: dict[str, str], path: str
) -> None:
    gate.sign_in()
    form = {"username": "admin", "password": PASSWORD}

    refused = gate.ask("POST", path, data=form, headers=sender)

    assert (refused.status_code, refused.json()["code"]) == (403, "auth/cross_site")
    assert "set-cookie" not in refused.headers
    assert sessions(gate) == 1
    assert gate.pages.paths == []


def test_client_that_is_no_browser_may_sign_in(gate: Gate) -> None:
    form = {"username": " admin ", "password": PASSWORD}

    assert gate.ask("POST", "/login", data=form).status_code == 303


def test_body_that_is_too_long_is_not_read_on(gate: Gate) -> None:
    refused = gate.sign_in("x" * 5000)

    assert (refused.status_code, refused.json()["code"]) == (413, "request/form")
    assert sessions(gate) == 0


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("application/json", b'{"username":"admin"}', 415),
        ("multipart/form-data; boundary=x", b"--x", 415),
        ("application/x-www-form-urlencoded", b"&".join([b"a=1"] * 50), 400),
        ("application/x-www-form-urlencoded; charset=utf-8", b"", 200),
        ("application/x-www-form-urlencoded", b"username=%ff%00&password=\xff\xfe", 200),
    ],
)
def test_odd_form_signs_nobody_in(gate: Gate, content_type: str, body: bytes, status: int) -> None:
    sent = gate.ask("POST", "/login", content=body, headers={"content-type": content_type})

    assert sent.status_code == status
    assert sessions(gate) == 0


@pytest.mark.parametrize("path", ["/login", "/logout"])
@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS"])
def test_own_pages_know_two_methods(gate: Gate, path: str, method: str) -> None:
    refused = gate.ask(method, path)

    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD, POST")


@pytest.mark.parametrize("value", ["", "x", "A" * 43, "' or 1=1 --", "%00", '"' + "A" * 41 + '"'])
def test_forged_cookie_opens_nothing(gate: Gate, value: str) -> None:
    gate.sign_in()
    gate.cookies.clear()

    asked = gate.ask("GET", "/", headers={"cookie": f"feedledger_session={value}", **BROWSER})

    assert is_form(asked)
    assert gate.pages.paths == []


def test_session_that_expired_opens_nothing(gate: Gate, clock: SetClock) -> None:
    gate.sign_in()
    assert gate.ask("GET", "/").text == "a page"
    cookie = f"feedledger_session={gate.cookies['feedledger_session']}"

    clock.passed_s = 12 * 3600

    assert is_form(gate.ask("GET", "/", headers={"cookie": cookie, **BROWSER}))


def test_signing_out_ends_the_session_and_takes_the_cookie(gate: Gate) -> None:
    gate.sign_in()
    cookie = f"feedledger_session={gate.cookies['feedledger_session']}"
    asked = gate.ask("GET", "/logout")
    assert 'action="/logout"' in asked.text
    assert sessions(gate) == 1

    left = gate.ask("POST", "/logout", headers={"origin": BASE})

    assert is_form(left)
    assert "You are signed out." in left.text
    assert "feedledger_session" not in gate.cookies
    assert sessions(gate) == 0
    assert is_form(gate.ask("GET", "/", headers={"cookie": cookie, **BROWSER}))


def test_signing_in_again_ends_the_session_before(gate: Gate) -> None:
    gate.sign_in()
    first = gate.cookies["feedledger_session"]

    gate.sign_in()

    assert gate.cookies["feedledger_session"] != first
    assert sessions(gate) == 1


def test_own_pages_go_by_whether_there_is_a_session(gate: Gate) -> None:
    assert is_form(gate.ask("GET", "/login"))
    assert is_form(gate.ask("GET", "/logout"))

    gate.sign_in()

    assert gate.ask("GET", "/login").headers["location"] == "/"
    assert 'action="/logout"' in gate.ask("GET", "/logout").text
