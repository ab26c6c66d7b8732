"""
What Streamlit's front end asks before it shows a page that was opened by its address.

On /revenue it looks for the server at /revenue/_stcore/… first and at /_stcore/… next. A 404 to
the first is an error on the browser's console; a 300, which names the right place, is none.
"""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

PROBE = re.compile(r"/[A-Za-z0-9_-]+(/_stcore/(?:health|host-config))")
MULTIPLE_CHOICES = 300  # RFC 9110, section 15.4.1: no browser follows it by itself


class PageProbes:
    """Answers a probe below a page with where the server is, and passes everything else."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer the request, or pass it on."""
        probe = PROBE.fullmatch(scope["path"]) if scope["type"] == "http" else None
        if probe is None:
            await self._app(scope, receive, send)
            return
        headers = [(b"location", probe[1].encode()), (b"content-length", b"0")]
        await send({"type": "http.response.start", "status": MULTIPLE_CHOICES, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
