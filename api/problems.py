"""Problems as RFC 9457 wants them: one shape for every error, made from its code alone."""

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse
from starlette.routing import Match

from api.codes import BY_CODE
from api.problem_kind import ProblemKind
from api.request_ids import HEADER, request_id_of
from catalog.errors import FeedledgerError, NotFound, TryAgain, WrongState

LOG = logging.getLogger("feedledger.api")
MEDIA_TYPE = "application/problem+json"
DOCUMENT = "/api/docs/errors"
RETRY_AFTER_S = 1
MOST_FAULTS = 100
MOST_FAULTS_TOLD = 3
CODES_BY_STATUS = {
    400: "request/malformed",
    404: "request/not_found",
    405: "request/method",
    413: "request/too_large",
}

Items = Sequence[Mapping[str, Any]]


class Problem(BaseModel):
    """An error as RFC 9457 describes it; `code` is what a program should look at."""

    type: str = Field(description="Where the code is explained.", examples=[f"{DOCUMENT}#…"])
    title: str = Field(description="What the code means, the same at each occurrence.")
    status: int
    detail: str = Field(description="What went wrong this time, and what to do about it.")
    code: str = Field(examples=["partner/not_found"])
    request_id: str = Field(description="The X-Request-ID of the answer, also in the log.")
    errors: list[dict[str, Any]] = Field(description="One entry for each fault that has a place.")


class RequestProblem(FeedledgerError):
    """A request that its edge refuses, before any room is asked; nothing was written."""

    def __init__(
        self,
        code: str,
        sentence: str,
        errors: Items = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.kind = BY_CODE[code]
        self.errors = errors
        self.headers = headers or {}
        super().__init__(sentence)


def register_problems(app: FastAPI) -> None:
    """See that the application answers every error as a problem."""
    app.add_exception_handler(FeedledgerError, _answer_ours)
    app.add_exception_handler(RequestValidationError, _answer_invalid)
    app.add_exception_handler(HTTPException, _answer_http)
    app.add_exception_handler(ClientDisconnect, _answer_disconnected)
    app.add_exception_handler(Exception, _answer_unexpected)


def answer_problem(
    request: Request,
    kind: ProblemKind,
    sentence: str,
    errors: Items = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """Return the answer for the problem; its detail ends with what to do."""
    request_id = request_id_of(request)
    body = Problem(
        type=f"{DOCUMENT}#{kind.code}",
        title=kind.title,
        status=kind.status,
        detail=f"{_sentence(sentence)} {kind.remedy}".rstrip(),
        code=kind.code,
        request_id=request_id,
        errors=[dict(item) for item in errors],
    )
    return JSONResponse(
        body.model_dump(mode="json"),
        status_code=kind.status,
        headers={HEADER: request_id, **(headers or {})},
        media_type=MEDIA_TYPE,
    )


def kind_of(error: FeedledgerError) -> ProblemKind:
    """Return the row of the table for the error, or one made from its branch of the tree."""
    if isinstance(error, RequestProblem):
        return error.kind
    return BY_CODE.get(error.code) or ProblemKind(
        error.code, _status_of(error), HTTPStatus(_status_of(error)).phrase, ""
    )


def _status_of(error: FeedledgerError) -> int:
    branches = {NotFound: 404, WrongState: 409, TryAgain: 503}
    return next((status for of, status in branches.items() if isinstance(error, of)), 400)


async def _answer_ours(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, FeedledgerError):
        raise error
    headers = dict(getattr(error, "headers", {}))
    if isinstance(error, TryAgain):
        headers["Retry-After"] = str(getattr(error, "retry_after_s", RETRY_AFTER_S))
    return answer_problem(
        request, kind_of(error), str(error), getattr(error, "errors", ()), headers
    )


async def _answer_invalid(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    faults = [_fault(found) for found in error.errors()[:MOST_FAULTS]]
    told = [f"{fault['field'] or fault['in']}: {fault['message']}" for fault in faults]
    sentence = "; ".join(told[:MOST_FAULTS_TOLD])
    return answer_problem(request, BY_CODE["request/invalid"], sentence, faults)


async def _answer_http(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    kind = BY_CODE[CODES_BY_STATUS.get(error.status_code, "request/malformed")]
    sentences = {
        404: f"there is nothing at {request.url.path}",
        405: f"{request.url.path} does not know {request.method}",
    }
    sentence = sentences.get(error.status_code, str(error.detail))
    headers = dict(error.headers or {})
    if "Allow" in headers:
        headers["Allow"] = _allowed_methods(request)
    return answer_problem(request, kind, sentence, headers=headers)


async def _answer_disconnected(request: Request, _error: Exception) -> JSONResponse:
    """Answer nobody; the log and the middleware still want an answer."""
    return answer_problem(request, BY_CODE["request/incomplete"], "the sender hung up")


async def _answer_unexpected(request: Request, error: Exception) -> JSONResponse:
    LOG.error("request %s failed", request_id_of(request), exc_info=error)
    return answer_problem(request, BY_CODE["server/error"], "something unexpected happened")


def _allowed_methods(request: Request) -> str:
    """Return the methods of all routes of the address; the first one alone refused it."""
    methods: set[str] = set()
    for route in iter_route_contexts(request.app.routes):
        match, _ = route.matches(request.scope)
        if match is not Match.NONE:
            methods |= route.methods or set()
    return ", ".join(sorted(methods))


def _fault(found: Mapping[str, Any]) -> dict[str, str]:
    place, *path = (str(part) for part in found["loc"])
    if found["type"] == "json_invalid":
        message = f"no valid JSON at character {found['loc'][-1]}: {found['ctx']['error']}"
        return {"in": place, "field": "", "message": message}
    if not path and place == "body" and found["type"] != "value_error":
        message = "send a JSON object, with Content-Type: application/json"
        return {"in": place, "field": "", "message": message}
    message = str(found["msg"]).removeprefix("Value error, ")
    return {"in": place, "field": ".".join(path), "message": message}


def _sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."
