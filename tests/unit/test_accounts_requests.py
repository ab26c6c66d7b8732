"""The gate's rules on paths, targets and senders, without a gate."""

import re
from base64 import b64encode
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.forms import login_form, logout_form
from accounts.messages import Scope, cookie
from accounts.protection import PAGE_POLICY, drop_cookie, keep_cookie, without_identity
from accounts.requests import asked_target, is_api, is_page, is_same_origin, local_target


def scope(path: str = "/", method: str = "GET", kind: str = "http", **headers: str) -> Scope:
    named = [(n.replace("_", "-").encode(), v.encode("latin-1")) for n, v in headers.items()]
    return {"type": kind, "method": method, "path": path, "headers": named}


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/v1/feeds", "/api/v1/products/a..b"])
def test_paths_of_the_api(path: str) -> None:
    assert is_api(path)


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/apix", "/API", "/API/v1", "//api", "//api/v1", "/ api", "api", "", "/x/api/"),
        *("/api/..", "/api/../x", "/api/v1/..\\..\\x", "/.//api/", "/api\\", "/api%2f.."),
    ],
)
def test_paths_that_only_look_like_the_api(path: str) -> None:
    assert not is_api(path)


@pytest.mark.parametrize("accept", ["text/html,*/*;q=0.8", "*/*", "application/xml,text/html"])
def test_browser_asking_for_a_page_is_shown_one(accept: str) -> None:
    assert is_page(scope("/catalog", accept=accept))
    assert is_page(scope("/catalog", "HEAD", accept=accept, sec_fetch_dest="document"))


@pytest.mark.parametrize(
    "asked",
    [
        scope("/static/js/index.js", accept="*/*"),
        scope("/static/x", accept="*/*"),
        scope("/media/abc", accept="text/html"),
        scope("/_stcore/health", accept="*/*"),
        scope("/favicon.png", accept="text/html"),
        scope("/catalog", accept="application/json"),
        scope("/catalog", accept="*/*", sec_fetch_dest="empty"),
        scope("/catalog", accept="text/html", sec_fetch_dest="iframe"),
        scope("/catalog", "POST", accept="text/html"),
        scope("/catalog", "PUT", accept="*/*"),
    ],
)
def test_part_of_a_page_is_no_page(asked: Scope) -> None:
    assert not is_page(asked)


@pytest.mark.parametrize("target", ["/", "/catalog", "/catalog?q=a%20b&x=1", "/a//b", "/x?u=//y"])
def test_target_on_this_site_is_kept(target: str) -> None:
    assert local_target(target) == target


@pytest.mark.parametrize(
    "target",
    [
        *("//evil.test", "///evil.test", "/\\evil.test", "\\\\evil.test", "/x\\..\\y"),
        *("https:evil.test", "https://evil.test", "javascript:alert(1)", "evil.test", "", " /x"),
        *("/\t/evil.test", "/x\r\ny", "/ü", "/x\0", "/" + "a" * 3000),
        *("/login", "/logout", "/logout/?x=1", "/login#x"),
    ],
)
def test_target_elsewhere_becomes_the_front_page(target: str) -> None:
    assert local_target(target) == "/"


@given(st.text())
def test_no_target_leads_off_the_site(target: str) -> None:
    kept = local_target(target)

    assert re.match(r"/(?![/\\])", kept)
    assert kept.isascii()
    assert kept.isprintable()


def test_target_comes_back_with_its_query() -> None:
    asked = {**scope("/cätalog"), "raw_path": b"/c%C3%A4talog", "query_string": b"q=%22&p=2"}

    assert asked_target(asked) == "/c%C3%A4talog?q=%22&p=2"
    assert asked_target({**scope("/cä"), "query_string": b""}) == "/c%C3%A4"


@pytest.mark.parametrize(
    "sender",
    [
        {"sec_fetch_site": "same-origin", "origin": "https://behind.proxy", "host": "10.0.0.1"},
        {"sec_fetch_site": "none"},
        {"origin": "http://feeds.test:8501", "host": "feeds.test:8501"},
        {"origin": "https://FEEDS.test", "host": "feeds.test"},
        {"host": "feeds.test"},
    ],
)
def test_our_own_page_or_no_browser_may_post(sender: dict[str, str]) -> None:
    assert is_same_origin(scope("/login", "POST", **sender))


@pytest.mark.parametrize(
    "sender",
    [
        {"sec_fetch_site": "cross-site", "host": "feeds.test"},
        {"sec_fetch_site": "same-site", "origin": "http://feeds.test", "host": "feeds.test"},
        {"sec_fetch_site": "same-origin, cross-site", "host": "feeds.test"},
        {"origin": "https://evil.test", "host": "feeds.test"},
        {"origin": "http://feeds.test:9999", "host": "feeds.test:8501"},
        {"origin": "http://feeds.test.evil.test", "host": "feeds.test"},
        {"origin": "null", "host": "feeds.test"},
        {"origin": "", "host": "feeds.test"},
        {"origin": "null", "host": ""},
        {"origin": "http://feeds.test"},
    ],
)
def test_other_sites_may_not_post(sender: dict[str, str]) -> None:
    assert not is_same_origin(scope("/login", "POST", **sender))


def test_websocket_is_judged_by_its_origin_whatever_else_it_says() -> None:
    said = {"sec_fetch_site": "same-origin", "host": "feeds.test"}

    assert is_same_origin(scope(kind="websocket", origin="https://feeds.test", **said))
    assert not is_same_origin(scope(kind="websocket", origin="https://evil.test", **said))


def test_cookie_is_read_as_the_pages_read_it() -> None:
    sent = "feedledger_session=old; x=feedledger_session; junk;feedledger_session=new ;a=b=c"

    assert cookie(scope(cookie=sent), "feedledger_session") == "new"
    assert cookie(scope(cookie=sent), "a") == "b=c"
    assert cookie(scope(cookie="xfeedledger_session=a"), "feedledger_session") is None
    assert cookie(scope(cookie="feedledger_session="), "feedledger_session") is None
    assert cookie(scope(), "feedledger_session") is None


def test_cookie_of_the_session_is_out_of_reach_of_scripts_and_other_sites() -> None:
    assert keep_cookie(scope(), "abc")[1] == (
        "feedledger_session=abc; Max-Age=43200; Path=/; HttpOnly; SameSite=Lax"
    )
    assert keep_cookie({**scope(), "scheme": "https"}, "abc")[1].endswith("; Secure")
    assert drop_cookie(scope())[1].startswith("feedledger_session=; Max-Age=0; Path=/;")


def test_identity_that_a_request_claims_is_taken_off() -> None:
    claimed = scope(x_forwarded_user="root", remote_user="root", accept="*/*")
    claimed["feedledger_user"] = "root"

    passed = without_identity(claimed, None)

    assert passed["headers"] == [(b"accept", b"*/*")]
    assert passed["feedledger_user"] is None


def test_form_escapes_what_was_typed() -> None:
    form = login_form(username='"><script>x</script>', target="/?q='\"<b>", alert="<i>$title")

    assert "<script" not in form.body
    assert "&quot;&gt;&lt;script&gt;" in form.body
    assert 'value="/?q=&#x27;&quot;&lt;b&gt;"' in form.body
    assert "&lt;i&gt;$title" in form.body
    assert "<b>&lt;me&gt;</b>" in logout_form("<me>").body


def test_form_loads_nothing_and_its_style_is_allowed_by_its_hash() -> None:
    form = login_form()
    style = re.search(r"<style>(.*)</style>", form.body, re.DOTALL)

    assert style is not None
    style_hash = b64encode(sha256(style[1].encode()).digest()).decode()
    assert f"style-src 'sha256-{style_hash}'" in dict(form.headers)["content-security-policy"]
    assert re.findall(r'(?:src|href)="(?!data:)([^"]*)"', form.body) == []
    assert " style=" not in form.body


def test_policy_allows_the_inline_scripts_of_the_installed_streamlit_and_no_others() -> None:
    spec = find_spec("streamlit")
    assert spec is not None
    assert spec.origin is not None
    page = (Path(spec.origin).parent / "static" / "index.html").read_text(encoding="utf-8")
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)

    hashes = [b64encode(sha256(script.encode()).digest()).decode() for script in scripts]

    assert re.findall(r"'sha256-([^']*)'", PAGE_POLICY.decode()) == hashes
