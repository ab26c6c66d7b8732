"""The page on which every `type` of a problem is explained."""

from html import escape

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from api.codes import KINDS, ProblemKind

router = APIRouter(include_in_schema=False)
PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Feedledger: errors of the API</title>
<h1>Errors of the API</h1>
{kinds}
</html>
"""
ENTRY = """<section id="{code}">
<h2><code>{code}</code></h2>
<p>{status}: {title}. {remedy}</p>
</section>
"""


@router.get("/docs/errors")
async def explain_errors() -> HTMLResponse:
    """Return the table of errors as a page with an anchor for each code."""
    return HTMLResponse(PAGE.format(kinds="".join(_entry(kind) for kind in KINDS)))


def _entry(kind: ProblemKind) -> str:
    return ENTRY.format(
        code=escape(kind.code),
        status=kind.status,
        title=escape(kind.title),
        remedy=escape(kind.remedy),
    )
