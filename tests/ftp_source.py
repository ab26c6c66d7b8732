"""An FTP server over a folder, also one that breaks off. A pytest plugin."""

import threading
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # it stands on asyncore
    from pyftpdlib.authorizers import DummyAuthorizer
    from pyftpdlib.handlers import FTPHandler
    from pyftpdlib.servers import FTPServer

USER, PASSWORD = "anna", "s3cret-ftp"


@dataclass
class FtpServer:
    """A running server; `cut` closes each transfer's connection before its first byte."""

    folder: Path
    port: int
    handler: Any

    @property
    def url(self) -> str:
        """Its address."""
        return f"ftp://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """Break transfers off from now on."""
        self.handler.push_dtp_data = _break_off

    def forget(self, *commands: str) -> None:
        """Know these commands no more."""
        known = self.handler.proto_cmds.items()
        self.handler.proto_cmds = {name: what for name, what in known if name not in commands}


def _break_off(handler: Any, *_data: object, file: Any, **_more: object) -> None:  # noqa: ANN401 - no types
    file.close()
    if handler.data_channel is not None:
        handler.data_channel.close()
    handler.respond("426 Connection closed; transfer aborted.")


@pytest.fixture
def ftp_server(tmp_path: Path) -> Iterator[FtpServer]:
    """Serve a folder until the test is over."""
    folder = tmp_path / "ftp"
    folder.mkdir()
    authorizer = DummyAuthorizer()
    authorizer.add_user(USER, PASSWORD, str(folder), perm="elr")
    set_up = {"authorizer": authorizer, "auth_failed_timeout": 0}
    handler = type("Handler", (FTPHandler,), set_up)
    server = FTPServer(("127.0.0.1", 0), handler)
    stopping = threading.Event()

    def serve() -> None:
        while not stopping.is_set():
            server.serve_forever(timeout=0.02, blocking=False)
        server.close_all()

    thread = threading.Thread(target=serve)
    thread.start()
    yield FtpServer(folder, server.address[1], handler)
    stopping.set()
    thread.join()
