"""One id for each request: on every answer, in every problem, in the log and in its jobs."""

import re
import uuid

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from catalog.log_ids import log_ids

HEADER = "X-Request-ID"
SOUND = re.compile(r"[A-Za-z0-9._:/+=-]{1,128}")


class RequestIds:
    """
    Gives each request an id, its sender's own where that is sound, and each answer too.

    Pure ASGI, so that bodies stream through it both ways.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its id in `state.request_id`."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _choose(Headers(scope=scope).get(HEADER))
        scope.setdefault("state", {})["request_id"] = request_id

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[HEADER] = request_id
            await send(message)

        with log_ids(request_id=request_id):
            await self._app(scope, receive, send_with_id)


def request_id_of(request: Request) -> str:
    """Return the id of the request."""
    return str(request.state.request_id)


def _choose(sent: str | None) -> str:
    return sent if sent is not None and SOUND.fullmatch(sent) else str(uuid.uuid4())
