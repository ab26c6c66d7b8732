"""A way to a server on which chosen requests go wrong."""

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal
from urllib.parse import urlsplit

Fault = Literal["answer lost", "body cut", "body changed", "request changed", "slow down", "error"]
FORWARD_TIMEOUT_S = 30
OF_THE_CONNECTION = {"connection", "expect", "keep-alive", "transfer-encoding"}
REFUSALS: dict[str, tuple[int, str]] = {"slow down": (503, "SlowDown"), "error": (500, "Error")}


@dataclass
class Answer:
    """What goes back to the client; `body` may be less than the headers say."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


@dataclass
class FaultyProxy:
    """Passes everything to the server but what was asked to fail, once for each asking."""

    server: str
    address: str = ""
    faults: list[tuple[str, str, Fault]] = field(default_factory=list)

    def fail(self, method: str, fault: Fault, *, at: str = "", times: int = 1) -> None:
        """Let the next requests of this method go wrong; `at` is found in their address."""
        self.faults += [(method, at, fault)] * times

    def take_fault(self, method: str, address: str) -> Fault | None:
        """Return what shall happen to this request."""
        for planned in self.faults:
            if planned[0] == method and planned[1] in address:
                self.faults.remove(planned)
                return planned[2]
        return None


@contextmanager
def faulty_way_to(server: str) -> Iterator[FaultyProxy]:
    """Run a proxy to the server until the block ends."""
    proxy = FaultyProxy(server)
    handler = type("ProxyHandler", (_Handler,), {"proxy": proxy})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as listener:
        proxy.address = f"http://127.0.0.1:{listener.server_port}"
        thread = threading.Thread(target=listener.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield proxy
        finally:
            listener.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    proxy: FaultyProxy

    def _pass_on(self) -> None:
        fault = self.proxy.take_fault(self.command, self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if fault == "request changed":
            body = b"\0" + body[1:]
        answer = _refusal(fault) if fault in REFUSALS else self._forward(body)
        if fault == "answer lost":
            self.close_connection = True
            return
        self._answer(answer, fault)

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = _pass_on  # noqa: N815 - the names of http.server

    def _forward(self, body: bytes) -> Answer:
        place = urlsplit(self.proxy.server)
        connection = http.client.HTTPConnection(place.netloc, timeout=FORWARD_TIMEOUT_S)
        kept = {k: v for k, v in self.headers.items() if k.lower() not in OF_THE_CONNECTION}
        connection.request(self.command, self.path, body, kept)
        answer = connection.getresponse()
        headers = [(k, v) for k, v in answer.getheaders() if k.lower() not in OF_THE_CONNECTION]
        content = answer.read()
        connection.close()
        return Answer(answer.status, headers, content)

    def _answer(self, answer: Answer, fault: Fault | None) -> None:
        self.send_response_only(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        if "content-length" not in {name.lower() for name, _ in answer.headers}:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if fault == "body changed":
            answer.body = b"\0" + answer.body[1:]
        if fault == "body cut":
            answer.body = answer.body[: len(answer.body) // 2]
            self.close_connection = True
        self.wfile.write(answer.body)

    def log_message(self, *_: object) -> None:
        """Say nothing: the test says what it saw."""


def _refusal(fault: Fault | None) -> Answer:
    status, code = REFUSALS[str(fault)]
    body = f"<Error><Code>{code}</Code><Message>by the test</Message></Error>".encode()
    return Answer(status, [("Content-Type", "application/xml")], body)
