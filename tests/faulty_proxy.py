"""A way to a server on which chosen requests go wrong."""

import http.client
import os
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal
from urllib.parse import urlsplit

Fault = Literal[
    "reset",  # before any byte of the body is read
    "request reset",  # when half of the body is read
    "request cut",  # half of the body reaches the server, and no end of it
    "request shortened",  # half of the body reaches the server, as if it were all
    "request changed",
    "answer lost",
    "body cut",  # half of the body and the end of the connection
    "body reset",  # the same, by a reset
    "body shortened",  # half of the body, as if it were all
    "body changed",
    "slow down",
    "error",
    "denied",
    "hang",
]
FORWARD_TIMEOUT_S = 30
OF_THE_CONNECTION = {"connection", "content-length", "expect", "keep-alive", "transfer-encoding"}
REFUSALS: dict[str, tuple[int, str]] = {
    "slow down": (503, "SlowDown"),
    "error": (500, "Error"),
    "denied": (403, "SignatureDoesNotMatch"),
}
HALVED = {"body cut", "body reset", "body shortened"}
BEFORE_CLOSING = struct.pack("ii", 1, 0)  # close by a reset


@dataclass
class Answer:
    """What goes back to the client; `body` may be less than the headers say."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


@dataclass
class FaultyProxy:
    """
    Passes everything to the server but what was asked to fail, once for each asking.

    While `is_down`, it resets every connection as soon as it is made.
    """

    server: str
    address: str = ""
    faults: list[tuple[str, str, Fault]] = field(default_factory=list)
    is_down: bool = False
    over: threading.Event = field(default_factory=threading.Event)

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
    with _Listener(("127.0.0.1", 0), handler) as listener:
        listener.proxy = proxy
        proxy.address = f"http://127.0.0.1:{listener.server_port}"
        thread = threading.Thread(target=listener.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield proxy
        finally:
            proxy.over.set()
            listener.shutdown()
            thread.join()


class _Listener(ThreadingHTTPServer):
    proxy: FaultyProxy

    def verify_request(self, request: Any, client_address: object) -> bool:  # noqa: ANN401, ARG002 - the names of socketserver
        """Return whether the connection is served."""
        if self.proxy.is_down:
            _reset(request)
        return not self.proxy.is_down


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    proxy: FaultyProxy

    def _pass_on(self) -> None:
        fault = self.proxy.take_fault(self.command, self.path)
        length = int(self.headers.get("Content-Length", 0))
        if self.proxy.is_down or fault == "reset":
            self._hang_up()
        elif fault == "request reset":
            self.rfile.read(length // 2)
            self._hang_up()
        elif fault == "hang":
            self.proxy.over.wait(FORWARD_TIMEOUT_S)
            self._hang_up()
        else:
            self._serve(self.rfile.read(length), fault)

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = _pass_on  # noqa: N815 - the names of http.server

    def _serve(self, body: bytes, fault: Fault | None) -> None:
        if fault == "request changed":
            body = b"\0" + body[1:]
        if fault == "request shortened":
            body = body[: len(body) // 2]
        if fault == "request cut":
            self._send(body[: len(body) // 2], len(body)).close()
        if fault in {"request cut", "answer lost"}:
            if fault == "answer lost":
                self._forward(body)
            self._hang_up()
            return
        answer = _refusal(fault) if fault in REFUSALS else self._forward(body)
        self._answer(answer, fault)

    def _send(self, body: bytes, length: int) -> http.client.HTTPConnection:
        place = urlsplit(self.proxy.server)
        connection = http.client.HTTPConnection(place.netloc, timeout=FORWARD_TIMEOUT_S)
        kept = {k: v for k, v in self.headers.items() if k.lower() not in OF_THE_CONNECTION}
        if "Content-Length" in self.headers:
            kept["Content-Length"] = str(length)
        connection.request(self.command, self.path, body, kept)
        return connection

    def _forward(self, body: bytes) -> Answer:
        connection = self._send(body, len(body))
        answer = connection.getresponse()
        headers = [
            (name, value)
            for name, value in answer.getheaders()
            if name.lower() not in OF_THE_CONNECTION or name.lower() == "content-length"
        ]
        content = answer.read()
        connection.close()
        return Answer(answer.status, headers, content)

    def _answer(self, answer: Answer, fault: Fault | None) -> None:
        if fault == "body changed":
            answer.body = b"\0" + answer.body[1:]
        length = str(len(answer.body))
        if self.command == "HEAD":
            length = dict(answer.headers).get("Content-Length", length)
        if fault in HALVED:
            answer.body = answer.body[: len(answer.body) // 2]
        if fault == "body shortened":
            length = str(len(answer.body))
        self.send_response_only(answer.status)
        for name, value in answer.headers:
            if name.lower() != "content-length":
                self.send_header(name, value)
        self.send_header("Content-Length", length)
        self.end_headers()
        self.wfile.write(answer.body)
        self.close_connection = self.close_connection or fault in HALVED
        if fault == "body reset":
            self._hang_up()

    def _hang_up(self) -> None:
        _reset(self.connection)
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Say nothing: the test says what it saw."""


def _reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, BEFORE_CLOSING)
    os.close(connection.detach())  # what was made of the socket would keep it open


def _refusal(fault: Fault | None) -> Answer:
    status, code = REFUSALS[str(fault)]
    body = f"<Error><Code>{code}</Code><Message>by the test</Message></Error>".encode()
    return Answer(status, [("Content-Type", "application/xml")], body)
