"""The two forms of the gate, each a page of its own that loads nothing from anywhere."""

import base64
import hashlib
from functools import cache
from html import escape
from pathlib import Path
from string import Template

from accounts.messages import Answer
from accounts.requests import FRONT_PAGE

FOLDER = Path(__file__).parent / "html"
# A browser logs every page whose status is an error on its console, so the form is a 200.
SHOWN = 200


def login_form(
    *,
    target: str = FRONT_PAGE,
    username: str = "",
    alert: str = "",
    notice: str = "",
    retry_after_s: int = 0,
) -> Answer:
    """Return the form to sign in, which leads to `target`; `alert` says what went wrong."""
    main = _template("login.html").substitute(
        alert=f'<p class="alert" role="alert">{escape(alert)}</p>' if alert else "",
        notice=f'<p class="notice" role="status">{escape(notice)}</p>' if notice else "",
        target=escape(target),
        username=escape(username),
        focus_username="" if username else "autofocus",
        focus_password="autofocus" if username else "",
    )
    extra = (("retry-after", str(retry_after_s)),) if retry_after_s else ()
    return _page("Sign in", main, extra)


def logout_form(username: str) -> Answer:
    """Return the form to sign out."""
    return _page("Sign out", _template("logout.html").substitute(username=escape(username)), ())


def with_headers(answer: Answer, *headers: tuple[str, str]) -> Answer:
    """Return the answer with more headers."""
    return Answer(answer.status, answer.content_type, answer.body, (*answer.headers, *headers))


def _page(title: str, main: str, headers: tuple[tuple[str, str], ...]) -> Answer:
    style = _read("form.css")
    body = _template("page.html").substitute(title=title, style=style, main=main)
    policy = ("content-security-policy", _policy(style))
    return Answer(SHOWN, "text/html; charset=utf-8", body, (policy, *headers))


@cache
def _policy(style: str) -> str:
    style_hash = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{style_hash}'; img-src data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def _template(name: str) -> Template:
    return Template(_read(name))


@cache
def _read(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8").strip()
