"""The guides, served as pages that need nothing from outside: codes, profiles, API, its errors."""

import base64
import hashlib
from functools import cache
from html import escape
from pathlib import Path
from string import Template

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse

from api.codes import KINDS
from api.markdown import render_markdown
from api.problem_kind import ProblemKind

router = APIRouter(include_in_schema=False)
FOLDER = Path(__file__).parent / "html"
GUIDES_FOLDER = Path(__file__).parents[1] / "docs"
GUIDES = {
    "codes": "Codes of feeds",
    "profiles": "Mapping profiles",
    "imports": "Past orders",
    "measures": "Measures",
    "delivery": "How feeds come in",
    "analysts": "For analysts",
    "operations": "Running Feedledger",
    "api": "HTTP API",
    "errors": "Errors of the API",
}
ENTRY = """<h3 id="{code}"><code>{code}</code></h3>
<p>{status}: {title}. {remedy}</p>
"""


@router.get("/docs/errors")
async def explain_errors() -> HTMLResponse:
    """Return the table of errors as a page with an anchor for each code."""
    entries = "".join(_entry(kind) for kind in KINDS)
    return _page("errors", f"<h1>{GUIDES['errors']}</h1>\n{entries}")


@router.get("/docs/{guide}")
def show_guide(guide: str) -> HTMLResponse:
    """Return a guide of the folder `docs` as a page; each heading and each code has an anchor."""
    if guide not in GUIDES:
        raise HTTPException(404)
    return _page(guide, _rendered(guide))


@cache
def _rendered(guide: str) -> str:
    return render_markdown((GUIDES_FOLDER / f"{guide}.md").read_text(encoding="utf-8"))


def _page(guide: str, main: str) -> HTMLResponse:
    style = _read("guide.css")
    links = "\n".join(f'<a href="{name}">{title}</a>' for name, title in GUIDES.items())
    page = Template(_read("guide.html")).substitute(
        title=GUIDES[guide], style=style, links=links, main=main
    )
    return HTMLResponse(page, headers={"Content-Security-Policy": _policy(style)})


@cache
def _policy(style: str) -> str:
    style_hash = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{style_hash}'; img-src data:; "
        "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    )


@cache
def _read(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8").strip()


def _entry(kind: ProblemKind) -> str:
    return ENTRY.format(
        code=escape(kind.code),
        status=kind.status,
        title=escape(kind.title),
        remedy=escape(kind.remedy),
    )
