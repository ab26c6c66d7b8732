"""Routes that know their caller before they read the body, and bound what they read."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive

from api.callers import identify

MAX_BODY_BYTES = 1024 * 1024

Handle = Callable[[Request], Coroutine[Any, Any, Response]]


class KeyedRoute(APIRoute):
    """A route for holders of a key: who has none learns nothing else from it."""

    def get_route_handler(self) -> Handle:
        """Return the route's handler behind the key."""
        handle = super().get_route_handler()

        async def handle_known(request: Request) -> Response:
            request.state.key = await identify(request)
            return await handle(request)

        return handle_known


class BoundedRoute(KeyedRoute):
    """A keyed route that reads a body of a MiB at most."""

    def get_route_handler(self) -> Handle:
        """Return the route's handler behind the key, on a bounded body."""
        handle = super().get_route_handler()

        async def handle_bounded(request: Request) -> Response:
            return await handle(Request(request.scope, _bounded(request.receive)))

        return handle_bounded


def _bounded(receive: Receive) -> Receive:
    left = MAX_BODY_BYTES

    async def receive_bounded() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise HTTPException(413, f"a body has at most {MAX_BODY_BYTES} bytes")
        return message

    return receive_bounded
