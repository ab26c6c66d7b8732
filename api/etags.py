"""Entity tags: who has an answer already is told so instead of being sent it (RFC 9110, 13.1.2)."""

import hashlib

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from api.answers import Answers

UNCHANGED: Answers = {304: {"description": "Nothing changed since the `ETag` in If-None-Match."}}


def answer_tagged(request: Request, answer: BaseModel) -> Response:
    """Return the answer with its ETag, or 304 where the request names that."""
    content = answer.model_dump_json().encode()
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if _names(request.headers.get("If-None-Match", ""), tag):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type="application/json", headers=headers)


def _names(sent: str, tag: str) -> bool:
    tags = {part.strip().removeprefix("W/") for part in sent.split(",")}
    return "*" in tags or tag in tags
