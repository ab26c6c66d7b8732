"""Each request's time, by its route, and its line in the log."""

import logging
import time
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.services import ApiServices

LOG = logging.getLogger("feedledger.api")
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"}
ASKED_ALL_THE_TIME = {"/health", "/ready", "/metrics"}
NO_ROUTE = "none"


class Watching:
    """
    Measures each request to the end of its answer and logs it; pure ASGI.

    Routes are named by their template, as paths hold ids: every one would be a series of its own.
    """

    def __init__(self, app: ASGIApp, services: Callable[[], ApiServices]) -> None:
        self._app = app
        self._services = services

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began_s, status, mount = time.perf_counter(), 500, scope.get("route")

        async def send_watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_watched)
        finally:
            is_found = scope.get("route") is not mount
            route = _template(scope) if is_found else NO_ROUTE
            self._tell(scope["method"], route, status, time.perf_counter() - began_s)

    def _tell(self, sent_method: str, route: str, status: int, took_s: float) -> None:
        method = sent_method if sent_method in METHODS else "other"
        self._services().meters.requests.labels(route, method, str(status)).observe(took_s)
        facts = {"status": status, "duration_ms": round(took_s * 1000, 1)}
        level = logging.DEBUG if route in ASKED_ALL_THE_TIME else logging.INFO
        LOG.log(level, "%s %s: %d", method, route, status, extra={"facts": facts})


def _template(scope: Scope) -> str:
    # the route itself knows its path without the prefixes that routers put before it
    found = scope.get("fastapi", {}).get("effective_route_context") or scope["route"]
    return str(found.path)
