"""A web server that answers as a test says, also against the rules. A pytest plugin."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

Answer = Callable[["Exchange"], None]


class Exchange(BaseHTTPRequestHandler):
    """One request, and the means to answer it."""

    web: "WebSource"

    def do_GET(self) -> None:
        """Let the test answer."""
        self.web.requests.append(self)
        self.web.answer(self)

    def reply(self, status: int, body: bytes = b"", **headers: str) -> None:
        """Answer whole: headers in the form Content_Type."""
        self.head(status, Content_Length=str(len(body)), **headers)
        self.wfile.write(body)

    def head(self, status: int, **headers: str) -> None:
        """Send status and headers alone."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def log_message(self, *_parts: object) -> None:
        """Keep quiet."""


@dataclass
class WebSource:
    """A running server: its address, what was asked of it, and what it answers."""

    url: str
    answer: Answer
    requests: list[Exchange] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)


@pytest.fixture
def serve() -> Iterator[Callable[[Answer], WebSource]]:
    """Start servers that answer so; they are stopped when the test is over."""
    started: list[tuple[ThreadingHTTPServer, WebSource]] = []

    def start(answer: Answer) -> WebSource:
        handler = type("Handler", (Exchange,), {})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        server.handle_error = lambda *_error: None  # type: ignore[method-assign]
        web = WebSource(f"http://127.0.0.1:{server.server_port}", answer)
        handler.web = web  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, args=[0.05]).start()
        started.append((server, web))
        return web

    yield start
    for server, web in started:
        web.closing.set()
        server.shutdown()
        server.server_close()
